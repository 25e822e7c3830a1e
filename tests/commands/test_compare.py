"""`compare` at the command line."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from report_samples import check, footer, header, journal, record, requirement, results

from conformance.commands.compare import compare
from conformance.errors import ConfigurationError
from reports.journal import Tally
from reports.results import Outcome, Results


def compared(old: Path, new: Path) -> Result:
    return CliRunner().invoke(compare, [str(old), str(new)])


def file(folder: Path, name: str, run: Results) -> Path:
    path = folder / name
    path.write_text(run.model_dump_json(indent=1))
    return path


@pytest.fixture
def passed(tmp_path: Path) -> Path:
    return file(tmp_path, "passed.json", results(requirement()))


def test_nothing_worse_is_zero(passed: Path) -> None:
    done = compared(passed, passed)
    assert (done.exit_code, done.output) == (0, "not worse · no requirement changed\n")


def test_worse_is_one_and_says_what(tmp_path: Path, passed: Path) -> None:
    failed = results(requirement(Outcome.FAILED), checks=())
    done = compared(passed, file(tmp_path, "failed.json", failed))
    assert done.exit_code == 1
    assert done.output.splitlines() == [
        "newly failing:",
        "  R-ONE  passed → failed",
        "      status 500",
        "checks that no longer run:",
        "  things.one: the new run has no check of that name",
        "worse · 1 newly failing, 1 stopped checks",
    ]
    assert compared(tmp_path / "failed.json", passed).exit_code == 0


def test_run_directories_are_read_from_their_journals(tmp_path: Path, passed: Path) -> None:
    journal(tmp_path, header(record()), check(R_ONE=Tally(blocked=("no session",))), footer())
    done = compared(passed, tmp_path)
    assert done.exit_code == 1
    assert "  R-ONE  passed → untested\n      a precondition failed: no session" in done.output


def test_a_killed_run_is_worse(tmp_path: Path, passed: Path) -> None:
    journal(tmp_path, header(record()), check(R_ONE=Tally(held=1)), footer(), cut=3)
    done = compared(passed, tmp_path)
    assert done.exit_code == 1
    assert "The new run decides less: the run is incomplete: the run was killed" in done.output


def test_what_a_server_sent_does_not_act(tmp_path: Path, passed: Path) -> None:
    hostile = requirement(Outcome.UNTESTED, reason="\x1b[2J\n::error::x")
    done = compared(passed, file(tmp_path, "hostile.json", results(hostile)))
    assert "\x1b" not in done.output
    assert not any(line.startswith("::") for line in done.output.splitlines())


@pytest.mark.parametrize("text", ["", "{}", "[" * 5000, '{"schema_version": 2}', "\x00"])
def test_a_file_without_results_is_a_mistake(tmp_path: Path, passed: Path, text: str) -> None:
    (tmp_path / "broken.json").write_text(text)
    for done in (compared(passed, tmp_path / "broken.json"), compared(tmp_path / "broken.json", passed)):
        assert isinstance(done.exception, ConfigurationError)
        assert "holds no results" in str(done.exception)


def test_other_mistakes_are_one_sentence(tmp_path: Path, passed: Path) -> None:
    (tmp_path / "folder").mkdir()
    other = file(tmp_path, "other.json", results(requirement(), api="stripe"))
    for path, words in (
        (tmp_path / "nowhere", "cannot read the run"),
        (tmp_path / "folder", "holds no journal"),
        (other, "name two of one API"),
    ):
        done = compared(passed, path)
        assert isinstance(done.exception, ConfigurationError)
        assert words in str(done.exception)
