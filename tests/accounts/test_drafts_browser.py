"""In the browser: what was typed is there again after the page was left and the session ended."""

import time

import pytest
from django.contrib.sessions.models import Session

from casework.models import Draft
from tests.accounts.conftest import PASSWORD, with_password
from tests.membership.factories import application
from tests.officers import officer, township

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def sign_in(page):
    page.fill("#id_username", "zhang")
    page.fill("#id_password", PASSWORD)
    page.click("main button[type=submit]")


def wait_for_draft():
    """What is sent while the page is left arrives a moment later."""
    for _try in range(50):
        if Draft.objects.exists():
            return
        time.sleep(0.1)
    raise AssertionError("No draft was kept.")


def test_a_form_left_and_a_session_ended_cost_no_word(live_server, page):
    case = application("applicant")
    with_password(officer("township_officer", township(), "zhang"))
    address = f"{live_server.url}/membership/{case.pk}/step/designate/"
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(address)
    sign_in(page)
    page.fill("[name=activist_on]", "2026-07-08")
    page.select_option("[name=activist_decided_by]", "general_meeting")
    page.goto(f"{live_server.url}/password/")
    wait_for_draft()
    Session.objects.all().delete()
    page.goto(address)
    sign_in(page)
    note = page.locator("[data-draft-note]")
    note.wait_for(state="visible")
    assert "已自动保存" in note.inner_text()
    assert page.input_value("[name=activist_on]") == "2026-07-08"
    assert page.input_value("[name=activist_decided_by]") == "general_meeting"
    page.click("[data-draft-drop]")
    note.wait_for(state="hidden")
    assert page.input_value("[name=activist_on]") != "2026-07-08"
    assert not Draft.objects.exists()
