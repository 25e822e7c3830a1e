"""`site` at the command line."""

import shutil
from pathlib import Path

import pytest
from certificate_samples import run_directory
from click.testing import CliRunner, Result

from conformance.commands.certify import certify
from conformance.commands.site import site
from conformance.errors import ConfigurationError


@pytest.fixture
def register(tmp_path: Path) -> Path:
    """A register with one vendor and one certificate."""
    acme = tmp_path / "register" / "acme"
    run = run_directory(acme / "one")
    CliRunner().invoke(certify, ["--new-key", str(tmp_path / "acme.pem")])
    CliRunner().invoke(certify, [str(run), "--key", str(tmp_path / "acme.pem")])
    shutil.copy(tmp_path / "acme.public.pem", acme / "public.pem")
    return tmp_path / "register"


def published(register: Path, out: Path) -> Result:
    return CliRunner().invoke(site, [str(register), "--output", str(out)])


def test_a_register_is_published(register: Path, tmp_path: Path) -> None:
    done = published(register, tmp_path / "public")
    assert done.exit_code == 0, done.output
    assert "index.html lists 1 certificates" in done.stdout
    assert "acme/one/certificate.json" in (tmp_path / "public" / "index.html").read_text()
    # The journal of the run is not what was handed in.
    files = sorted(file.name for file in (tmp_path / "public" / "acme" / "one").iterdir())
    assert files == ["badge.json", "certificate.json", "results.json"]


def test_what_is_not_listed_is_named_and_the_rest_is_published(register: Path, tmp_path: Path) -> None:
    shutil.copytree(register / "acme" / "one", register / "acme" / "two")
    (register / "acme" / "two" / "results.json").write_text("{}")
    done = published(register, tmp_path / "public")
    assert done.exit_code == 1
    assert done.stderr.startswith("acme/two is not listed: the results are not those")
    assert "lists 1 certificates" in done.stdout
    assert not (tmp_path / "public" / "acme" / "two").exists()


def test_folders_that_do_not_serve_are_one_sentence(register: Path, tmp_path: Path) -> None:
    for done, words in (
        (published(tmp_path / "nowhere", tmp_path / "public"), "holds no vendor"),
        (published(register, register), "is not empty"),
    ):
        assert isinstance(done.exception, ConfigurationError)
        assert words in str(done.exception)
