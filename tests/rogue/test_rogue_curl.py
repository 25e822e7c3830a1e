"""The curl lines of evidence, pasted into a shell: what was sent arrives, word for word, and nothing else happens."""

import json
import os
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from engine_bench import ALICE_SECRET, Bench, exchange

NASTY = "$(touch owned) `touch owned` '; touch owned; ' \"; touch owned; \" \\ ! * ~ & | > owned # %"

FAKE = f"""#!{sys.executable}
import json, pathlib, sys
words = sys.argv[1:]
stdin = sys.stdin.buffer.read().hex() if "@-" in words else None
pathlib.Path("received.json").write_text(json.dumps([words, stdin]))
"""

PATHS = [
    "/v0/ramp/sessions/..%2F..%2Fadmin",
    "/v0/ramp/sessions/%24%28touch%20owned%29",
    "/v0/ramp/sessions?a=" + NASTY,
    "/v0/ramp/sessions/../x?q[]=1&r={a,b}",
]

BODIES = [
    json.dumps({"id": NASTY}).encode(),
    NASTY.encode(),
    b"@/etc/passwd",
    b"-d @/etc/passwd",
    "\x1b]0;owned\x07\r\n\u202e'".encode(),
    b"\xff\xfe\x00' $(touch owned)",
    b"",
]


def pasted(line: str, folder: Path) -> tuple[list[str], bytes | None]:
    """What a curl receives when a line is pasted into a shell: its words, and its standard input."""
    curl = folder / "curl"
    curl.write_text(FAKE, encoding="utf-8")
    curl.chmod(0o755)
    environment = {"PATH": f"{folder}{os.pathsep}{os.environ['PATH']}", "ALICE_X_JUNO_JWT": ALICE_SECRET}
    subprocess.run(["sh", "-c", line], cwd=folder, env=environment, check=True, timeout=30)
    assert {file.name for file in folder.iterdir()} <= {"curl", "received.json", "target.toml"}
    words, stdin = json.loads((folder / "received.json").read_text(encoding="utf-8"))
    return words, None if stdin is None else bytes.fromhex(stdin)


def after(words: list[str], option: str) -> list[str]:
    return [word for before, word in pairwise(words) if before == option]


@pytest.mark.parametrize("path", PATHS)
def test_a_path_arrives_as_it_was_sent(path: str, bench: Bench, tmp_path: Path) -> None:
    (record,) = bench.scribe().write([exchange(path=path)])
    words, _ = pasted(record.curl, tmp_path)
    assert f"http://vendor.test{path}" in words
    assert ("-g" in words) == ("[" in path)
    assert ("--path-as-is" in words) == ("/." in path)


def test_headers_arrive_as_they_were_sent(bench: Bench, tmp_path: Path) -> None:
    headers = {"x-juno-jwt": ALICE_SECRET, "idempotency-key": NASTY, "x-empty": "", "x-odd": "${HOME}"}
    (record,) = bench.scribe().write([exchange(headers=headers)])
    assert ALICE_SECRET not in record.curl
    words, _ = pasted(record.curl, tmp_path)
    wanted = [f"x-juno-jwt: {ALICE_SECRET}", f"idempotency-key: {NASTY}", "x-empty;", "x-odd: ${HOME}"]
    assert [word for word in after(words, "-H") if not word.startswith("content-type")] == wanted


@pytest.mark.parametrize("body", BODIES)
def test_a_body_arrives_as_it_was_sent(body: bytes, bench: Bench, tmp_path: Path) -> None:
    (record,) = bench.scribe().write([exchange(sent=body, headers={"content-type": "application/json"})])
    words, stdin = pasted(record.curl, tmp_path)
    assert (after(words, "--data-raw") == [body.decode()]) if stdin is None else stdin == body
    assert record.curl.isprintable()


def test_a_secret_beside_bytes_that_cannot_be_pasted_is_not_told(bench: Bench, tmp_path: Path) -> None:
    body = b"\xff" + ALICE_SECRET.encode()
    (record,) = bench.scribe().write([exchange(sent=body)])
    _, stdin = pasted(record.curl, tmp_path)
    assert stdin is not None
    assert ALICE_SECRET.encode() not in stdin
