"""Run directories: a journal, a plan or results that somebody mangled are reported, or refused in a sentence."""

import json
import shutil
from pathlib import Path

import pytest
from calling import called
from hypothesis import given
from hypothesis import strategies as st
from mutations import damaged, lines_of, moderately, noise, twisted
from report_samples import check, finding, footer, header, journal, record, results, specimen, waiver
from report_samples import requirement as judged

from conformance.errors import ConfigurationError
from conformance.plan import Plan, save, saved
from reports.compile import compile_run
from reports.journal import CrashLine, JournalError, Tally, read
from reports.results import Outcome

DECIDED = (0, 1, 2, 3, 4, 5, 70)
"""What a report may end with: the run's own exit code (70 where a check crashed), or that it cannot be read."""

FORMATS = ("terminal", "html", "junit", "markdown", "json", "github")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("runs")


@pytest.fixture(scope="module")
def whole(folder: Path) -> bytes:
    file = journal(
        folder,
        header(record(), record("R-TWO", "SHOULD"), record("R-THREE"), waivers=(waiver(),)),
        check(R_ONE=Tally(held=2, violated=1), R_TWO=Tally(blocked=("why",), errors=("broken",))),
        finding(),
        finding(stable=True, shrunk=True),
        specimen("R-THREE"),
        CrashLine(check="things.one", traceback="where it crashed"),
        footer(cut="stopped"),
    )
    return file.read_bytes()


def reported(run: Path, form: str) -> None:
    called("report", run, "--format", form, codes=DECIDED)


@pytest.mark.parametrize("form", FORMATS)
@moderately
@given(data=st.data())
def test_a_journal_that_was_mangled(form: str, folder: Path, whole: bytes, data: st.DataObject) -> None:
    run = folder / "mangled"
    run.mkdir(exist_ok=True)
    content = data.draw(st.one_of(lines_of(whole, twisted), damaged(whole), noise))
    (run / "journal-main.jsonl").write_bytes(content)
    try:
        compile_run(run)
    except JournalError as error:
        assert str(error)
    reported(run, form)


@moderately
@given(data=st.data())
def test_several_journals_of_which_one_was_mangled(folder: Path, whole: bytes, data: st.DataObject) -> None:
    run = folder / "several"
    run.mkdir(exist_ok=True)
    (run / "journal-gw0.jsonl").write_bytes(whole)
    (run / "journal-gw1.jsonl").write_bytes(data.draw(lines_of(whole, twisted)))
    reported(run, "terminal")


@pytest.mark.parametrize("shown", ["json", "jsonl"])
@moderately
@given(data=st.data())
def test_results_that_were_mangled_are_compared_or_refused(shown: str, folder: Path, data: st.DataObject) -> None:
    document = json.loads(
        results(judged(Outcome.FAILED), judged(Outcome.UNTESTED, "R-TWO", reason="why")).model_dump_json()
    )
    old, new = folder / f"old.{shown}", folder / f"new.{shown}"
    old.write_text(json.dumps(document), encoding="utf-8")
    text = json.dumps(document).encode()
    twist = twisted(document).map(lambda one: json.dumps(one).encode())
    new.write_bytes(data.draw(st.one_of(twist, damaged(text), noise)))
    called("compare", old, new, codes=(0, 1, 3))
    called("compare", new, old, codes=(0, 1, 3))


@moderately
@given(data=st.data())
def test_a_plan_that_was_mangled(folder: Path, whole: bytes, data: st.DataObject) -> None:
    run = folder / "planned"
    run.mkdir(exist_ok=True)
    (run / "journal-main.jsonl").write_bytes(whole)
    save(Plan(target=folder / "none.toml", directory=run))
    text = (run / "plan.json").read_bytes()
    twist = twisted(json.loads(text)).map(lambda one: json.dumps(one).encode())
    (run / "plan.json").write_bytes(data.draw(st.one_of(twist, damaged(text), noise)))
    try:
        saved(run)
    except ConfigurationError as error:
        assert str(error)
    (found,) = (one for requirement in compile_run(run).requirements for one in requirement.findings)
    called("replay", found.id, "--run", run, codes=(3,))


@pytest.mark.parametrize("text", ["[" * 100_000, '{"kind":' * 100_000, '{"kind": "header", "target": ' + "[" * 100_000])
def test_what_is_nested_without_end_is_no_journal_and_no_results(text: str, folder: Path) -> None:
    run = folder / "nested"
    run.mkdir(exist_ok=True)
    for name in ("journal-main.jsonl", "plan.json", "results.json"):
        (run / name).write_text(f"{text}\n", encoding="utf-8")
    with pytest.raises(JournalError):
        read(run / "journal-main.jsonl")
    with pytest.raises(ConfigurationError):
        saved(run)
    for arguments in (("report", run), ("compare", run / "results.json", run), ("replay", "x", "--run", run)):
        called(*arguments, codes=(3,))


def test_an_empty_folder_and_one_that_is_none_are_no_runs(folder: Path) -> None:
    empty = folder / "empty"
    shutil.rmtree(empty, ignore_errors=True)
    empty.mkdir()
    for run in (empty, folder / "missing"):
        for command in ("report", "certify"):
            called(command, run, *(("--key", "x") if command == "certify" else ()), codes=(3,))
        called("waivers", "suggest", run, codes=(3,))
        called("compare", run, run, codes=(3,))


def test_a_folder_where_a_file_should_be(folder: Path) -> None:
    run = folder / "folders"
    for name in ("journal-main.jsonl", "plan.json", "results.json"):
        (run / name).mkdir(parents=True, exist_ok=True)
    called("report", run, codes=(3,))
    called("compare", run / "results.json", run / "results.json", codes=(3,))
    called("replay", "x", "--run", run, codes=(3,))
