"""`verify` at the command line."""

from pathlib import Path

import pytest
from certificate_samples import run_directory
from click.testing import CliRunner, Result

from conformance.commands.certify import certify
from conformance.commands.verify import verify
from conformance.errors import ConfigurationError


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `run/certificate.json` and the keys of two vendors."""
    folder = tmp_path_factory.mktemp("signed")
    run_directory(folder / "run")
    for name in ("acme", "bolt"):
        CliRunner().invoke(certify, ["--new-key", str(folder / f"{name}.pem")])
    done = CliRunner().invoke(certify, [str(folder / "run"), "--key", str(folder / "acme.pem")])
    assert done.exit_code == 0, done.output
    return folder


def verified(
    folder: Path, *more: str, key: str = "acme.public.pem", certificate: str = "run/certificate.json"
) -> Result:
    return CliRunner().invoke(verify, [str(folder / certificate), "--key", str(folder / key), *more])


def rejected(done: Result, words: str) -> None:
    assert done.exit_code == 1
    assert done.stderr.startswith("rejected: ")
    assert len(done.stderr.splitlines()) == 1
    assert words in done.stderr


def mistaken(done: Result, words: str) -> None:
    assert isinstance(done.exception, ConfigurationError), done.output
    assert words in str(done.exception)


def test_it_says_what_holds_and_until_when(signed: Path) -> None:
    done = verified(signed)
    assert done.exit_code == 0, done.output
    assert done.stdout.startswith("holds: sumvin core, catalogue 2, at http://here; tested ")
    assert "expires" in done.stdout
    assert done.stderr == ""


def test_the_results_may_lie_elsewhere(signed: Path, tmp_path: Path) -> None:
    moved = tmp_path / "moved.json"
    moved.write_bytes((signed / "run" / "results.json").read_bytes())
    assert verified(signed, "--results", str(moved)).exit_code == 0
    moved.write_bytes(moved.read_bytes() + b"\n")
    rejected(verified(signed, "--results", str(moved)), "their digest differs")


def test_another_vendor_s_key_is_rejected(signed: Path) -> None:
    rejected(verified(signed, key="bolt.public.pem"), "another key")


def test_what_is_no_certificate_is_rejected(signed: Path) -> None:
    rejected(verified(signed, certificate="run/results.json"), "no certificate")
    results = str(signed / "run" / "results.json")
    rejected(verified(signed, "--results", results, certificate="acme.public.pem"), "no certificate")


def test_files_that_do_not_serve_are_one_sentence(signed: Path) -> None:
    mistaken(verified(signed, key="nowhere.pem"), "cannot read the key")
    mistaken(verified(signed, key="acme.pem"), "no Ed25519 public key")
    mistaken(verified(signed, certificate="nowhere.json"), "cannot read")
    mistaken(verified(signed, "--results", "nowhere.json"), "cannot read nowhere.json")
    mistaken(verified(signed, certificate="run"), "cannot read")
