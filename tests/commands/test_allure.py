"""Allure results: labels, severity, redacted evidence; and what the real Allure makes of them."""

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import reference
from conformance.allure_evidence import clear
from conformance.embedded import serving

COMMAND = str(Path(sys.executable).with_name("ramp-conformance"))
FAILING = "SUMVIN-PAIR-BOTH-FIAT"


def ramp(folder: Path, *arguments: str) -> None:
    with serving("sumvin", fault="both-fiat-accepted") as base_url:
        done = subprocess.run(
            [COMMAND, "run", "sumvin", "--base-url", base_url, "--out", "run", "--allure", "allure", *arguments],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 1, done.stdout + done.stderr


def kept_in(folder: Path) -> list[dict]:
    return [json.loads(file.read_text()) for file in folder.glob("*-result.json")]


def labels(test: dict, name: str) -> set[str]:
    return {one["value"] for one in test["labels"] if one["name"] == name}


@pytest.mark.slow
@pytest.mark.parametrize("workers", [(), ("-n", "2")], ids=["serial", "two workers"])
def test_a_result_per_check_with_labels_and_evidence(tmp_path: Path, workers: tuple[str, ...]) -> None:
    (tmp_path / "allure").mkdir()
    (tmp_path / "allure" / "mine.txt").write_text("not of a run")
    ramp(tmp_path, "--only", "SUMVIN-PAIR-*", *workers)
    ramp(tmp_path, "--only", "SUMVIN-PAIR-*", *workers)
    tests = kept_in(tmp_path / "allure")
    assert {test["name"].partition(":")[0]: test["status"] for test in tests} == {
        "pairs.two_fiat_sides_are_refused": "failed",
        "pairs.two_crypto_sides_are_refused": "passed",
    }
    (failed,) = [test for test in tests if test["status"] == "failed"]
    assert labels(failed, "epic") == {"Sumvin ramps and bank linking"}
    assert labels(failed, "feature") == {"POST /v0/ramp/sessions"}
    assert labels(failed, "story") == {FAILING}
    assert labels(failed, "severity") == {"critical"}
    (step,) = failed["steps"]
    assert step["status"] == "failed"
    assert [one["name"] for one in step["attachments"]] == ["1. request (decisive)", "1. response (decisive)"]
    assert (tmp_path / "allure" / "mine.txt").exists()
    assert len(tests) == 2


@pytest.mark.slow
def test_no_secret_stands_in_them(tmp_path: Path) -> None:
    ramp(tmp_path, "--only", "SUMVIN-PAIR-*", "--only", "SUMVIN-IDEMPOTENCY-REPLAY-*")
    actors = tomllib.loads(reference.target_file("sumvin").read_text())["actors"]
    secrets = [actor["headers"]["x-juno-jwt"] for actor in actors.values()]
    texts = [file.read_text() for file in (tmp_path / "allure").iterdir()]
    assert len(texts) > 5
    assert not any(secret in text for secret in secrets for text in texts)
    assert not any("?token=" in text for text in texts)


def test_only_what_allure_wrote_is_cleared(tmp_path: Path) -> None:
    uuid = "04bc3f19-3cce-4798-8e09-3dc7a7b3cba4"
    old = (f"{uuid}-result.json", f"{uuid}-container.json", f"{uuid}-attachment.txt", f"{uuid}-attachment")
    kept = ("mine-result.json", "categories.json", f"{uuid}.json")
    for name in (*old, *kept):
        (tmp_path / name).touch()
    clear(tmp_path)
    assert {file.name for file in tmp_path.iterdir()} == set(kept)


@pytest.mark.peers
def test_the_real_allure_renders_them(tmp_path: Path) -> None:
    ramp(tmp_path)
    done = subprocess.run(
        [
            *("npx", "--yes", "allure@3", "awesome", "allure", "--output", "report"),
            *("--group-by", "epic,feature,story"),
        ],
        cwd=tmp_path,
        env={**os.environ, "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert (tmp_path / "report" / "index.html").exists()
    counts = json.loads((tmp_path / "report" / "widgets" / "statistic.json").read_text())
    tests = kept_in(tmp_path / "allure")
    assert counts["total"] == len(tests)
    assert counts["failed"] == sum(test["status"] == "failed" for test in tests)
    groups = json.loads((tmp_path / "report" / "widgets" / "tree.json").read_text())["groupsById"].values()
    named = {group["name"]: group["statistic"] for group in groups}
    assert {"Sumvin ramp sessions", "POST /v0/ramp/sessions", FAILING} <= set(named)
    assert named[FAILING]["failed"] == 1
