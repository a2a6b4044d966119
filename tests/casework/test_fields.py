"""A stage changes by a transition or a reload, and in no other way."""

import pytest
from django.db import IntegrityError, transaction

from membership.models import Application
from talent.models import Talent
from tests.membership.factories import application
from tests.talent.factories import talent

pytestmark = pytest.mark.django_db
MAKERS = [
    pytest.param(application, "applicant", id="membership"),
    pytest.param(talent, "lead", id="talent"),
]


@pytest.mark.parametrize(("make", "first"), MAKERS)
def test_nobody_assigns_a_stage(make, first):
    case = make(first)
    with pytest.raises(AttributeError, match=r"perform\(\)"):
        case.stage = "activist"
    assert case.stage == first


@pytest.mark.parametrize(("make", "first"), MAKERS)
def test_a_reload_brings_the_stage_of_the_database(make, first):
    case = make(first)
    model = type(case)
    later = model.Stage.values[1]
    model.objects.filter(pk=case.pk).update(stage=later)
    case.refresh_from_db()
    assert case.stage == later


def test_a_failed_reload_leaves_the_stage_protected():
    case = Application(pk=1, stage="applicant")
    with pytest.raises(Application.DoesNotExist):
        case.refresh_from_db()
    with pytest.raises(AttributeError):
        case.stage = "activist"


def test_one_reload_opens_the_stage_of_no_other_case(monkeypatch):
    case, other = application("applicant"), Application(stage="applicant")
    seen = []

    def assign(instance, *args, **kwargs):
        try:
            other.stage = "full"
        except AttributeError as refusal:
            seen.append(refusal)

    monkeypatch.setattr("django.db.models.Model.refresh_from_db", assign)
    case.refresh_from_db()
    assert len(seen) == 1 and other.stage == "applicant"


def test_a_deferred_stage_is_loaded_when_it_is_asked_for():
    case = application("applicant")
    assert Application.objects.defer("stage").get(pk=case.pk).stage == "applicant"


@pytest.mark.parametrize("model", [Application, Talent])
def test_the_database_refuses_a_stage_that_nobody_knows(model):
    case = application("applicant") if model is Application else talent("lead")
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.filter(pk=case.pk).update(stage="promoted")
