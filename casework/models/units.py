"""The tree of places and Party organisations."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.lookups import GreaterThanOrEqual, LessThan
from django.utils.translation import gettext_lazy as _


class Unindexed(Func):
    """A column as it is, which no index of SQLite serves: a unary plus says so there."""

    template = "%(expressions)s"

    def as_sqlite(self, compiler, connection, **context):
        return super().as_sql(compiler, connection, template="+%(expressions)s", **context)


def within(path: str, field: str = "path") -> Q:
    """Everything at or below `path`, as a range that an index serves on both databases.

    The whole tree is no selection. PostgreSQL sees that by itself; SQLite is kept from
    starting at the units and sorting every case below them.
    """
    last = path[:-1] + chr(ord("/") + 1)
    if path.count("/") > 1:
        return Q(**{f"{field}__gte": path, f"{field}__lt": last})
    whole = Unindexed(F(field))
    return Q(GreaterThanOrEqual(whole, Value(path))) & Q(LessThan(whole, Value(last)))


class UnitQuerySet(models.QuerySet):
    def under(self, path: str):
        return self.filter(within(path))

    def branches(self):
        return self.filter(kind=Unit.Kind.BRANCH)

    def villages(self):
        return self.filter(kind=Unit.Kind.VILLAGE)

    def recruiting(self):
        """Those that recruit; temporary organisations as a rule do not."""
        return self.filter(may_recruit=True, is_temporary=False)


class Unit(models.Model):
    """A province, county, township, village or Party organisation.

    `path` lists the ids from the root, each followed by a slash: "1/15/203/".
    A village's Party organisations stand below the village.
    """

    TOLD_WITH = "pk"
    UNTOLD = ("path",)

    class Kind(models.TextChoices):
        PROVINCE = "province", _("省")
        COUNTY = "county", _("县")
        TOWNSHIP = "township", _("乡镇")
        VILLAGE = "village", _("村")
        COMMITTEE = "committee", _("党委")
        GENERAL_BRANCH = "general_branch", _("党总支")
        BRANCH = "branch", _("党支部")

    kind = models.CharField(_("类别"), max_length=20, choices=Kind)
    name = models.CharField(_("全称"), max_length=100)
    short_name = models.CharField(_("简称"), max_length=50)
    initials = models.CharField(_("拼音首字母"), max_length=50, blank=True)
    aliases = models.JSONField(_("别名"), default=list, blank=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children"
    )
    path = models.CharField(max_length=200, unique=True)
    has_committee = models.BooleanField(_("设支部委员会"), default=False)
    has_cells = models.BooleanField(_("设党小组"), default=False)
    can_approve = models.BooleanField(_("有审批预备党员权限"), default=False)
    four_eyes = models.BooleanField(
        _("党委审批须两人"),
        default=True,
        help_text="Read on townships: who prepares does not approve.",
    )
    may_recruit = models.BooleanField(_("可以发展党员"), default=True)
    for_mobile_members = models.BooleanField(_("流动党员党组织"), default=False)
    is_temporary = models.BooleanField(_("临时党组织"), default=False)
    general_branch = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="branches_below"
    )
    version = models.PositiveIntegerField(default=0, editable=False)

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = _("单位")
        ordering = ["path"]
        indexes = [models.Index(fields=["kind", "path"], name="unit_kind")]
        constraints = [
            models.UniqueConstraint(
                fields=["kind"],
                condition=Q(kind="province"),
                name="one_province",
                violation_error_message=_("只能有一个省。"),
            ),
        ]

    def __str__(self) -> str:
        return self.short_name or self.name

    @property
    def lineage(self) -> list[int]:
        """The numbers of the units above and of this one, from the top."""
        return [int(number) for number in self.path.strip("/").split("/")]

    @property
    def recruits(self) -> bool:
        """Whether it is one of the `recruiting` ones."""
        return self.may_recruit and not self.is_temporary

    def save(self, **kwargs):
        """Give a new unit its place in the tree. Nothing stands beside a province."""
        if self.pk is None and not self.path:
            if not self.parent and Unit.objects.filter(kind=self.Kind.PROVINCE).exists():
                raise ValidationError(_("省以外的单位须有上级单位。"))
            self.path = f"new-{id(self)}/"
            super().save(**kwargs)
            above = self.parent.path if self.parent else ""
            self.path = f"{above}{self.pk}/"
            kwargs = {"update_fields": ["path"]}
        super().save(**kwargs)
