"""A run that is killed, cut or resumed: nothing of it is lost, nothing is done twice, and nobody takes it for whole."""

import json
import os
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result
from command_bench import checked, lines, minimal, outcomes, ramp, refused, results, server, started, until
from jsonschema import Draft202012Validator

from conformance import cli
from reports.compile import compile_run
from reports.journal import JournalError
from reports.rendering import render
from reports.results import Results, Verdict
from reports.schema import results_schema

pytestmark = pytest.mark.slow

ONLY = ("--depth", "quick", "--only", "pairs.*", "--only", "idempotency.*")
SCHEMA = Draft202012Validator(results_schema())


@pytest.fixture(scope="module")
def slow() -> Iterator[str]:
    with server(latency=0.05) as base_url:
        yield base_url


@pytest.fixture(scope="module")
def whole(slow: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a run that nobody disturbed."""
    folder = tmp_path_factory.mktemp("whole")
    done = ramp("run", "--target", minimal(folder, slow), *ONLY, "--out", "run", cwd=folder)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def valid(results: Results) -> None:
    SCHEMA.validate(json.loads(results.model_dump_json()))


def incomplete(run: Path) -> None:
    """Whatever is rendered of a run that was cut, nobody takes it for whole."""
    for form in ("json", "junit", "html", "markdown", "terminal"):
        done = said("report", run, "--format", form)
        assert done.exit_code == 2, done.output
        if form == "json":
            document = json.loads(done.stdout)
            SCHEMA.validate(document)
            assert (document["verdict"], document["complete"]) == ("incomplete", False)
            (run / "results.json").write_text(done.stdout.rstrip("\n"))
        if form == "junit":
            assert int(ElementTree.fromstring(done.stdout).attrib["errors"]) > 0
    key = run.parent / "key.pem"
    said("certify", "--new-key", key)
    done = said("certify", run, "--key", key)
    assert (done.exit_code, done.stderr.startswith("no certificate: ")) == (1, True)
    (run / "results.json").unlink()
    done = said("certify", run, "--key", key)
    assert (done.exit_code, "cannot read" in done.stderr) == (3, True)


def said(*arguments: object) -> Result:
    """What the command says, in this process: quicker than in one of its own."""
    return CliRunner().invoke(cli.main, [str(one) for one in arguments])


# ---- kill -9 -----------------------------------------------------------------------------------------


def test_whatever_a_killed_run_leaves_of_its_journal_is_a_valid_incomplete_report(whole: Path, tmp_path: Path) -> None:
    text = (whole / "run" / "journal-main.jsonl").read_bytes()
    ends = [index + 1 for index, byte in enumerate(text) if byte == ord("\n")]
    middles = [(start + end) // 2 for start, end in pairwise(ends)]
    for length in sorted({*ends[:-1], *middles, ends[-1] - 2}):
        (tmp_path / "journal-main.jsonl").write_bytes(text[:length])
        killed = compile_run(tmp_path)
        valid(killed)
        assert (killed.verdict, killed.complete) == (Verdict.INCOMPLETE, False)
        assert 'errors="0"' not in render(killed, "junit").splitlines()[1]
        assert "incomplete" in render(killed, "html")
    (tmp_path / "journal-main.jsonl").write_bytes(text[: ends[0] // 2])
    with pytest.raises(JournalError, match="killed before it wrote anything down"):
        compile_run(tmp_path)


def header_written(run: Path) -> bool:
    return bool(lines(run))


def some_checks_done(run: Path) -> bool:
    return len(checked(run)) >= 3


def many_checks_done(run: Path) -> bool:
    return len(checked(run)) >= 8


@pytest.mark.parametrize("moment", [header_written, some_checks_done, many_checks_done])
def test_a_killed_run_is_reported_and_then_finished(
    slow: str, whole: Path, tmp_path: Path, moment: Callable[[Path], bool]
) -> None:
    run = tmp_path / "run"
    process = started("run", "--target", minimal(tmp_path, slow), *ONLY, "--out", "run", cwd=tmp_path)
    until(lambda: moment(run))
    process.kill()
    process.communicate()
    incomplete(run)
    done_before = checked(run)
    done = ramp("resume", "run", "--report", "junit=junit.xml", cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    done_now = checked(run, "journal-2-*.jsonl")
    assert not set(done_before) & set(done_now)
    assert sorted([*done_before, *done_now]) == sorted(checked(whole / "run"))
    assert outcomes(run) == outcomes(whole / "run")
    assert (results(run)["complete"], results(run)["visits"]) == (True, 2)
    assert ElementTree.parse(tmp_path / "junit.xml").getroot().attrib["errors"] == "0"
    refused(ramp("resume", "run", cwd=tmp_path), 5, "nothing to resume")


def children(pid: int) -> list[int]:
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def gone(pid: int) -> bool:
    stat = Path(f"/proc/{pid}/stat")
    return not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] == "Z"


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="looks for the children of a process in /proc")
@pytest.mark.parametrize("victim", ["a worker", "the controller"])
def test_one_of_several_processes_is_killed(whole: Path, tmp_path: Path, victim: str) -> None:
    run = tmp_path / "run"
    with server(latency=0.2) as slower:  # so that no worker is done before it is found
        process = started("run", "--target", minimal(tmp_path, slower), *ONLY, "-n", 2, "--out", "run", cwd=tmp_path)
        until(lambda: len([line for line in lines(run) if line["kind"] == "header"]) == 3 and checked(run))
        workers = children(process.pid)
        os.kill(workers[0] if victim == "a worker" else process.pid, signal.SIGKILL)
        process.communicate(timeout=120)
        assert process.returncode == (2 if victim == "a worker" else -signal.SIGKILL)
        # Nobody goes on sending whom nobody waits for.
        until(lambda: all(gone(worker) for worker in workers))
        if victim == "a worker":
            assert results(run)["cut"] == "the run was killed before it came to its end"
            (run / "results.json").unlink()
        incomplete(run)
        done = ramp("resume", "run", cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert outcomes(run) == outcomes(whole / "run")


def test_a_violation_that_was_seen_before_the_kill_stays_one(tmp_path: Path) -> None:
    with server(latency=0.05, fault="both-fiat-accepted") as base_url:
        run = tmp_path / "run"
        process = started("run", "--target", minimal(tmp_path, base_url), *ONLY, "--out", "run", cwd=tmp_path)
        until(lambda: any(line["kind"] == "finding" for line in lines(run)))
        process.kill()
        process.communicate()
        assert ramp("report", "run", cwd=tmp_path).returncode == 1
        assert ramp("resume", "run", cwd=tmp_path).returncode == 1
    assert results(run)["complete"] is True
    assert outcomes(run)["SUMVIN-PAIR-BOTH-FIAT"] == "failed"


# ---- cut in other ways -------------------------------------------------------------------------------


def test_a_run_that_was_interrupted_is_finished(slow: str, whole: Path, tmp_path: Path) -> None:
    run = tmp_path / "run"
    process = started("run", "--target", minimal(tmp_path, slow), *ONLY, "--out", "run", cwd=tmp_path)
    until(lambda: some_checks_done(run))
    os.killpg(process.pid, signal.SIGINT)
    said = process.communicate(timeout=60)
    assert process.returncode == 2, said
    assert results(run)["cut"] == "the run was interrupted"
    assert ramp("resume", "run", "-n", 2, cwd=tmp_path).returncode == 0
    assert outcomes(run) == outcomes(whole / "run")


@pytest.mark.parametrize("workers", [(), ("-n", 2)], ids=["serial", "two workers"])
def test_a_run_without_time_or_requests_left_is_finished_in_several_visits(
    slow: str, whole: Path, tmp_path: Path, workers: tuple
) -> None:
    target, run = minimal(tmp_path, slow), tmp_path / "run"
    done = ramp("run", "--target", target, *ONLY, "--out", "run", "--max-requests", 40, *workers, cwd=tmp_path)
    assert done.returncode == 2, done.stdout + done.stderr
    assert "requests is spent" in results(run)["cut"]
    undecided = {one["outcome"] for one in results(run)["requirements"]} - {"passed"}
    assert undecided <= {"untested", "untestable", "not applicable"}
    began = time.monotonic()
    done = ramp("resume", "run", "--max-requests", 100_000, "--max-time", 0.01, *workers, cwd=tmp_path)
    assert (done.returncode, results(run)["cut"]) == (2, "the 0.01 s of --max-time are over")
    assert time.monotonic() - began < 60
    done = ramp("resume", "run", "--max-requests", 100_000, *workers, cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert outcomes(run) == outcomes(whole / "run")
    assert results(run)["visits"] == 3


def test_a_run_whose_target_died_is_finished_once_it_is_back(whole: Path, tmp_path: Path) -> None:
    run = tmp_path / "run"
    with server(latency=0.05) as base_url:
        process = started("run", "--target", minimal(tmp_path, base_url), *ONLY, "--out", "run", cwd=tmp_path)
        until(lambda: some_checks_done(run))
    out, _ = process.communicate(timeout=120)
    assert (process.returncode, "cannot be reached any more" in out) == (2, True)
    with server(port=int(base_url.rpartition(":")[2])):
        assert ramp("resume", "run", cwd=tmp_path).returncode == 0
    assert outcomes(run) == outcomes(whole / "run")


def test_a_pre_flight_that_failed_leaves_a_report_and_can_be_resumed(tmp_path: Path, slow: str, whole: Path) -> None:
    target = minimal(tmp_path, slow)
    done = ramp("run", "--target", target, *ONLY, "--out", "run", cwd=tmp_path, ALICE_JWT="wrong-token-of-alice")
    refused(done, 3, "refuses actor alice")
    incomplete(tmp_path / "run")
    assert ramp("resume", "run", cwd=tmp_path).returncode == 0
    assert outcomes(tmp_path / "run") == outcomes(whole / "run")


def test_the_embedded_reference_is_served_anew(tmp_path: Path) -> None:
    done = ramp("run", "sumvin", *ONLY, "--out", "run", "--max-requests", 40, cwd=tmp_path)
    assert done.returncode == 2
    assert ramp("resume", "run", "--max-requests", 100_000, cwd=tmp_path).returncode == 0


# ---- runs that are not resumed -----------------------------------------------------------------------


@pytest.fixture
def cut(slow: str, whole: Path, tmp_path: Path) -> Path:
    """A folder with a run that lacks its end."""
    minimal(tmp_path, slow)
    shutil.copytree(whole / "run", tmp_path / "run")
    (tmp_path / "run" / "results.json").unlink()
    plan = tmp_path / "run" / "plan.json"
    plan.write_text(plan.read_text().replace(str(whole), str(tmp_path)))
    journal = tmp_path / "run" / "journal-main.jsonl"
    journal.write_text("\n".join(journal.read_text().split("\n")[:5]) + "\n")
    return tmp_path


def test_a_finished_run(whole: Path) -> None:
    refused(ramp("resume", "run", cwd=whole), 5, "came to its end", "nothing to resume")
    refused(ramp("resume", "run", "--window", cwd=whole), 3, "nothing in this run waits for a second visit")


def test_a_folder_that_holds_no_run(tmp_path: Path) -> None:
    refused(ramp("resume", "nowhere", cwd=tmp_path), 3, "nowhere holds no journal")


def test_another_target(cut: Path) -> None:
    minimal(cut, "http://127.0.0.1:9")
    refused(ramp("resume", "run", cwd=cut), 3, "the target file now says http://127.0.0.1:9", "run it anew")


def test_a_target_that_lends_something_else(cut: Path, slow: str) -> None:
    minimal(cut, slow, "[capabilities]\nconcurrency = true\n")
    refused(ramp("resume", "run", cwd=cut), 3, "not what it was when the run began ([capabilities])")


def test_other_limits_are_no_matter(cut: Path, slow: str) -> None:
    minimal(cut, slow, "[limits]\nconcurrency = 4\n")
    assert ramp("resume", "run", cwd=cut).returncode == 0


@pytest.mark.parametrize(
    ("member", "value", "words"),
    [
        ("catalogue_digest", "another", "another version of the suite"),
        ("suite", "0.0.1", "another version of the suite (0.0.1"),
        ("started", "2020-01-01T00:00:00+00:00", "begun on 2020-01-01"),
    ],
)
def test_another_suite_or_long_ago(cut: Path, member: str, value: str, words: str) -> None:
    journal = cut / "run" / "journal-main.jsonl"
    head, _, rest = journal.read_text().partition("\n")
    journal.write_text(json.dumps(json.loads(head) | {member: value}) + "\n" + rest)
    refused(ramp("resume", "run", cwd=cut), 3, words, "run it anew")
