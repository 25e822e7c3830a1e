"""Whole runs over TLS: a CA of one's own, a server that asks who we are, and races on connections of their own."""

import json
import os
import ssl
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from certificates import Authority

import reference
from reference.server import hosting

COMMAND = str(Path(sys.executable).with_name("ramp-conformance"))
TOKEN = tomllib.loads(reference.target_file("sumvin").read_text())["actors"]["alice"]["headers"]["x-juno-jwt"]
RACE = "SUMVIN-IDEMPOTENCY-CONCURRENT"
ONLY = ("--only", RACE, "--only", "SUMVIN-IDEMPOTENCY-REPLAY-STATUS", "--depth", "quick")

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def ca(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("ca"))


@pytest.fixture(scope="module")
def base_url(ca: Authority) -> Iterator[str]:
    """A reference that serves nobody without a certificate of the CA's."""
    pair = ca.issue("server")
    with hosting(
        reference.build("sumvin"),
        ssl_certfile=str(pair.certificate),
        ssl_keyfile=str(pair.key),
        ssl_ca_certs=str(ca.file),
        ssl_cert_reqs=ssl.CERT_REQUIRED,
    ) as url:
        yield url


def ramp(folder: Path, base_url: str, tables: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    target = folder / "target.toml"
    target.write_text(
        f'api = "sumvin"\nbase_url = "{base_url}"\n[actors.alice.headers]\nx-juno-jwt = "env:ALICE_JWT"\n'
        f"[capabilities]\nconcurrency = true\n{tables}"
    )
    return subprocess.run(
        [COMMAND, *arguments, "--target", str(target)],
        cwd=folder,
        env={**os.environ, "ALICE_JWT": TOKEN},
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )


def test_a_run_with_a_client_certificate_is_as_good_as_any(tmp_path: Path, ca: Authority, base_url: str) -> None:
    pair = ca.issue("client")
    tables = f'[tls]\nca = "{ca.file}"\nclient_certificate = "{pair.certificate}"\nclient_key = "file:{pair.key}"\n'
    done = ramp(tmp_path, base_url, tables, "run", "--out", "run", *ONLY)
    assert done.returncode == 0, done.stdout + done.stderr
    requirements = json.loads((tmp_path / "run" / "results.json").read_text())["requirements"]
    assert {one["outcome"] for one in requirements} == {"passed"}
    assert RACE in {one["id"] for one in requirements}


@pytest.mark.parametrize("command", ["run", "doctor"])
def test_a_server_that_nobody_vouches_for_is_a_configuration_error(tmp_path: Path, base_url: str, command: str) -> None:
    done = ramp(tmp_path, base_url, "", command)
    assert done.returncode == 3
    (line,) = done.stderr.splitlines()
    assert "its TLS certificate is not trusted" in line
    assert "[tls] ca names a CA of your own" in line


@pytest.mark.parametrize("command", ["run", "doctor"])
def test_plain_http_to_another_machine_is_a_configuration_error(tmp_path: Path, command: str) -> None:
    done = ramp(tmp_path, "http://10.255.255.1", "", command)
    assert done.returncode == 3
    (line,) = done.stderr.splitlines()
    assert "plain http to another machine" in line
    assert "--allow-plain-http" in line
