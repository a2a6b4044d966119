"""`manage.py read_roster`: rows and findings as JSON lines, without a database."""

import json

import pytest
from django.core.management import CommandError, call_command

from .workbooks import number, sheet_of


@pytest.fixture
def roster_file(tmp_path):
    path = tmp_path / "名册.xlsx"
    head = ["姓名", "性别", "身份证号", "申请入党时间"]
    sheet_of(head, ["张三", "女", number(), "2026-11-01"], title="申请人").save(path)
    return path


def lines(*args, capsys):
    call_command("read_roster", *args)
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_a_file_its_rows_and_its_issues_are_lines(roster_file, capsys):
    file, row, *issues = lines(str(roster_file), "--as-of", "2026-10-31", capsys=capsys)
    assert (file["type"], file["file"], file["accepted"]) == ("file", "名册.xlsx", True)
    assert {key: row[key] for key in ("type", "file", "sheet", "row")} == {
        "type": "row", "file": "名册.xlsx", "sheet": "申请人", "row": 2,
    }  # fmt: skip
    assert row["values"]["apply"] == "2026-11-01"
    assert [(issue["row"], issue["code"], issue["level"]) for issue in issues] == [
        (2, "SEX_MISMATCH_ID", "error"), (2, "FUTURE_DATE", "error"),
    ]  # fmt: skip


def test_the_statistics_date_may_be_given(roster_file, capsys):
    issues = lines(str(roster_file), "--as-of", "2026-11-01", capsys=capsys)[2:]
    assert [issue["code"] for issue in issues] == ["SEX_MISMATCH_ID"]


def test_the_lines_may_go_to_a_file(roster_file, tmp_path, capsys):
    out = tmp_path / "out.jsonl"
    assert lines(str(roster_file), "--json", str(out), capsys=capsys) == []
    assert json.loads(out.read_text(encoding="utf-8").splitlines()[0])["accepted"] is True


def test_a_refused_file_does_not_keep_the_next_from_being_read(roster_file, tmp_path, capsys):
    bad = tmp_path / "坏.xls"
    bad.write_bytes(b"<html><table></table></html>")
    files = [
        line for line in lines(str(bad), str(roster_file), capsys=capsys) if line["type"] == "file"
    ]
    assert [file["accepted"] for file in files] == [False, True]
    assert "网页" in files[0]["reason"]


def test_a_repeated_header_is_an_issue_of_its_row(tmp_path, capsys):
    path = tmp_path / "名册.csv"
    head = "姓名,性别,身份证号"
    path.write_text(
        f"{head}\n张三,男,{number()}\n{head}\n李四,男,{number(serial='125')}\n", "utf-8"
    )
    issues = [line for line in lines(str(path), capsys=capsys) if line["type"] == "issue"]
    assert [(i["sheet"], i["row"], i["code"]) for i in issues] == [("", 3, "EXTRA_HEADER_ROW")]


def test_a_wrong_statistics_date_is_refused(roster_file):
    with pytest.raises(CommandError, match="YYYY-MM-DD"):
        call_command("read_roster", str(roster_file), "--as-of", "31.10.2026")
