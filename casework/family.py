"""The people close to a person: entered, corrected and taken off on the person's page.

They are seen like the ID number: masked, and whole once with a reason. What an event keeps of
them lies sealed and is shown on no page.
"""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import audit
from .belongings import fresh, held
from .beside import Watch, key_of
from .fields import stored
from .models import Relative
from .rosters.days import Frame, read_day

TEXTS = ("relation", "name", "born", "standing", "workplace")
HIDDEN = "••••"
EDIT = "casework.edit_person"


class RelativeForm(forms.ModelForm):
    """One person close by. Opened for a correction, what is sealed stays unless typed anew."""

    note = forms.CharField(label=gettext_lazy("更正的原因"), max_length=200)
    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Relative
        fields = ("circle", *TEXTS)

    def __init__(self, data=None, *, row: Relative | None = None):
        start = {"circle": row.circle, "version": row.version} if row else {"version": 0}
        super().__init__(data, initial=start)
        if row is None:
            self.fields["born"].help_text = _("写成 1965-03 或 1965年3月")
            del self.fields["note"]
            return
        for name in TEXTS:
            self.fields[name].required = False
            self.fields[name].help_text = _("不改就空着")

    def clean_born(self) -> str:
        """A day or a month, as it was written."""
        text = self.cleaned_data["born"]
        if not text:
            return ""
        day = read_day(text, Frame(as_of=date.max)).day
        if day is None:
            raise ValidationError(_("“%s”读不出年月。请写成 1965-03 或 1965年3月。") % text)
        return str(day)

    def _post_clean(self):
        """No instance is made on the screen: `keep` writes to a locked one."""


def masked(row: Relative) -> dict:
    """A row as the page shows it before it is revealed: how close, and how the name begins."""
    return {
        "row": row,
        "relation": row.relation,
        "name": f"{row.name[:1]}＊" if row.name else "",
        **{name: HIDDEN if getattr(row, name) else "" for name in TEXTS[2:]},
    }


def whole(row: Relative) -> dict:
    return {"row": row, **{name: getattr(row, name) for name in TEXTS}}


@transaction.atomic
def keep(person, answers: dict, *, by, row: Relative | None = None) -> Relative:
    """Enter somebody close to the person, or correct the row. Raises Stale, PermissionDenied."""
    person = held(person, EDIT, by)
    watch = Watch(person)
    kept = fresh(person.relatives, row, answers["version"]) if row else Relative(person=person)
    before = {name: stored(kept, name) for name in TEXTS}
    kept.circle = answers["circle"]
    for name in TEXTS:
        setattr(kept, name, answers[name] or getattr(kept, name))
    kept.version += 1 if row else 0
    kept.save()
    after = {name: stored(kept, name) for name in TEXTS}
    told = {name: [before[name], after[name]] for name in TEXTS if before[name] != after[name]}
    told = {"told": told, "note": answers.get("note", ""), **audit.beside(watch)}
    _note("relative_changed" if row else "relative_added", kept, by, **told)
    return kept


@transaction.atomic
def remove(person, row: Relative, *, note: str, version: int, by) -> None:
    """Take somebody entered by mistake off. Raises Stale, PermissionDenied."""
    person = held(person, EDIT, by)
    found, watch = fresh(person.relatives, row, version), Watch(person)
    told = {name: [stored(found, name), ""] for name in TEXTS if stored(found, name)}
    person.relatives.filter(pk=found.pk).delete()
    _note("relative_removed", found, by, told=told, note=note, **audit.beside(watch))


def _note(kind: str, row: Relative, by, **details) -> None:
    about = {**audit.about_person(row.person), "subject": key_of(row)}
    audit.append(kind, by=by, **about, what=row.get_circle_display(), **details)
