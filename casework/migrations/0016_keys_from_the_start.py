from django.db import migrations

from casework import identity
from casework.sealing import ERASED


def give_keys(apps, editor):
    """Whoever has no key yet gets one now: one made at the first use later on would be a change
    that no event tells of."""
    alias = editor.connection.alias
    for label in ("Account", "Person"):
        rows = apps.get_model("casework", label)._base_manager.using(alias).filter(key=None)
        waiting = rows.exclude(name=ERASED) if label == "Person" else rows
        for pk in list(waiting.values_list("pk", flat=True)):
            rows.filter(pk=pk).update(key=identity.new_key())


class Migration(migrations.Migration):

    dependencies = [("casework", "0015_members_by_age")]

    operations = [migrations.RunPython(give_keys, migrations.RunPython.noop)]
