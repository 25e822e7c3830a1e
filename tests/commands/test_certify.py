"""`certify` at the command line: from a run to its certificate, and every run that earns none."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from certificate_samples import run_directory, written
from click.testing import CliRunner, Result
from report_samples import waiver

from conformance.commands.certify import certify
from conformance.commands.verify import verify
from conformance.embedded import serving
from conformance.errors import ConfigurationError
from reports.compile import compile_run

COMMAND = str(Path(sys.executable).with_name("ramp-conformance"))
IMAGE = f"registry.acme.example/ramp@sha256:{'9f' * 32}"


def invoked(*arguments: object) -> Result:
    return CliRunner().invoke(certify, [str(one) for one in arguments])


def checked(certificate: Path, key: Path) -> Result:
    return CliRunner().invoke(verify, [str(certificate), "--key", str(key)])


def mistaken(done: Result, words: str) -> None:
    assert isinstance(done.exception, ConfigurationError), done.output
    assert words in str(done.exception)
    assert "\n" not in str(done.exception)


@pytest.fixture
def key(tmp_path: Path) -> Path:
    assert invoked("--new-key", tmp_path / "acme.pem").exit_code == 0
    return tmp_path / "acme.pem"


def refused(run: Path, key: Path, words: str) -> None:
    done = invoked(run, "--key", key)
    assert done.exit_code == 1
    assert done.stderr.startswith("no certificate: ")
    assert len(done.stderr.splitlines()) == 1
    assert words in done.stderr
    assert not (run / "certificate.json").exists()


# ---- a run that earns one


def test_from_a_run_to_a_certificate_that_holds(tmp_path: Path, key: Path) -> None:
    run = run_directory(tmp_path / "run")
    done = invoked(run, "--key", key, "--build", "4f2a91c", "--image", IMAGE)
    assert done.exit_code == 0, done.output
    assert "certifies sumvin core at http://here" in done.output
    held = checked(run / "certificate.json", tmp_path / "acme.public.pem")
    assert held.exit_code == 0, held.output
    assert "build 4f2a91c" in held.output


def test_it_is_written_where_asked(tmp_path: Path, key: Path) -> None:
    run = run_directory(tmp_path / "run")
    assert invoked(run, "--key", key, "--output", tmp_path / "mine.json").exit_code == 0
    assert (tmp_path / "mine.json").exists()
    assert not (run / "certificate.json").exists()
    mistaken(invoked(run, "--key", key, "--output", tmp_path / "nowhere" / "x"), "cannot write the certificate")


# ---- runs that earn none


def test_an_edited_outcome_earns_none(tmp_path: Path, key: Path) -> None:
    run = run_directory(tmp_path / "run", violated="SUMVIN-PAIR-BOTH-FIAT")
    refused(run, key, "SUMVIN-PAIR-BOTH-FIAT is failed")
    file = run / "results.json"
    file.write_text(file.read_text().replace('"failed"', '"passed"').replace('"nonconformant"', '"conformant"'))
    refused(run, key, "does not say what the run's journal says")


def test_another_run_s_results_earn_none(tmp_path: Path, key: Path) -> None:
    run, other = run_directory(tmp_path / "run"), run_directory(tmp_path / "other", run="beef")
    (run / "results.json").write_bytes((other / "results.json").read_bytes())
    refused(run, key, "another run's")


def test_a_killed_run_earns_none(tmp_path: Path, key: Path) -> None:
    run = run_directory(tmp_path / "run")
    file = run / "journal-main.jsonl"
    file.write_bytes(file.read_bytes()[:-10])
    refused(run, key, "does not say")
    (run / "results.json").unlink()
    mistaken(invoked(run, "--key", key), "cannot read")


def test_a_run_without_one_of_the_checks_earns_none(tmp_path: Path, key: Path) -> None:
    """Plain pytest leaves checks out with -k, and the run does not know."""
    run = run_directory(tmp_path / "run")
    file = run / "journal-main.jsonl"
    lines = file.read_text().splitlines(keepends=True)
    file.write_text("".join([lines[0], *lines[2:]]))
    (run / "results.json").write_bytes(written(compile_run(run)))
    refused(run, key, "was left out of the run")


def test_runs_with_waivers_of_a_selection_or_too_old_earn_none(tmp_path: Path, key: Path) -> None:
    refused(run_directory(tmp_path / "waived", waivers=(waiver(),)), key, "waivers")
    refused(run_directory(tmp_path / "part", selected=("SUMVIN-PAIR-BOTH-FIAT",)), key, "selection only")
    old = datetime.now(UTC) - timedelta(days=91)
    refused(run_directory(tmp_path / "old", ended=old), key, "90 days")


def test_an_unknown_version_of_the_catalogue_is_refused(tmp_path: Path, key: Path) -> None:
    run = run_directory(tmp_path / "run")
    done = invoked(run, "--key", key, "--catalogue", "99")
    assert done.exit_code == 1
    assert "--catalogue" in done.stderr
    assert invoked(run, "--key", key, "--catalogue", "1").exit_code == 0


# ---- mistakes


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("run",),
        ("--key", "acme.pem"),
        ("run", "--new-key", "new.pem"),
        ("--new-key", "new.pem", "--build", "x"),
    ],
)
def test_wrong_usage_is_said_to_be_so(arguments: tuple[str, ...]) -> None:
    done = CliRunner().invoke(certify, arguments)
    assert done.exit_code == 2
    assert "--new-key" in done.output


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--build", "two words"),
        ("--build", ""),
        ("--build", "x" * 201),
        ("--image", "ramp"),
        ("--image", "ramp@sha256:0"),
    ],
)
def test_a_build_or_an_image_has_its_form(tmp_path: Path, key: Path, option: str, value: str) -> None:
    done = invoked(run_directory(tmp_path / "run"), "--key", key, option, value)
    assert done.exit_code == 2
    assert option in done.output


def test_files_that_do_not_serve_are_one_sentence(tmp_path: Path, key: Path) -> None:
    run = run_directory(tmp_path / "run")
    mistaken(invoked("--new-key", key), "is there already and stays as it is")
    mistaken(invoked("--new-key", tmp_path / "nowhere" / "acme.pem"), "cannot write the key")
    mistaken(invoked(run, "--key", tmp_path / "nowhere.pem"), "cannot read the key")
    mistaken(invoked(run, "--key", tmp_path / "acme.public.pem"), "no Ed25519 private key")
    mistaken(invoked(tmp_path, "--key", key), "holds no journal")
    mistaken(invoked(run_directory(tmp_path / "other", api="nosuchapi"), "--key", key), "no API named 'nosuchapi'")


# ---- real runs


def ran(folder: Path, *arguments: str) -> Path:
    subprocess.run(
        [COMMAND, "run", "sumvin", "--out", str(folder / "run"), *arguments],
        cwd=folder,
        env={**os.environ, "NO_COLOR": "1"},
        capture_output=True,
        timeout=300,
        check=False,
    )
    return folder / "run"


@pytest.mark.slow
def test_a_real_run_is_certified_and_its_certificate_holds(tmp_path: Path, key: Path) -> None:
    run = ran(tmp_path)
    done = invoked(run, "--key", key)
    assert done.exit_code == 0, done.output
    assert checked(run / "certificate.json", tmp_path / "acme.public.pem").exit_code == 0
    (run / "results.json").write_bytes((run / "results.json").read_bytes().replace(b"passed", b"failed", 1))
    assert checked(run / "certificate.json", tmp_path / "acme.public.pem").exit_code == 1


@pytest.mark.slow
def test_a_real_run_of_a_selection_is_not(tmp_path: Path, key: Path) -> None:
    refused(ran(tmp_path, "--only", "SUMVIN-PAIR-*"), key, "selection only")


@pytest.mark.slow
def test_a_real_run_that_stopped_at_a_violation_is_not(tmp_path: Path, key: Path) -> None:
    with serving("sumvin", fault="both-fiat-accepted") as base_url:
        run = ran(tmp_path, "--base-url", base_url, "--fail-fast")
    refused(run, key, "incomplete")


@pytest.mark.slow
def test_a_real_run_out_of_requests_is_not(tmp_path: Path, key: Path) -> None:
    refused(ran(tmp_path, "--max-requests", "40"), key, "incomplete")
