from django.db import migrations

from casework.first_seals import seal_the_rest

CASES = {"membership": "membership.Application", "talent": "talent.Talent"}


def seal(apps, editor):
    """The reasons of the first versions lay in the clear, later ones sealed by hand."""

    def person_of(row):
        cases = apps.get_model(CASES[row.pipeline])._base_manager.using(editor.connection.alias)
        return cases.filter(pk=row.case).values_list("person", flat=True).first()

    seal_the_rest(apps, editor, "casework.Postponement", "reason", person_of)


class Migration(migrations.Migration):

    dependencies = [
        ("casework", "0013_sealed_postponements"),
        ("membership", "0012_roll_is_asked_live"),
        ("talent", "0003_sealed_texts"),
        ("progress", "0001_initial"),
    ]

    operations = [migrations.RunPython(seal, migrations.RunPython.noop)]
