"""Prism mocks our description of Sumvin with answers that never change: nonconformant, soberly said."""

import json
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import specs

pytestmark = pytest.mark.peers

ALICE = '[actors.alice.headers]\nx-juno-jwt = "alice-with-a-long-token"\n'


@pytest.fixture(scope="module")
def prism(npm_tool: Callable[[str, str], Path]) -> Iterator[str]:
    """The base URL of a running Prism."""
    command = npm_tool("@stoplight/prism-cli", "prism")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    description = Path(specs.__file__).parent / "sumvin" / "openapi.yaml"
    process = subprocess.Popen(
        [str(command), "mock", "--port", str(port), "--host", "127.0.0.1", str(description)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _until_it_listens(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait()


def _until_it_listens(port: int) -> None:
    deadline = time.monotonic() + 60
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            assert time.monotonic() < deadline, "Prism did not come up"
            time.sleep(0.2)
        else:
            return


def test_a_mock_with_static_answers_is_nonconformant(prism: str, tmp_path: Path) -> None:
    target = tmp_path / "prism.toml"
    target.write_text(f'api = "sumvin"\nbase_url = "{prism}"\n{ALICE}', encoding="utf-8")
    command = Path(sys.executable).with_name("ramp-conformance")
    done = subprocess.run(
        [str(command), "run", "--target", str(target), "--out", str(tmp_path / "run"), "--depth", "quick"],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 1, done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    results = json.loads((tmp_path / "run" / "results.json").read_text())
    failed = {one["id"] for one in results["requirements"] if one["outcome"] == "failed"}
    assert "SUMVIN-IDEMPOTENCY-REPLAY-STATUS" in failed, failed
    assert any(name.startswith("SUMVIN-PAIR-") for name in failed), failed
    assert any(name.startswith("SUMVIN-AUTH-") for name in failed), failed
    assert "sumvin · nonconformant" in done.stdout.splitlines()[-1]
