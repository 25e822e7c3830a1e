"""What tests of the command stand on: the command itself, a server that can be killed, and what a run leaves behind."""

import json
import os
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import reference

COMMAND = str(Path(sys.executable).with_name("ramp-conformance"))
ACTORS = tomllib.loads(reference.target_file("sumvin").read_text())["actors"]
TOKEN = ACTORS["alice"]["headers"]["x-juno-jwt"]
ENVIRONMENT = {**os.environ, "ALICE_JWT": TOKEN}


def ramp(*arguments: object, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """The command, run to its end."""
    return subprocess.run(
        [COMMAND, *map(str, arguments)],
        cwd=cwd,
        env={**ENVIRONMENT, **environment},
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )


def started(*arguments: object, cwd: Path) -> subprocess.Popen[str]:
    """The command, left to itself."""
    return subprocess.Popen(
        [COMMAND, *map(str, arguments)],
        cwd=cwd,
        env=ENVIRONMENT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def refused(done: subprocess.CompletedProcess[str], code: int, *words: str) -> None:
    """The command ended with one sentence that holds these words."""
    assert done.returncode == code, done.stdout + done.stderr
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    for word in words:
        assert word in done.stderr


def results(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "results.json").read_text())
    return found


def outcomes(folder: Path) -> dict[str, str]:
    return {one["id"]: one["outcome"] for one in results(folder)["requirements"]}


def lines(folder: Path, pattern: str = "journal-*.jsonl") -> list[dict[str, Any]]:
    """The whole lines of all journals of a run directory."""
    texts = [line for file in sorted(folder.glob(pattern)) for line in file.read_text().split("\n")[:-1]]
    return [json.loads(text) for text in texts]


def checked(folder: Path, pattern: str = "journal-*.jsonl") -> list[str]:
    """The checks that the journals tell of."""
    return [line["check"] for line in lines(folder, pattern) if line["kind"] == "check"]


def until(condition: Callable[[], object], *, seconds: float = 90) -> None:
    """Wait for something to come true."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come true in time"
        time.sleep(0.02)


def minimal(folder: Path, base_url: str, more: str = "") -> Path:
    """A target file with one credential."""
    file = folder / "target.toml"
    file.write_text(
        f'api = "sumvin"\nbase_url = "{base_url}"\n[actors.alice.headers]\nx-juno-jwt = "env:ALICE_JWT"\n{more}'
    )
    return file


@contextmanager
def server(*, latency: float = 0.0, fault: str | None = None, port: int = 0) -> Iterator[str]:
    """The reference as a process of its own; gives its base URL."""
    command = [sys.executable, "-P", "-m", "reference", "sumvin", "--port", str(port), "--latency", str(latency)]
    command += ["--fault", fault] if fault else []
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield (process.stdout.readline() if process.stdout else "").split()[-1]
        finally:
            process.kill()
