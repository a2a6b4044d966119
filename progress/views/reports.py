"""The report centre: what can be made, and when it last was."""

from django.shortcuts import render

from casework.purposes import in_force, words

from ..reports import REPORTS, actions_of, last_made
from .downloads import reads


@reads
def centre(request):
    """Each report with its last generation and its buttons."""
    made = last_made(request.user)
    may_export = request.user.has_perm("casework.export")
    cards = [
        {
            "title": report.title,
            "holds": report.holds,
            "last": made.get(report.slug),
            "actions": actions_of(report) if may_export else [],
        }
        for report in REPORTS
    ]
    purpose = words(in_force(request.session))
    context = {"cards": cards, "may_export": may_export, "purpose": purpose}
    return render(request, "progress/reports.html", context)
