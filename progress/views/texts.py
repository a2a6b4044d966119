"""The page 规则依据: the texts the rules follow, article by article, and who compared them."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from casework import regulating
from casework.access import COMPARE
from casework.models import Comparison
from casework.standard_forms import ComparisonForm

from .. import regulations


def index(request):
    """Every text: its days, where it was read, who compared it last."""
    return render(request, "progress/texts.html", {"texts": regulations.texts()})


def text(request, text):
    """One text article by article; whoever may says that it was compared."""
    found = regulations.source_of(text)
    if found is None:
        raise Http404
    pipeline, source = found
    may_compare = request.user.has_perm(COMPARE)
    if request.method == "POST" and not may_compare:
        raise PermissionDenied
    made = Comparison(text=source.text.code)
    form = ComparisonForm(request.POST or None, today=timezone.localdate(), instance=made)
    if request.method == "POST" and form.is_valid():
        regulating.compare(form.save(commit=False), str(source.text), by=request.user)
        messages.success(request, _("已登记核对结果。"))
        return redirect("text", text=source.text.code)
    context = {
        "source": source,
        "articles": regulations.article_lines(pipeline, source.text),
        "comparisons": regulations.comparisons(source),
        "form": form,
        "may_compare": may_compare,
    }
    status = 422 if form.errors else 200
    return render(request, "progress/text.html", context, status=status)
