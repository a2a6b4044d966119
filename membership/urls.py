from django.urls import path

from casework.views import batch_shown, batches, papers, steps

from .pipeline import PIPELINE
from .views import (
    branches,
    calendar,
    case,
    form_register,
    listing,
    matrix,
    register,
    resolution,
    scratch,
    year_plan,
)

app_name = "membership"
OURS = {"pipeline": PIPELINE}

urlpatterns = [
    path("", listing.applications, name="list"),
    path("export/", listing.export, name="export"),
    path("register/", register.register, name="register"),
    path("matrix/", matrix.matrix, name="matrix"),
    path("matrix/export/", matrix.export, name="matrix-export"),
    path("matrix/notices.docx", matrix.notices, name="matrix-notices"),
    path("together/", batches.take_batch, OURS, name="batch"),
    path("together/done/", batch_shown.batch_done, OURS, name="batch-done"),
    path("calendar/", calendar.calendar, name="calendar"),
    path("calendar/address/", calendar.renew_feed, name="feed-renew"),
    path("calendar/address/end/", calendar.end_feed, name="feed-end"),
    path("calendar/<str:token>.ics", calendar.feed, name="feed"),
    path("year-plan/", year_plan.show, name="year-plan"),
    path("year-plan/export/", year_plan.export, name="year-plan-export"),
    path("year-plan/edit/", year_plan.edit, name="year-plan-edit"),
    path("year-plan/copy/", year_plan.copy, name="year-plan-copy"),
    path("year-plan/branch/<int:pk>/", year_plan.branch, name="year-plan-branch"),
    path("forms/", form_register.show, name="forms"),
    path("forms/export/", form_register.export, name="forms-export"),
    path("forms/receive/", form_register.receive, name="forms-receive"),
    path("forms/<int:pk>/", form_register.end, name="form-end"),
    path("branches/", branches.index, name="branches"),
    path("branches/<int:pk>/", branches.show, name="branch-show"),
    path("branches/<int:pk>/edit/", branches.edit, name="branch-edit"),
    path("scratch/", scratch.scratch, name="scratch"),
    path("<int:pk>/", case.show, name="case"),
    path("<int:pk>/step/<slug:name>/", steps.take_step, OURS, name="step"),
    path("<int:pk>/record/<slug:slug>/", steps.record_facts, OURS, name="record"),
    path("<int:pk>/take-back/", steps.take_step_back, OURS, name="take-back"),
    path("<int:pk>/resolution/<int:meeting>/", resolution.show, name="resolution"),
    path("<int:pk>/resolution/<int:meeting>/word/", resolution.word, name="resolution-word"),
    path("<int:pk>/papers/", papers.papers, OURS, name="papers"),
    path("<int:pk>/papers/<int:paper>/remove/", papers.remove_paper, OURS, name="remove-paper"),
]
