"""Party penalties of members: entered, corrected and taken off, each with an event.

True facts of the past are never refused, only what contradicts itself. What an event keeps of a
penalty lies sealed; the day its effect ends is worked out by `penalties` and stored.
"""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import audit, penalties
from .belongings import fresh, held
from .beside import Watch, key_of
from .fields import stored
from .forms import DayField
from .models import Person, Sanction
from .sealing import sealed_in
from .workflow import plain

READ, CHANGE = "casework.sanctions", "casework.change_sanction"
KIND = Sanction.Kind
FACTS = ("kind", "since", "observed_months", "rights_restored_on", "document_number", "decided_by")
LENGTHS = (("", "–"), (12, gettext_lazy("留党察看一年")), (24, gettext_lazy("留党察看二年")))


def _months(text) -> int | None:
    return int(text) if text else None


class SanctionForm(forms.ModelForm):
    """One penalty. `person` is whose; `row` the one that is corrected."""

    since = DayField(label=gettext_lazy("生效日"), help_text=gettext_lazy("处分决定生效的日期"))
    observed_months = forms.TypedChoiceField(
        label=gettext_lazy("留党察看期限"), choices=LENGTHS, coerce=_months, empty_value=None,
        required=False, help_text=gettext_lazy("留党察看处分才填"),
    )  # fmt: skip
    rights_restored_on = DayField(
        label=gettext_lazy("恢复党员权利日"),
        required=False,
        help_text=gettext_lazy("留党察看期满后作出恢复决定的，填决定的日期；没有决定就空着"),
    )
    note = forms.CharField(label=gettext_lazy("更正的原因"), max_length=200)
    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Sanction
        fields = FACTS

    def __init__(self, data=None, *, person: Person, row: Sanction | None = None):
        start = {name: getattr(row, name) for name in FACTS} if row else {}
        super().__init__(data, initial={"version": row.version if row else 0, **start})
        self.person = person
        if row is None:
            del self.fields["note"]

    def clean_since(self) -> date:
        day, born = self.cleaned_data["since"], self.person.born_on
        if day > timezone.localdate():
            raise ValidationError(_("生效日晚于今天。处分生效后再登记。"))
        if born and day < born:
            raise ValidationError(_("生效日早于本人出生日期。请核对。"))
        return day

    def clean(self) -> dict:
        """Length and restored rights belong to 留党察看 alone, and follow its first day."""
        cleaned = super().clean()
        observed = cleaned.get("kind") == KIND.PARTY_PROBATION
        if observed and not cleaned.get("observed_months"):
            self.add_error("observed_months", _("请写明留党察看一年还是二年（第12条）。"))
        for name in ("observed_months", "rights_restored_on"):
            if cleaned.get("kind") and not observed and cleaned.get(name):
                self.add_error(name, _("只有留党察看处分才填这一项。"))
        self._clean_restored(cleaned.get("since"), cleaned.get("rights_restored_on"))
        return cleaned

    def _clean_restored(self, since: date | None, restored: date | None) -> None:
        if since and restored and restored <= since:
            self.add_error("rights_restored_on", _("恢复党员权利日应在生效日之后。"))
        elif restored and restored > timezone.localdate():
            self.add_error("rights_restored_on", _("恢复党员权利日晚于今天。作出决定后再登记。"))

    def _post_clean(self):
        """No instance is made on the screen: `keep` writes to a locked one."""


def visible_to(user):
    """The penalties of the people whom the user may see, where the user may read any."""
    if not user.has_perm(READ):
        return Sanction.objects.none()
    return Sanction.objects.filter(person__in=Person.objects.visible_to(user).values("pk"))


@transaction.atomic
def keep(person, answers: dict, *, by, row: Sanction | None = None) -> Sanction:
    """Enter a penalty of the person, or correct the row. Raises Stale, PermissionDenied."""
    person = held(person, CHANGE, by)
    watch = Watch(person)
    kept = fresh(person.sanctions, row, answers["version"]) if row else Sanction(person=person)
    before = _facts(kept) if row else {}
    for name in FACTS:
        setattr(kept, name, answers[name])
    kept.version += 1 if row else 0
    kept.work_out()
    _follow(kept, expelled=kept.kind == KIND.EXPULSION)
    kept.save()
    after = _facts(kept)
    told = {name: [before.get(name), after[name]] for name in after}
    told = {name: pair for name, pair in told.items() if pair[0] != pair[1]}
    kind = "sanction_changed" if row else "sanction_added"
    _note(kind, kept, by, told, answers.get("note", ""), watch)
    return kept


@transaction.atomic
def remove(person, row: Sanction, *, note: str, version: int, by) -> None:
    """Take a penalty off that was entered by mistake or has been annulled. Raises Stale,
    PermissionDenied."""
    person = held(person, CHANGE, by)
    found, watch = fresh(person.sanctions, row, version), Watch(person)
    told = {name: [value, None] for name, value in _facts(found).items() if value}
    _follow(found, expelled=False)
    person.sanctions.filter(pk=found.pk).delete()
    _note("sanction_removed", found, by, told, note, watch)


def _follow(row: Sanction, *, expelled: bool) -> None:
    """Who is expelled is no member any more and belongs to no organisation; who was not expelled
    after all is what he was before. An expulsion of before the person joined anew takes nothing."""
    person = row.person
    ends = expelled and not _joined_later(row)
    if ends and person.standing != Person.Standing.NONE:
        row.standing_before, row.affiliation_before = person.standing, person.affiliation
        person.standing, person.affiliation = Person.Standing.NONE, None
    elif row.standing_before and not ends:
        _give_back(row)
    else:
        return
    person.version += 1
    person.save()


def _joined_later(row: Sanction) -> bool:
    return bool(row.person.joined_on and row.since < row.person.joined_on)


def _give_back(row: Sanction) -> None:
    """To the person; where another expulsion stands, it is that one which took the membership."""
    person, taken = row.person, (row.standing_before, row.affiliation_before)
    others = person.sanctions.filter(kind=KIND.EXPULSION).exclude(pk=row.pk)
    other = next((one for one in others if not _joined_later(one)), None)
    if other:
        other.standing_before, other.affiliation_before = taken
        other.save()
    else:
        person.standing, person.affiliation = taken
    row.standing_before, row.affiliation_before = "", None


def _facts(row: Sanction) -> dict:
    return plain({name: stored(row, name) for name in (*FACTS, "until")})


def _note(kind: str, row: Sanction, by, told: dict, note: str, watch: Watch) -> None:
    about = {**audit.about_person(row.person), "subject": key_of(row)}
    told = sealed_in(row.person, told)
    audit.append(kind, by=by, **about, told=told, note=note, **audit.beside(watch))


def standing(row: Sanction, today: date) -> tuple[str, str]:
    """How a penalty stands today: the state of a badge, and in words."""
    if row.kind == KIND.EXPULSION:
        return "done", _("%s 前不得重新入党") % penalties.barred_until(row.since)
    served, restored = row.observed_until, row.rights_restored_on
    if served and restored and restored < served:
        return "data", _("察看期 %s 才满，恢复权利早于期满，请核对") % served
    if row.until is not None:
        over = row.until < today
        words = _("影响期 %s 已满") if over else _("影响期至 %s")
        if row.kind == KIND.PARTY_PROBATION:
            words = _("无表决权至 %s，已恢复权利") if over else _("无表决权至 %s")
        return ("done" if over else "soon"), words % row.until
    if served and served <= today:
        return "overdue", _("察看期 %s 已满，有决定后填恢复党员权利日") % served
    return "soon", _("察看至 %s，无表决权") % served if served else _("察看中，无表决权")
