"""The reference as a process: it says when it is ready, answers, and goes when it is told to."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from sumvin_probes import ACTORS, BUY

URL = "/v0/ramp/sessions"

pytestmark = pytest.mark.slow


@contextmanager
def serving(*arguments: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    command = [sys.executable, "-m", "reference", "sumvin", "--port", "0", *arguments]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, text=True) as process:
        try:
            assert process.stdout
            line = process.stdout.readline()
            assert line.startswith("listening on http://127.0.0.1:"), line
            yield process, line.removeprefix("listening on ").strip()
        finally:
            process.kill()


def finished(process: subprocess.Popen[str]) -> None:
    out, err = process.communicate(timeout=5)
    assert (process.returncode, out, err) == (0, "", "")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_answers_and_stops_on_a_signal(number: signal.Signals) -> None:
    with serving() as (process, url), httpx.Client(base_url=url) as client:
        assert client.post(URL, json=BUY, headers=ACTORS["alice"]).status_code == 201
        before = time.monotonic()
        process.send_signal(number)  # with a connection still open
        finished(process)
        assert time.monotonic() - before < 2


def test_it_stops_while_a_call_is_under_way() -> None:
    with serving("--latency", "30") as (process, url), httpx.Client(base_url=url, timeout=0.3) as client:
        with pytest.raises(httpx.TimeoutException):
            client.post(URL, json=BUY, headers=ACTORS["alice"])
        before = time.monotonic()
        process.terminate()
        process.wait(5)
        assert time.monotonic() - before < 2


def test_it_stops_with_its_parent() -> None:
    with serving("--with-parent") as (process, _):
        finished(process)  # communicate() closes its standard input


def test_it_outlives_its_standard_input_unless_told_otherwise() -> None:
    with serving() as (process, url):
        assert process.stdin
        process.stdin.close()
        time.sleep(0.2)
        assert httpx.post(url + URL, json=BUY).status_code == 401
        assert process.poll() is None


def test_it_serves_a_fault() -> None:
    with serving("--fault", "create-answers-202") as (_, url):
        assert httpx.post(url + URL, json=BUY, headers=ACTORS["alice"]).status_code == 202


@pytest.mark.parametrize("variant", ["chunked", "no-keep-alive", "compressed"])
def test_it_serves_weather(variant: str) -> None:
    with serving("--variant", variant) as (_, url):
        answer = httpx.post(url + URL, json=BUY, headers=ACTORS["alice"])
        assert answer.status_code == 201 and answer.json()["session"]["id"]
        seen = {
            "chunked": answer.headers.get("transfer-encoding") == "chunked",
            "no-keep-alive": answer.headers.get("connection") == "close",
            "compressed": answer.headers.get("content-encoding") == "gzip",
        }
        assert seen[variant]


def test_a_body_that_is_too_large_gets_an_answer() -> None:
    with serving() as (_, url):
        answer = httpx.post(url + URL, content=b"9" * 20_000_000, headers=ACTORS["alice"])
        assert answer.status_code == 413


def test_a_mistyped_fault_is_explained() -> None:
    command = [sys.executable, "-m", "reference", "sumvin", "--fault", "replay-answer-200"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2 and "did you mean replay-answers-200" in done.stderr


def test_a_state_file_that_is_none_is_explained(tmp_path: Path) -> None:
    state = tmp_path / "state"
    state.write_text("no database" * 99)
    command = [sys.executable, "-m", "reference", "sumvin", "--state", str(state)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2 and "cannot keep the state in" in done.stderr and "Traceback" not in done.stderr


def test_a_crash_stays_quiet() -> None:
    with serving("--fault", "unreadable-body-crashes") as (process, url):
        assert httpx.post(url + URL, content=b"{", headers=ACTORS["alice"]).status_code == 500
        process.terminate()
        finished(process)


def test_a_port_in_use_is_explained() -> None:
    with serving() as (_, url):
        command = [sys.executable, "-m", "reference", "sumvin", "--port", url.rpartition(":")[2]]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=10)
        assert done.returncode == 1 and "cannot listen" in done.stderr
