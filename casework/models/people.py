"""People, and the sanctions that bear on both pipelines."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .. import identity, penalties, sealing
from ..fields import SealedText
from ..names import initials, pinyin
from .units import Unit


def _begins(field: str, text: str) -> Q:
    """The field begins with `text`, as a range that an index serves on both databases."""
    low = text.lower()
    return Q(**{f"{field}__gte": low, f"{field}__lt": low[:-1] + chr(ord(low[-1]) + 1)})


# The condition of the partial index, word for word: SQLite uses the index for nothing else, and
# with a parameter in the place of '' it would plan the statement anew each time.
NUMBERED = models.Func(
    models.F("id_digest"), template="NOT (%(expressions)s = '')", output_field=models.BooleanField()
)


class PersonQuerySet(models.QuerySet):
    def visible_to(self, user):
        return user.account.reachable(self, "unit__path")

    def known_to(self, user):
        """Those the user may see, and members of the Party organisations below the unit."""
        members = user.account.reachable(self, "affiliation__path")
        return self.visible_to(user) | members

    def search(self, text: str):
        """By name, pinyin, its initials, or the ID number or its last four characters."""
        text = text.strip()
        if text.isascii() and text.isalpha():
            return self.filter(_begins("initials", text) | _begins("pinyin", text))
        if len(text) == 18 and text[:17].isdigit():
            return self.with_id_number(text)
        wanted = Q(name__contains=text)
        if len(text) == 4 and text[:3].isdigit():
            wanted |= Q(id_tail=text.upper())
        return self.filter(wanted)

    def with_id_number(self, id_number: str):
        """Exactly, through the partial index."""
        return self.filter(NUMBERED, id_digest=identity.digest(id_number))


class Person(models.Model):
    """Somebody the township keeps a record of. Months without a day store day 1."""

    TOLD_WITH = "pk"
    UNTOLD = ("pinyin", "initials", "key")
    APART = {"key": ("key",)}

    class Sex(models.TextChoices):
        MAN = "m", _("男")
        WOMAN = "f", _("女")

    class Standing(models.TextChoices):
        NONE = "none", _("群众")
        LEAGUE = "league", _("共青团员")
        PROBATIONARY = "probationary", _("中共预备党员")
        FULL = "full", _("中共党员")
        OTHER = "other", _("其他党派和无党派")

    class Education(models.TextChoices):
        GRADUATE = "10", _("研究生")
        BACHELOR = "20", _("大学本科")
        COLLEGE = "30", _("大学专科")
        SECONDARY_TECHNICAL = "41", _("中专")
        VOCATIONAL = "44", _("职业高中")
        TECHNICAL = "47", _("技校")
        SENIOR = "60", _("高中")
        JUNIOR = "70", _("初中")
        PRIMARY = "80", _("小学")
        OTHER = "90", _("其他")

    name = models.CharField(_("姓名"), max_length=50)
    pinyin = models.CharField(max_length=100, blank=True, editable=False)
    initials = models.CharField(max_length=20, blank=True, editable=False)
    sex = models.CharField(_("性别"), max_length=1, choices=Sex, blank=True)
    ethnicity = models.CharField(_("民族"), max_length=20, blank=True)
    born_on = models.DateField(_("出生日期"), null=True, blank=True)
    born_month_only = models.BooleanField(_("只知年月"), default=False)
    education = models.CharField(_("学历"), max_length=2, choices=Education, blank=True)
    occupation = models.CharField(_("职业"), max_length=50, blank=True)
    unit = models.ForeignKey(
        Unit, models.PROTECT, verbose_name=_("所在单位"), related_name="people"
    )
    standing = models.CharField(
        _("政治面貌"), max_length=20, choices=Standing, default=Standing.NONE
    )
    joined_on = models.DateField(_("入党日期"), null=True, blank=True)
    full_member_on = models.DateField(_("转正日期"), null=True, blank=True)
    affiliation = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("组织关系所在党组织"),
        related_name="members",
    )
    is_office_cadre = models.BooleanField(_("镇机关干部"), default=False)
    key = models.BinaryField(null=True, editable=False)
    id_sealed = models.BinaryField(null=True, editable=False)
    id_digest = models.CharField(max_length=64, blank=True, editable=False)
    id_tail = models.CharField(max_length=4, blank=True, editable=False)
    phone_sealed = models.BinaryField(null=True, editable=False)
    version = models.PositiveIntegerField(default=0, editable=False)

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("人员")
        ordering = ["pinyin", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["id_digest"],
                condition=~Q(id_digest=""),
                name="person_once_per_id_number",
                violation_error_message=_("此身份证号已登记。"),
            ),
        ]
        indexes = [
            models.Index(fields=["initials"], name="person_by_initials"),  # search
            models.Index(fields=["pinyin", "id"], name="person_by_pinyin"),  # search, order
            models.Index(fields=["name"], name="person_by_name"),  # search
            models.Index(fields=["id_tail"], name="person_by_id_tail"),  # search
            models.Index(
                # The age page counts members without opening their rows.
                fields=[
                    "affiliation",
                    "standing",
                    "born_on",
                    "sex",
                    "born_month_only",
                    "joined_on",
                    "id",
                ],
                name="person_members_by_age",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, **kwargs):
        """Give a new person a key; keep the columns that searching and sorting use."""
        if self._state.adding:
            self.key = self.key or identity.new_key()
        self.pinyin, self.initials = pinyin(self.name), initials(self.name)
        super().save(**kwargs)

    @property
    def forgotten(self) -> bool:
        """Whether the key has been destroyed for good (see retention)."""
        return self.name == sealing.ERASED

    @property
    def id_number(self) -> str:
        return identity.unseal(self.key, self.id_sealed)

    @id_number.setter
    def id_number(self, text: str):
        text = (text or "").strip().upper()
        self.key = self.key or identity.new_key()
        self.id_sealed = identity.seal(self.key, text)
        self.id_digest, self.id_tail = identity.digest(text), text[-4:]

    @property
    def phone(self) -> str:
        return identity.unseal(self.key, self.phone_sealed)

    @phone.setter
    def phone(self, text: str):
        self.key = self.key or identity.new_key()
        self.phone_sealed = identity.seal(self.key, (text or "").strip())

    @property
    def masked_id(self) -> str:
        """The ID number as screens show it, without opening it."""
        return f"**************{self.id_tail}" if self.id_tail else ""


class Sanction(models.Model):
    """A Party penalty in force from one day to another, both included. Open when `until` is empty.

    `until` is worked out (`penalties.ends_on`) unless it is told, as the facts of a what-if may;
    texts are sealed.
    """

    TOLD_WITH = "person"
    UNTOLD = ("until",)

    class Kind(models.TextChoices):
        WARNING = penalties.WARNING, _("警告")
        SERIOUS_WARNING = penalties.SERIOUS_WARNING, _("严重警告")
        REMOVAL_FROM_POST = penalties.REMOVAL_FROM_POST, _("撤销党内职务")
        PARTY_PROBATION = penalties.PARTY_PROBATION, _("留党察看")
        EXPULSION = penalties.EXPULSION, _("开除党籍")

    person = models.ForeignKey(Person, models.PROTECT, related_name="sanctions")
    kind = models.CharField(_("处分"), max_length=30, choices=Kind)
    since = models.DateField(_("生效日"))
    until = models.DateField(_("影响期至"), null=True, blank=True)
    observed_months = models.PositiveSmallIntegerField(_("留党察看期限"), null=True, blank=True)
    rights_restored_on = models.DateField(_("恢复党员权利日"), null=True, blank=True)
    document_number = SealedText(_("处分决定文号"), max_length=50, blank=True)
    decided_by = SealedText(_("作出决定的组织"), max_length=100, blank=True)
    # What an expulsion took from the member, in case it was entered by mistake.
    standing_before = models.CharField(max_length=20, blank=True, editable=False)
    affiliation_before = models.ForeignKey(
        Unit, models.PROTECT, null=True, related_name="+", editable=False
    )
    version = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("党纪处分")
        ordering = ["-since", "-pk"]
        indexes = [models.Index(fields=["person", "since"], name="sanction_of_person")]
        constraints = [
            models.CheckConstraint(
                condition=Q(rights_restored_on__isnull=True)
                | Q(kind=penalties.PARTY_PROBATION, rights_restored_on__gt=models.F("since")),
                name="sanction_rights_restored",
                violation_error_message=_("只有留党察看有恢复党员权利日，且在生效日之后。"),
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

    def save(self, **kwargs):
        """Work out the last day, unless a last day was told."""
        if self.until is None:
            self.work_out()
        super().save(**kwargs)

    def work_out(self) -> None:
        names = ("since", "rights_restored_on")
        days = [self._meta.get_field(name).to_python(getattr(self, name)) for name in names]
        self.until = penalties.ends_on(self.kind, *days)

    @property
    def observed_until(self):
        """The day on which 留党察看 is served; rights still come back by a decision only."""
        months = self.observed_months
        return penalties.observed_until(self.since, months) if months else None

    @property
    def whose(self) -> Person:
        """Whose key seals the texts of the row."""
        return self.person
