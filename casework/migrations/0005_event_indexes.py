from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("casework", "0004_accounts_drafts_proposals")]

    operations = [
        migrations.AddIndex(
            model_name="auditevent",
            index=models.Index(fields=["actor_id", "-at"], name="event_of_actor"),
        ),
        migrations.AddIndex(
            model_name="auditevent",
            index=models.Index(
                condition=models.Q(("kind", "alarm")), fields=["-seq"], name="event_alarms"
            ),
        ),
    ]
