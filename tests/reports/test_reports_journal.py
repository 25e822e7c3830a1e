"""Reading journals, and writing whatever a server sends."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from report_samples import check, exchange, finding, footer, header, journal, models, quietly, results, sparingly

from reports.journal import (
    CheckLine,
    CrashLine,
    FindingLine,
    Footer,
    Header,
    JournalError,
    Line,
    SpecimenLine,
    Tally,
    read,
)
from reports.results import Results

LINES = [
    header(),
    check(R_ONE=Tally(held=2)),
    finding(),
    CrashLine(check="things.one", traceback="Traceback"),
    footer(),
]


def test_a_journal_is_read_as_it_was_written(tmp_path: Path) -> None:
    assert read(journal(tmp_path, *LINES)) == LINES


def test_blank_lines_are_nothing(tmp_path: Path) -> None:
    file = journal(tmp_path, *LINES)
    file.write_bytes(file.read_bytes().replace(b"\n", b"\n\n"))
    assert read(file) == LINES


def test_a_journal_may_be_cut_anywhere(tmp_path: Path) -> None:
    file = journal(tmp_path, header(), finding(observed="naïve ✗"), footer())
    whole = file.read_bytes()
    for end in range(0, len(whole), 3):
        file.write_bytes(whole[:end])
        complete = whole[:end].count(b"\n") + (whole[end : end + 1] == b"\n")
        assert len(read(file)) == complete


def test_a_broken_line_that_is_not_the_last_is_told_by_its_number(tmp_path: Path) -> None:
    file = journal(tmp_path, *LINES)
    lines = file.read_bytes().split(b"\n")
    file.write_bytes(b"\n".join([lines[0], lines[1][:-9], *lines[2:]]))
    with pytest.raises(JournalError, match=r"journal-main\.jsonl, line 2 is no line of a journal of format 1"):
        read(file)


def test_a_last_line_that_came_to_its_end_is_no_cut_one(tmp_path: Path) -> None:
    file = journal(tmp_path, *LINES)
    file.write_bytes(file.read_bytes() + b'{"kind":"foo\n')
    with pytest.raises(JournalError, match="line 6 is no line"):
        read(file)


def test_a_journal_of_another_format_is_refused(tmp_path: Path) -> None:
    file = journal(tmp_path, *LINES)
    file.write_text(file.read_text().replace('"format":1', '"format":2'))
    with pytest.raises(JournalError, match="format 1"):
        read(file)


def test_a_journal_that_begins_with_something_else_has_no_header(tmp_path: Path) -> None:
    with pytest.raises(JournalError, match="has no header"):
        read(journal(tmp_path, footer()))


def test_a_journal_that_cannot_be_opened(tmp_path: Path) -> None:
    with pytest.raises(JournalError, match=r"cannot read the journal .*: No such file"):
        read(tmp_path / "journal-main.jsonl")


# ---- what can be written -----------------------------------------------------------------------------


def test_lone_surrogates_are_written_as_escapes_wherever_they_stand() -> None:
    line = finding(
        observed="a\ud800b \U0001f600",
        case={"key\udfff": ["\ud800", {"deep": "\udbff"}], "nan": float("nan"), "tuple": (1, 2)},
        exchanges=(exchange(response_headers=(("x", "\udc80"),)),),
    )
    assert line.observed == "a\\ud800b \U0001f600"
    assert line.exchanges[0].response_headers == (("x", "\\udc80"),)
    assert json.loads(line.model_dump_json().encode("utf-8"))["case"] == {
        "key\\udfff": ["\\ud800", {"deep": "\\udbff"}],
        "nan": "nan",
        "tuple": [1, 2],
    }


def test_times_are_numbers() -> None:
    with pytest.raises(ValidationError):
        footer(seconds=float("nan"))


@pytest.mark.parametrize("kind", [Header, CheckLine, FindingLine, SpecimenLine, CrashLine, Footer])
def test_any_line_comes_back_as_it_was_written(kind: type[Line]) -> None:
    @sparingly
    @given(models(kind))
    def comes_back(line: Line) -> None:
        text = line.model_dump_json().encode("utf-8")
        assert b"\n" not in text
        assert kind.model_validate_json(text) == line

    comes_back()


@sparingly
@given(models(Results))
def test_any_results_come_back_as_they_were_written(any_results: Results) -> None:
    assert Results.model_validate_json(any_results.model_dump_json(indent=1).encode("utf-8")) == any_results


@quietly
@given(st.sampled_from(["api", "cut", "title"]), st.integers(0xD800, 0xDFFF).map(chr))
def test_no_surrogate_enters_results(field: str, surrogate: str) -> None:
    assert f"\\u{ord(surrogate):x}" in results(**{field: f"a{surrogate}b"}).model_dump_json().replace("\\\\", "\\")
