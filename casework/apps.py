from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from . import immutable


class CaseworkConfig(AppConfig):
    name = "casework"
    verbose_name = _("基础")

    def ready(self):
        post_migrate.connect(immutable.install, sender=self, dispatch_uid="audit events")
