from django.urls import path

from casework.views import steps

from .pipeline import PIPELINE

app_name = "membership"
OURS = {"pipeline": PIPELINE}

urlpatterns = [
    path("<int:pk>/step/<slug:name>/", steps.take_step, OURS, name="step"),
    path("<int:pk>/record/<slug:slug>/", steps.record_facts, OURS, name="record"),
    path("<int:pk>/take-back/", steps.take_step_back, OURS, name="take-back"),
]
