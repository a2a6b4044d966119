"""What an account lays out on its own desk: starred cases and to-dos put off to a later day."""

from django.apps import apps
from django.conf import settings
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from ..fields import SealedText
from .cases import Case
from .people import Person


class OfCase(models.Model):
    """A row of one account about one case of a pipeline."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    pipeline = models.CharField(max_length=20, help_text="The app whose case it is.")
    case = models.PositiveBigIntegerField()

    class Meta:
        abstract = True


class Star(OfCase):
    """A case that an account keeps an eye on."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "pipeline", "case"], name="starred_once")
        ]

    def __str__(self) -> str:
        return f"{self.pipeline} {self.case}"


class Postponement(OfCase):
    """A to-do that an account will not see before `until`. Its deadline stays what it is."""

    kind = models.CharField(max_length=30, help_text="Of the deadline.")
    until = models.DateField(_("推迟到"))
    reason = SealedText(_("原因"))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "pipeline", "case", "kind"], name="postponed_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.pipeline} {self.case} {self.kind}"

    @cached_property
    def whose(self) -> Person:
        """Whose key seals the reason: the person of the case. Looked up unless it is given."""
        known = apps.get_app_config(self.pipeline).get_models()
        (model,) = (each for each in known if issubclass(each, Case))
        return model._base_manager.select_related("person").get(pk=self.case).person
