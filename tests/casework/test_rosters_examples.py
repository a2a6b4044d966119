"""The two example workbooks of the shared papers: every cell right, every finding at its row."""

import json
from pathlib import Path

import pytest

from casework import rosters

from .workbooks import AS_OF

EXAMPLES = Path(__file__).resolve().parents[3] / "shared/data/rosters/examples"
FILES = ("R01_入党申请人登记台账.xlsx", "R06_村两委成员花名册_三行表头.xlsx")

pytestmark = pytest.mark.skipif(
    not EXAMPLES.is_dir(), reason="the shared example workbooks are not beside the repository"
)


@pytest.fixture(scope="module", params=FILES)
def example(request):
    """(the Roster, what is expected of its file, {row: right values})."""
    roster = rosters.read(EXAMPLES / request.param, request.param, AS_OF)
    expected = json.loads((EXAMPLES / "expected.json").read_text(encoding="utf-8"))
    truth = (EXAMPLES / f"{request.param}.truth.jsonl").read_text(encoding="utf-8")
    rows = [json.loads(line) for line in truth.splitlines()]
    return roster, expected["files"][request.param], {row["row"]: row["values"] for row in rows}


def test_every_row_has_the_right_values(example):
    roster, _expected, truth = example
    (sheet,) = roster.sheets
    assert {row.number: row.values for row in sheet.rows} == truth


def test_every_planted_finding_is_found_and_nothing_else(example):
    roster, expected, _truth = example
    found = {(row.number, f.code, f.key) for _s, row in roster.people for f in row.findings}
    planted = {(p["row"], p["code"]) for p in expected["planted"]}
    assert {(row, code) for row, code, _key in found} == planted
    assert roster.sheets[0].findings == [] and roster.findings == []


def test_findings_stand_at_the_column_they_concern(example):
    roster, expected, _truth = example
    found = {(row.number, f.code, f.key) for _s, row in roster.people for f in row.findings}
    assert found == {(p["row"], p["code"], p["key"]) for p in expected["planted"]}


def test_header_columns_and_skipped_rows_are_as_described(example):
    roster, expected, _truth = example
    (sheet,), (described,) = roster.sheets, expected["sheets"]
    assert roster.kind == expected["kind"] and sheet.header_rows == described["header_rows"]
    assert [(c.letter, c.header, c.key) for c in sheet.columns] == [
        (c["col"], c["header"], c["canonical"]) for c in described["columns"]
    ]
    assert sheet.skipped == [(skip["row"], skip["why"]) for skip in described["skip_rows"]]
