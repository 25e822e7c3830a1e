"""What takes a day, and a clock that nobody can move: the 24 hours of a key, decided in a second visit.

The reference's clock is moved behind the suite's back, and so is the time that the first visit wrote down.
"""

import json
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from pathlib import Path

import pytest
from command_bench import lines, minimal, outcomes, ramp, refused, results

from conformance.embedded import serving

HOLDS = "SUMVIN-IDEMPOTENCY-WINDOW-HOLDS"
ENDS = "SUMVIN-IDEMPOTENCY-WINDOW-ENDS"
RUN = ("run", "--target", "target.toml", "--level", "full", "--only", HOLDS, "--only", ENDS, "--out", "run")
WINDOW = ("resume", "run", "--window")

pytestmark = pytest.mark.slow


@contextmanager
def visited(folder: Path, fault: str | None = None) -> Iterator[str]:
    """A target without a clock to move, after a first visit."""
    with serving("sumvin", fault=fault) as base_url:
        minimal(folder, base_url)
        assert ramp(*RUN, cwd=folder).returncode == 2
        yield base_url


def pass_hours(folder: Path, base_url: str, hours: float, *, for_the_target: bool = True) -> None:
    """Let so much time pass since what the first visit wrote down."""
    if for_the_target:
        body = json.dumps({"advance_seconds": int(hours * 3600)}).encode()
        request = urllib.request.Request(f"{base_url}/_test/clock", body, {"content-type": "application/json"})
        urllib.request.urlopen(request).close()
    journal, span = folder / "run" / "journal-main.jsonl", timedelta(hours=hours)
    told = lines(folder / "run", "journal-main.jsonl")
    for line in told:
        for name in ("started", "opened"):
            if name in line:
                line[name] = (datetime.fromisoformat(line[name]) - span).isoformat()
        if line["kind"] == "note" and for_the_target:
            line["date"] = format_datetime(parsedate_to_datetime(line["date"]) - span, usegmt=True)
    journal.write_text("".join(f"{json.dumps(line)}\n" for line in told))


def reason(folder: Path, requirement: str) -> str:
    return next(one["reason"] for one in results(folder / "run")["requirements"] if one["id"] == requirement)


def test_the_first_visit_leaves_both_untested_and_says_when_to_come_again(tmp_path: Path) -> None:
    with visited(tmp_path):
        assert outcomes(tmp_path / "run") == {HOLDS: "untested", ENDS: "untested"}
        assert reason(tmp_path, HOLDS).startswith("it takes a second visit, between ")
        assert reason(tmp_path, ENDS).startswith("it takes a second visit, after ")
        mends = [one["mend"] for one in results(tmp_path / "run")["requirements"]]
        assert all(mend.startswith("ramp-conformance resume RUN_DIR --window, ") for mend in mends)
        assert all("; or add [clock]" in mend for mend in mends)
        refused(ramp(*WINDOW, cwd=tmp_path), 3, "too early for a second visit; come again after")
        refused(ramp("resume", "run", cwd=tmp_path), 5, "is decided with --window")


def test_what_it_leaves_behind_opens_nothing(tmp_path: Path) -> None:
    with visited(tmp_path):
        notes = [line for line in lines(tmp_path / "run") if line["kind"] == "note"]
    assert len(notes) == 4
    for note in notes:
        assert set(note["noted"]) == {"order", "key", "session"}
        assert len(note["noted"]["session"]) == 64
        assert note["date"].endswith(" GMT")


def test_a_key_that_keeps_its_day_is_found_to_in_two_further_visits(tmp_path: Path) -> None:
    with visited(tmp_path) as base_url:
        pass_hours(tmp_path, base_url, 23.5)
        assert ramp(*WINDOW, cwd=tmp_path).returncode == 2
        assert outcomes(tmp_path / "run") == {HOLDS: "passed", ENDS: "untested"}
        refused(ramp(*WINDOW, cwd=tmp_path), 3, "too early")
        pass_hours(tmp_path, base_url, 0.75)
        done = ramp(*WINDOW, cwd=tmp_path)
        assert done.returncode == 0, done.stdout + done.stderr
        assert outcomes(tmp_path / "run") == {HOLDS: "passed", ENDS: "passed"}
        refused(ramp(*WINDOW, cwd=tmp_path), 3, "nothing in this run waits")


@pytest.mark.parametrize(
    ("fault", "hours", "requirement"),
    [
        ("window-without-end", 24.5, ENDS),
        ("window-of-48-hours", 24.5, ENDS),
        ("key-is-dead-after-the-window", 24.5, ENDS),
        ("key-is-not-taken-up-again", 24.5, ENDS),
        ("window-of-one-hour", 23.5, HOLDS),
        ("window-of-23-hours", 23.5, HOLDS),
    ],
)
def test_a_fault_of_the_day_is_killed(tmp_path: Path, fault: str, hours: float, requirement: str) -> None:
    with visited(tmp_path, fault) as base_url:
        pass_hours(tmp_path, base_url, hours)
        done = ramp(*WINDOW, cwd=tmp_path)
    assert done.returncode == 1, done.stdout + done.stderr
    assert outcomes(tmp_path / "run")[requirement] == "failed"
    (found,) = next(one["findings"] for one in results(tmp_path / "run")["requirements"] if one["id"] == requirement)
    assert found["stable"] is True
    assert ramp("report", "run", cwd=tmp_path).returncode == 1


def test_a_target_whose_own_clock_says_otherwise_is_not_accused(tmp_path: Path) -> None:
    with visited(tmp_path) as base_url:
        pass_hours(tmp_path, base_url, 24.5, for_the_target=False)
        before = ramp("report", "run", "--format", "json", cwd=tmp_path).stdout
        refused(ramp(*WINDOW, cwd=tmp_path), 3, "by the target's own clock, 0.", "hours have passed")
        # Nothing was done, and nothing has changed.
        assert ramp("report", "run", "--format", "json", cwd=tmp_path).stdout == before
        assert results(tmp_path / "run")["complete"] is True


def test_a_visit_that_comes_too_late_for_one_decides_the_other(tmp_path: Path) -> None:
    with visited(tmp_path) as base_url:
        pass_hours(tmp_path, base_url, 30)
        assert ramp(*WINDOW, cwd=tmp_path).returncode == 2
        assert outcomes(tmp_path / "run") == {HOLDS: "untested", ENDS: "passed"}
        refused(ramp(*WINDOW, cwd=tmp_path), 3, "too late", "run it anew")
