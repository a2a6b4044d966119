"""What kind of organisation a branch is: the form that corrects it and the door it goes through.

Who decides, what is asked and which papers are wanted follow from it; the pipelines say how.
"""

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from . import audit
from .access import acting
from .beside import Watch, key_of
from .models import Unit
from .pipelines import PIPELINES
from .workflow import Stale

CHANGE = "casework.change_unit"
KIND = Unit.Kind
KINDS = (KIND.BRANCH, KIND.GENERAL_BRANCH, KIND.COMMITTEE)
BETWEEN = (KIND.GENERAL_BRANCH, KIND.COMMITTEE)
FACTS = (
    "kind", "general_branch", "has_committee", "has_cells", "for_mobile_members", "is_temporary",
    "may_recruit",
)  # fmt: skip
ON_PAPERS = ("has_cells",)  # which papers a dossier wants depends on these
ALTERS = {
    "kind": _("党总支、村党委只审议，不审批（第22条）"),
    "general_branch": _("它只审议：党委审批前须有审议记录（第22条）"),
    "has_committee": _("设的由支委会研究决定，不设的由支部党员大会（第8条）"),
    "has_cells": _("设的须听取党小组意见、收党小组意见材料，批准后编入党小组（第13、28、32条）"),
    "for_mobile_members": _("具备条件的才能发展党员；流动人员可以向它提出申请（第6、40条）"),
    "is_temporary": _("一般不发展党员；除另有规定外不能接收、审批预备党员（第22条）"),
    "may_recruit": _("去掉后确定积极分子须写明理由，也不列入多年未发展的名单"),
}


def organisations(path: str):
    """The Party organisations at or below a place of the tree, with those above them."""
    found = Unit.objects.under(path).filter(kind__in=KINDS)
    return found.select_related("parent__parent__parent", "general_branch")


class OrganisationForm(forms.ModelForm):
    """What kind of organisation it is, with the reason of the change."""

    note = forms.CharField(label=_("更改的原因"), max_length=200)
    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Unit
        fields = FACTS

    def __init__(self, data=None, *, unit: Unit):
        super().__init__(data, instance=unit, initial={"version": unit.version})
        beside = Unit.objects.filter(parent=unit.parent_id, kind__in=BETWEEN).exclude(pk=unit.pk)
        self.fields["general_branch"].queryset = beside.order_by("path")
        self.fields["general_branch"].label = _("上级党总支或村党委")
        self.fields["kind"].choices = [(kind, kind.label) for kind in KINDS]
        for name, words in ALTERS.items():
            self.fields[name].help_text = words

    def clean_kind(self) -> str:
        """Members and cases belong to branches."""
        kind = self.cleaned_data["kind"]
        if kind != KIND.BRANCH and self.instance.kind == KIND.BRANCH and _in_use(self.instance):
            raise ValidationError(_t("还有党员或在办事项，先转到下属支部再改类别。"))
        return kind

    def clean_general_branch(self) -> Unit | None:
        above = self.cleaned_data["general_branch"]
        if above and self.instance.branches_below.exists():
            raise ValidationError(_t("它下面还有支部，不能再隶属另一个党总支或村党委。"))
        return above

    def _post_clean(self):
        """The unit on the screen is never touched: `change` writes to a locked copy."""


def _in_use(unit: Unit) -> bool:
    if unit.members.exists():
        return True
    open_cases = (pipeline.model.objects.in_progress() for pipeline in PIPELINES.values())
    return any(cases.filter(unit=unit).exists() for cases in open_cases)


@transaction.atomic
def change(unit: Unit, answers: dict, *, by) -> dict:
    """Write what kind of organisation it is; what changed, by column, before and after. Dossiers
    of the branch follow. Raises Stale, PermissionDenied."""
    by = acting(by)
    held = Unit.objects.select_for_update(of=("self",)).get(pk=unit.pk, kind__in=KINDS)
    if not by.has_perm(CHANGE, held):
        raise PermissionDenied
    if held.version != answers["version"]:
        raise Stale(held)
    watch = Watch(held)
    changed = _write(held, answers)
    if changed:
        held.version += 1
        held.save()
        _settle(held, changed)
        about = {"unit_path": held.path, "subject": key_of(held), "what": str(held)}
        told = {"changed": changed, "note": answers["note"], **audit.beside(watch)}
        audit.append("unit_changed", by=by, **about, **told)
    return changed


def _write(held: Unit, answers: dict) -> dict:
    """Units above are told by their names."""
    changed = {}
    for name in FACTS:
        before, after = getattr(held, name), answers[name]
        if before != after:
            setattr(held, name, after)
            named = [str(one) if isinstance(one, Unit) else one for one in (before, after)]
            changed[name] = named
    return changed


def _settle(held: Unit, changed: dict) -> None:
    """The papers that are wanted follow, case by case; the branch is held already."""
    if not changed.keys() & set(ON_PAPERS):
        return
    for pipeline in PIPELINES.values():
        cases = pipeline.model._base_manager.select_related("person", "unit").filter(unit=held)
        for case in cases.select_for_update(of=("self",)).order_by("pk"):
            case.settle(timezone.localdate())
