"""Several runs against one target: begun together, or after one that was killed."""

import os
import signal
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

import reference
from conformance.embedded import serving
from conformance.plugin import own_directory
from conformance.turns import WAITING, Turn

COMMAND = str(Path(sys.executable).with_name("ramp-conformance"))
TOKEN = tomllib.loads(reference.target_file("sumvin").read_text())["actors"]["alice"]["headers"]["x-juno-jwt"]
SOME = ("--only", "SUMVIN-PAIR-BOTH-*", "--depth", "quick")
TIMED = ("--only", "SUMVIN-IDEMPOTENCY-WINDOW-*", "--depth", "quick")


@pytest.fixture(scope="module")
def served() -> Iterator[str]:
    with serving("sumvin") as base_url:
        yield base_url


def begun(folder: Path, base_url: str, *arguments: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [COMMAND, "run", "--base-url", base_url, *arguments],
        cwd=folder,
        env={**os.environ, "ALICE_JWT": TOKEN},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def plain(folder: Path) -> tuple[str, str]:
    """A target without a clock, as arguments."""
    file = folder / "target.toml"
    file.write_text('api = "sumvin"\nbase_url = "http://x"\n[actors.alice.headers]\nx-juno-jwt = "env:ALICE_JWT"\n')
    return "--target", str(file)


def whole(folder: Path) -> tuple[str, str]:
    """A target that lends all that there is, its clock too, as arguments."""
    file = folder / "whole.toml"
    file.write_text(reference.target_file("sumvin").read_text())
    return "--target", str(file)


@pytest.mark.slow
def test_two_runs_begun_together_share_nothing_but_the_target(tmp_path: Path, served: str) -> None:
    runs = [begun(tmp_path, served, *plain(tmp_path), *SOME) for _ in range(2)]
    said = [run.communicate(timeout=120) for run in runs]
    assert [run.returncode for run in runs] == [0, 0], said
    directories = list((tmp_path / "ramp-conformance-runs").iterdir())
    assert len(directories) == 2
    assert all((directory / "results.json").exists() for directory in directories)


@pytest.mark.slow
def test_two_runs_that_move_one_clock_take_turns(tmp_path: Path) -> None:
    with serving("sumvin", variant="latency-80") as unhurried:
        runs = [begun(tmp_path, unhurried, *whole(tmp_path), *TIMED) for _ in range(2)]
        said = [run.communicate(timeout=180) for run in runs]
    assert [run.returncode for run in runs] == [0, 0], said
    assert sorted(err for _, err in said) == ["", f"ramp-conformance: {WAITING}\n"]


@pytest.mark.slow
def test_a_run_after_one_that_was_killed_is_as_good_as_any(tmp_path: Path, served: str) -> None:
    first = begun(tmp_path, served, *whole(tmp_path), "--out", "killed")
    deadline = time.monotonic() + 60
    while not (lines := (tmp_path / "killed").glob("journal-*.jsonl")) or not any(
        file.read_text().count("\n") > 20 for file in lines
    ):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    os.killpg(first.pid, signal.SIGKILL)
    first.communicate()
    second = begun(tmp_path, served, *whole(tmp_path), *TIMED)
    said = second.communicate(timeout=120)
    assert second.returncode == 0, said
    assert "waiting" not in said[1]


@pytest.mark.slow
def test_what_is_recorded_can_be_read_by_nobody_else(tmp_path: Path, served: str) -> None:
    before = os.umask(0)
    try:
        run = begun(tmp_path, served, *plain(tmp_path), *SOME, "--record", "--out", "run")
        assert run.communicate(timeout=120) and run.returncode == 0
    finally:
        os.umask(before)
    modes = {file.name: file.stat().st_mode & 0o777 for file in (tmp_path / "run").iterdir()}
    assert modes["record-main.jsonl"] == 0o600


def test_a_directory_of_ones_own_has_a_number_where_there_is_one_already(tmp_path: Path) -> None:
    wanted = tmp_path / "runs" / "20261121T170000Z-staging"
    assert [own_directory(wanted).name.removeprefix(wanted.name) for _ in range(3)] == ["", "-2", "-3"]


def test_where_no_directory_can_be_made_the_wanted_one_is_named(tmp_path: Path) -> None:
    (tmp_path / "runs").touch()
    assert own_directory(tmp_path / "runs" / "one") == tmp_path / "runs" / "one"


# ---- turns -----------------------------------------------------------------------------------------

HOLDER = """
import sys
from conformance.turns import Turn
turn = Turn.take(sys.argv[1], print)
print("taken", flush=True)
sys.stdin.read()
turn.give_back()
"""


def holding(base_url: str) -> "subprocess.Popen[str]":
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, base_url], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "taken\n"
    return holder


@pytest.mark.parametrize("ends", ["gives it back", "is killed"])
def test_whoever_comes_second_waits_until_the_first(ends: str) -> None:
    base_url = f"http://turns-{os.getpid()}-{ends.replace(' ', '-')}.test"
    holder = holding(base_url)
    told: list[str] = []

    def tell(text: str) -> None:
        told.append(text)
        if ends == "is killed":
            holder.kill()
        else:
            holder.communicate("")

    turn = Turn.take(base_url.upper(), tell)
    holder.communicate()
    assert told == [WAITING]
    assert turn is not None
    turn.give_back()


def test_nobody_waits_for_runs_against_other_targets() -> None:
    told: list[str] = []
    turns = [Turn.take(f"http://turns-{os.getpid()}-{number}.test", told.append) for number in range(2)]
    assert told == []
    for turn in turns:
        assert turn is not None
        turn.give_back()


def test_where_no_file_can_be_made_nobody_waits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "missing"))
    assert Turn.take("http://host.test", print) is None
