from django.urls import path

from casework.views import papers, steps

from .pipeline import PIPELINE
from .views import case, lists, villages

app_name = "talent"
OURS = {"pipeline": PIPELINE}

urlpatterns = [
    path("", lists.listed, name="list"),
    path("export/", lists.export, name="export"),
    path("register/", lists.register, name="register"),
    path("<int:pk>/", case.case, name="case"),
    path("<int:pk>/step/<slug:name>/", steps.take_step, OURS, name="step"),
    path("<int:pk>/record/<slug:slug>/", steps.record_facts, OURS, name="record"),
    path("<int:pk>/take-back/", steps.take_step_back, OURS, name="take-back"),
    path("<int:pk>/papers/", papers.papers, OURS, name="papers"),
    path("<int:pk>/papers/<int:paper>/remove/", papers.remove_paper, OURS, name="remove-paper"),
    path("villages/", villages.table, name="villages"),
    path("villages/export/", villages.export, name="villages-export"),
    path("villages/<int:pk>/", villages.village, name="village"),
    path("seats/<int:pk>/choose/", villages.choose, name="choose"),
]
