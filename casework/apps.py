from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.db.models.signals import post_migrate
from django.utils.module_loading import autodiscover_modules, import_string
from django.utils.translation import gettext_lazy as _

from . import immutable, statistics


class CaseworkConfig(AppConfig):
    name = "casework"
    verbose_name = _("基础")

    def ready(self):
        """Let every app register its pipeline, keep the trail's triggers and SQLite's figures."""
        autodiscover_modules("pipeline")
        begin = import_string("casework.sessions.begin")
        user_logged_in.connect(begin, dispatch_uid="beginning of a session")
        post_migrate.connect(immutable.install, sender=self, dispatch_uid="audit events")
        post_migrate.connect(statistics.refresh, sender=self, dispatch_uid="figures of tables")
