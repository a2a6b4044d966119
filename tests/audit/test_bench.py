"""The measurement of the trail still runs, in small."""

import pytest

from bench import trail, writers
from casework.models import AuditEvent

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("act", [writers.plain, writers.door])
@pytest.mark.parametrize("kept", [True, False], ids=["with", "without"])
def test_an_act_is_measured_with_its_event_and_without(act, kept):
    by, cases = writers.prepare()
    times = writers.acts(act, 0.0, 0.05, by, kept, cases[0])
    assert len(cases) == writers.CASES and times
    assert AuditEvent.objects.count() == (len(times) if kept else 0)
    assert AuditEvent.objects.exclude(kind="talk").count() == 0


def test_the_check_is_measured_beside_hashing():
    by, _cases = writers.prepare()
    whole, last = trail.verification(300, by)
    assert whole.startswith("300 events, 0 MB: checked in ") and "ratio" in whole
    assert last.startswith("the last 300 checked in ")
