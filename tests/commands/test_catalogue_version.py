"""`run --catalogue` and `report --catalogue`: an earlier version of the catalogue, from command to exit code."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import specs
from conformance.embedded import serving
from reports.certificate.suite import installed

pytestmark = pytest.mark.slow

LATER = "SUMVIN-PAIR-BOTH-FIAT"
FAULT = "both-fiat-accepted"
GROWN = f"""
import dataclasses, specs
from functools import cache
read = specs.load
@cache
def load(name):
    known = read(name)
    return dataclasses.replace(known, version=known.version + 1, since={{{LATER!r}: known.version + 1}})
specs.load = load
from conformance.cli import main
main()
"""
"""The command, with a catalogue that has grown by a version and a requirement."""

PRESENT = specs.load("sumvin").version


def grown(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", GROWN, *arguments]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=90, check=False)


@pytest.fixture(scope="module")
def broken() -> Iterator[str]:
    with serving("sumvin", fault=FAULT) as base_url:
        yield base_url


def run(broken: str, folder: Path, *more: str) -> subprocess.CompletedProcess[str]:
    only = ("--only", LATER, "--only", "SUMVIN-PAIR-BOTH-CRYPTO")
    return grown("run", "sumvin", "--base-url", broken, *only, "--out", "run", *more, cwd=folder)


def test_what_entered_later_fails_in_its_own_version_only(broken: str, tmp_path: Path) -> None:
    assert run(broken, tmp_path).returncode == 1
    done = run(broken, tmp_path, "--catalogue", str(PRESENT), "--fail-fast", "--report", "junit=junit.xml")
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"catalogue {PRESENT})" in done.stdout
    assert f"{LATER}  failed, since version {PRESENT + 1}" in done.stdout
    results = json.loads((tmp_path / "run" / "results.json").read_text())
    assert (results["scored_version"], results["catalogue_version"]) == (PRESENT, PRESENT + 1)
    assert results["suite_digest"] == installed().digest
    assert json.loads((tmp_path / "run" / "plan.json").read_text())["catalogue"] == PRESENT
    assert 'failures="0" errors="0"' in (tmp_path / "junit.xml").read_text()
    for catalogue, code in (((), 0), (("--catalogue", str(PRESENT + 1)), 1)):
        assert grown("report", "run", *catalogue, cwd=tmp_path).returncode == code


@pytest.mark.parametrize("command", [("run", "sumvin"), ("report", "run")])
def test_a_version_that_there_is_not_is_answered_with_one_sentence(
    broken: str, tmp_path: Path, command: tuple[str, ...]
) -> None:
    if command[0] == "report":
        run(broken, tmp_path)
    done = grown(*command, "--catalogue", "99", cwd=tmp_path)
    assert done.returncode == 3
    assert f"name one from 1 to {PRESENT + 1}" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
