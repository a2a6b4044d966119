"""Addresses of the to-do home, the age structure, the commitments and the reports."""

from django.urls import path

from .views import ages, commitments, desk, done, home, idle, reports, standards, texts

urlpatterns = [
    path("", home.home, name="home"),
    path("week.xlsx", home.week_xlsx, name="week-xlsx"),
    path("todo/together/", desk.together, name="todo-together"),
    path("todo/notices.docx", desk.notices, name="todo-notices"),
    path("todo/postpone/", desk.postponing, name="postpone"),
    path("todo/postponed/", desk.postponed, name="postponed"),
    path("todo/resume/", desk.resuming, name="resume"),
    path("done/", done.page, name="done"),
    path("done/report.pdf", done.pdf, name="done-pdf"),
    path("checks/", home.checks, name="checks"),
    path("ages/", ages.page, name="ages"),
    path("ages/report.pdf", ages.pdf, name="ages-pdf"),
    path("ages/report.xlsx", ages.xlsx, name="ages-xlsx"),
    path("ages/people/", ages.people, name="people"),
    path("ages/people.xlsx", ages.people_xlsx, name="people-xlsx"),
    path("commitments/", commitments.ledger, name="commitments"),
    path("commitments/report.pdf", commitments.pdf, name="commitments-pdf"),
    path("commitments/report.xlsx", commitments.xlsx, name="commitments-xlsx"),
    path("commitments/<int:pk>/", commitments.detail, name="commitment"),
    path("commitments/<int:pk>/edit/", commitments.edit, name="commitment-edit"),
    path("commitments/<int:pk>/close/", commitments.close, name="commitment-close"),
    path("commitments/<int:pk>/reopen/", commitments.reopen, name="commitment-reopen"),
    path(
        "commitments/<int:pk>/milestones/<int:milestone>/",
        commitments.milestone,
        name="commitment-milestone",
    ),
    path("idle/", idle.page, name="idle"),
    path("idle/report.pdf", idle.pdf, name="idle-pdf"),
    path("idle/report.xlsx", idle.xlsx, name="idle-xlsx"),
    path("reports/", reports.centre, name="reports"),
    path("standards/", standards.index, name="standards"),
    path("standards/rework/", standards.rework, name="standards-rework"),
    path("standards/<slug:key>/", standards.standard, name="standard"),
    path("standards/<slug:key>/withdraw/", standards.withdraw, name="standard-withdraw"),
    path("texts/", texts.index, name="texts"),
    path("texts/<slug:text>/", texts.text, name="text"),
]
