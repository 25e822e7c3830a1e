"""`badge` at the command line."""

import json
from pathlib import Path

import pytest
from certificate_samples import run_directory
from click.testing import CliRunner, Result

from conformance.commands.badge import badge
from conformance.commands.certify import certify
from conformance.errors import ConfigurationError


@pytest.fixture
def signed(tmp_path: Path) -> Path:
    run = run_directory(tmp_path / "run")
    CliRunner().invoke(certify, ["--new-key", str(tmp_path / "acme.pem")])
    CliRunner().invoke(certify, [str(run), "--key", str(tmp_path / "acme.pem")])
    return tmp_path


def made(signed: Path, *more: object) -> Result:
    key = signed / "acme.public.pem"
    return CliRunner().invoke(badge, [str(signed / "run" / "certificate.json"), "--key", str(key), *map(str, more)])


def test_a_certificate_that_holds_has_a_green_badge(signed: Path) -> None:
    done = made(signed)
    assert done.exit_code == 0, done.output
    shown = json.loads(done.stdout)
    assert (shown["label"], shown["color"]) == ("Sumvin ramp sessions", "green")
    made(signed, "--output", signed / "badge.json")
    assert json.loads((signed / "badge.json").read_text()) == shown


def test_one_that_does_not_hold_has_a_red_one(signed: Path) -> None:
    (signed / "run" / "results.json").write_text("{}")
    done = made(signed, "--output", signed / "badge.json")
    assert done.exit_code == 1
    assert done.stderr.startswith("rejected: ")
    shown = json.loads((signed / "badge.json").read_text())
    assert (shown["message"], shown["color"]) == ("invalid", "red")


def test_a_place_that_cannot_be_written_is_one_sentence(signed: Path) -> None:
    done = made(signed, "--output", signed / "nowhere" / "badge.json")
    assert isinstance(done.exception, ConfigurationError)
    assert "cannot write the badge" in str(done.exception)
