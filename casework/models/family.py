"""Main family members and important social relations, as the political review asks for them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ..fields import SealedText
from .people import Person


class Relative(models.Model):
    """Somebody close to a person (2026: article 16). All that is said of them is sealed under
    that person's key: they are no persons of the record themselves, and go with it."""

    TOLD_WITH = "person"

    class Circle(models.TextChoices):
        FAMILY = "family", _("主要家庭成员")
        SOCIAL = "social", _("重要社会关系")

    person = models.ForeignKey(Person, models.PROTECT, related_name="relatives")
    circle = models.CharField(_("类别"), max_length=10, choices=Circle, default=Circle.FAMILY)
    relation = SealedText(_("与本人关系"), max_length=20)
    name = SealedText(_("姓名"), max_length=50)
    born = SealedText(_("出生年月"), max_length=10, blank=True)
    standing = SealedText(_("政治面貌"), max_length=20, blank=True)
    workplace = SealedText(_("工作单位及职务"), max_length=100, blank=True)
    version = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("家庭成员和社会关系")
        ordering = ["circle", "pk"]

    def __str__(self) -> str:
        return self.get_circle_display()

    @property
    def whose(self) -> Person:
        """Whose key seals the texts of the row."""
        return self.person
