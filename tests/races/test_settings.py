"""A setting changed at the moment of a step: nothing is reckoned by what no longer holds."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from casework import standards
from casework.models import Account, Standard
from casework.regulating import newest_of, put
from casework.workflow import record
from membership import timing
from membership.standards import NOTICE_DAYS
from progress.reworking import go_on, waiting
from tests.membership.factories import application
from tests.officers import officer, township
from tests.races.test_races import ROUNDS, together

pytestmark = pytest.mark.django_db(transaction=True)
SINCE, TODAY = date(2027, 1, 1), date(2027, 7, 28)


@pytest.fixture
def regulator():
    made = officer(Account.Role.SECURITY_ADMINISTRATOR, township())
    return type(made).objects.select_related("account__unit").get(pk=made.pk)


@pytest.fixture
def desk():
    made = officer(Account.Role.TOWNSHIP_OFFICER, township())
    return type(made).objects.select_related("account__unit").get(pk=made.pk)


def setting(value: int, by):
    """The act of somebody who has just opened the page."""
    seen = newest_of(NOTICE_DAYS)
    paper = {"source": "县组发〔2027〕1号", "reason": "县委决定"}

    def change():
        try:
            put(NOTICE_DAYS, value, since=SINCE, **paper, seen=seen, by=by)
        except ValidationError as refusal:
            return refusal
        while waiting(date(2099, 1, 1)).exists():
            go_on(date(2099, 1, 1), pages=1)
        return None

    return change


def test_two_who_change_the_same_setting_are_kept_apart(regulator):
    for number in range(ROUNDS):
        low, high = 6 + 2 * (number % 2), 7 + 2 * (number % 2)
        answers = together(setting(low, regulator), setting(high, regulator))
        assert sum(isinstance(answer, ValidationError) for answer in answers) == 1
        assert Standard.objects.count() == number + 1


def test_a_day_recorded_while_the_setting_changes_is_reckoned_by_the_new_one(regulator, desk):
    case = application("proposed")
    for number in range(ROUNDS):
        start = date(2027, 7, 1 + number % 20)

        def post(locked, start=start):
            locked.notice_from_on = start

        def write():
            standards.doubt()
            NOTICE_DAYS.on(TODAY)  # what the request has read before it writes
            record(case, "list", post, by=desk)

        together(setting(6 + number % 5, regulator), write)
        standards.forget()
        case.refresh_from_db()
        assert case.notice_ends_on == timing.notice_end(start), f"round {number}"
