"""The log tells no identity number and no telephone number."""

import logging

import pytest
from django.conf import settings

from casework.logs import MaskedFormatter, masked


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("号码379901199001011234有误", "号码**************1234有误"),
        ("37990119900101123x", "**************123x"),
        ("电话13987654321。", "电话*******4321。"),
        ("事件 1234567890123456789", "事件 1234567890123456789"),
        ("2026-11-24 12:00:00,123", "2026-11-24 12:00:00,123"),
    ],
)
def test_numbers_are_cut_to_their_tail(text, shown):
    assert masked(text) == shown


def test_a_traceback_is_masked_too():
    trouble = (ValueError, ValueError("379901199001011234"), None)
    record = logging.LogRecord("x", logging.ERROR, "", 1, "坏了 %s", ("13987654321",), trouble)
    line = MaskedFormatter().format(record)
    assert "379901199001011234" not in line and "13987654321" not in line
    assert "ValueError" in line


def test_the_console_uses_it():
    assert settings.LOGGING["formatters"]["line"]["()"] == "casework.logs.MaskedFormatter"
