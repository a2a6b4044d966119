"""A roster comes in: choose, check, see what changes, store, take back. Nothing is written
before the last step but the sealed file itself."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..audit import READINGS
from ..forms import DayField
from ..import_store import drop_old_uploads, may_import, may_undo, plan_for, store
from ..import_store import undo as undo_import
from ..importing import plan_of
from ..models import AuditEvent, Import, Unit
from ..models.units import within
from ..workflow import NotPossible, Stale
from .downloads import hand_out
from .import_pages import columns_of, problem_sheets, stepper, summary, unknown_of
from .showing import changed_by

MOST_BYTES = 10 * 1024 * 1024
RECENT = 10
SHOWN = 100


class UploadForm(forms.Form):
    """The file, its day, and where its people belong if it does not say."""

    file = forms.FileField(
        label=gettext_lazy("名册文件"),
        max_length=200,
        help_text=gettext_lazy(".xlsx、.xls 或 .csv，不超过10 MB"),
        error_messages={"empty": gettext_lazy("文件是空的。")},
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.csv,.txt"}),
    )
    as_of = DayField(label=gettext_lazy("截至日"), help_text=gettext_lazy("年龄、期限按这一天算"))
    unit = forms.ModelChoiceField(
        Unit.objects.none(),
        label=gettext_lazy("表里没写村或党支部的人归到"),
        required=False,
        empty_label=gettext_lazy("不归（这些行不导入）"),
    )

    def __init__(self, user, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.user, self.data_bytes = user, b""
        below = Unit.objects.filter(within(user.account.unit.path))
        self.fields["unit"].queryset = below.filter(kind__in=[Unit.Kind.BRANCH, Unit.Kind.VILLAGE])

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise ValidationError(_("文件超过10 MB。请删掉图片和空行，或分开导入。"))
        return file

    def clean(self):
        """Read it: what is no roster is refused here, in words, and nothing is kept."""
        cleaned = super().clean()
        if not self.errors:
            self.data_bytes = cleaned["file"].read()
            plan = plan_of(self.place, self.data_bytes, cleaned["file"].name, cleaned["as_of"])
            if not plan.roster.accepted:
                self.add_error("file", plan.roster.reason)
        return cleaned

    @property
    def place(self) -> Unit:
        """Below which unit the rows are looked up."""
        return self.cleaned_data.get("unit") or self.user.account.unit

    def keep(self) -> Import:
        """The draft with its sealed file."""
        asked = self.cleaned_data
        job = Import(unit=self.place, by=self.user, file_name=asked["file"].name[:200])
        job.as_of = asked["as_of"]
        job.keep(self.data_bytes)
        job.save()
        return job


def start(request):
    """Step 1, and what came in lately."""
    if not may_import(request.user, request.user.account.unit):
        raise PermissionDenied
    form = UploadForm(
        request.user,
        request.POST or None,
        request.FILES or None,
        initial={"as_of": timezone.localdate()},
    )
    if request.method == "POST" and form.is_valid():
        drop_old_uploads()
        return redirect("import-check", form.keep().pk)
    recent = Import.objects.visible_to(request.user).for_list()
    recent = recent.exclude(state=Import.State.DRAFT)[:RECENT]
    context = {"form": form, "recent": recent, "stages": stepper(1)}
    return render(
        request, "casework/import_start.html", context, status=422 if form.errors else 200
    )


def _draft_or_404(request, pk) -> Import:
    """An import of one's own unit that is still to be stored."""
    job = get_object_or_404(Import.objects.visible_to(request.user).select_related("unit"), pk=pk)
    if not may_import(request.user, job.unit):
        raise PermissionDenied
    return job


def check(request, pk):
    """Steps 2 and 3: the columns as they were understood, and the problems, in two kinds."""
    job = _draft_or_404(request, pk)
    if not job.is_draft or not job.upload:
        return redirect("import-done", job.pk)
    if request.method == "POST":
        job.blank_ids = request.POST.get("blank_ids") == "1"
        job.save(update_fields=["blank_ids"])
        return redirect("import-check", job.pk)
    plan = plan_for(job)
    sheets = [(sheet, columns_of(sheet)) for sheet in plan.roster.sheets]
    context = {
        "job": job,
        "plan": plan,
        "kind": summary(plan.roster),
        "sheets": sheets,
        "unknown": unknown_of(sheets),
        "shown": SHOWN,
        "stages": stepper(3, job),
    }
    return render(request, "casework/import_check.html", context)


def changes(request, pk):
    """Step 4: who is new, who is known and differs; storing is one press."""
    job, refusal = _draft_or_404(request, pk), ""
    if request.method == "POST":
        try:
            store(job, by=request.user, seen=request.POST.get("seen", ""))
        except NotPossible as problem:
            messages.error(request, str(problem))
        except Stale:
            refusal = _meanwhile(request, job)
    if not job.is_draft or not job.upload or (request.method == "POST" and not refusal):
        return redirect("import-done", job.pk)
    return _changes_page(request, job, refusal)


def _meanwhile(request, job) -> str:
    """Who changed something below the unit last, and when."""
    events = AuditEvent.objects.visible_to(request.user).filter(within(job.unit.path, "unit_path"))
    return changed_by(events.exclude(kind__in=READINGS), _("库里的资料"))


def _changes_page(request, job, refusal: str):
    plan = plan_for(job)
    context = {
        "refusal": refusal,
        "job": job,
        "plan": plan,
        "differing": [line for line in plan.known if line.differs],
        "shown": SHOWN,
        "stages": stepper(4, job),
    }
    status = 409 if refusal else 200
    return render(request, "casework/import_changes.html", context, status=status)


def done(request, pk):
    """Step 5: what became of it."""
    job = _draft_or_404(request, pk)
    context = {"job": job, "may_undo": may_undo(job), "stages": stepper(5, job)}
    return render(request, "casework/import_done.html", context)


def problems(request, pk):
    """The roster's own columns with a last one that says what is the matter with each row."""
    job = _draft_or_404(request, pk)
    if not job.upload:
        messages.warning(request, _("原文件只保留一天，已删除。请重新上传。"))
        return redirect("import-done", job.pk)
    plan = plan_for(job)
    sheets = problem_sheets(plan)
    return hand_out(request, sheets, _("问题表"), rows=sum(len(sheet.rows) for sheet in sheets))


def undo(request, pk):
    """Take the whole import back, on its own day."""
    job = _draft_or_404(request, pk)
    try:
        undo_import(job, by=request.user)
    except NotPossible as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, _("已整批撤销，库里恢复到导入之前。"))
    return redirect("import-done", job.pk)
