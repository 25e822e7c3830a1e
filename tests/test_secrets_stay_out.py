"""No artefact holds a secret: a target that echoes all that it is sent, in every disguise, and what a run writes."""

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import jwt
import pytest
from disguises import WRITERS

import reference
from reference.server import hosting

COMMAND = str(Path(sys.executable).with_name("ramp-conformance"))
ACTORS = tomllib.loads(reference.target_file("sumvin").read_text())["actors"]
CANARY = 's3cret/with+odd=chars&"more"\\and<angles>%41\'end'
CLAIMS = {"sub": "usr_bob_canary_0001", "email": "bob.canary@example.test", "org": "org_reference"}
TOKEN = jwt.encode(CLAIMS, "a key that nobody else holds ....", algorithm="HS256")
KNOWN = {role: ACTORS[role]["headers"]["x-juno-jwt"].encode() for role in ("alice", "bob")}
STANDS_FOR = {CANARY.encode(): KNOWN["alice"], TOKEN.encode(): KNOWN["bob"]}
SHORTEST = 12

pytestmark = pytest.mark.slow


class Echo:
    """The reference behind a gateway that tells everybody what it heard, and what it was told.

    Attributes:
        heard: every credential that came, those that checks made up included.
        told: every token that was handed out.
    """

    def __init__(self) -> None:
        self._app = reference.build("sumvin")
        self.heard: set[str] = set()
        self.told: set[str] = set()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        sent = [value for name, value in scope["headers"] if name == b"x-juno-jwt"]
        scope["headers"] = [(name, STANDS_FOR.get(value, value)) for name, value in scope["headers"]]
        messages: list[Any] = []

        async def keep(message: Any) -> None:
            messages.append(message)

        await self._app(scope, receive, keep)
        start = next(one for one in messages if one["type"] == "http.response.start")
        body = b"".join(one.get("body", b"") for one in messages)
        secrets = [value.decode("latin-1") for value in sent]
        self.heard.update(secrets)
        try:
            document = json.loads(body)
        except ValueError:
            document = None
        if isinstance(document, dict):
            token = document.get("session", {}).get("token") if isinstance(document.get("session"), dict) else None
            if token:
                self.told.add(token)
                secrets.append(token)
            body = _with_echoes(document, secrets)
        echoes = [
            (f"x-echo-{number}".encode(), f"<{text}>".encode("latin-1"))
            for number, text in enumerate(_all_disguises(secrets))
        ]
        kept = [(name, value) for name, value in start["headers"] if name != b"content-length"]
        length = (b"content-length", str(len(body)).encode())
        await send({**start, "headers": [*kept, length, *echoes]})
        await send({"type": "http.response.body", "body": body})


def _all_disguises(secrets: list[str]) -> list[str]:
    return [written(secret) for secret in secrets for written in WRITERS.values()]


def _with_echoes(document: Any, secrets: list[str]) -> bytes:
    """A body with every disguise as the server's own text, some of which a JSON writer would escape once more."""
    echoes = _all_disguises(secrets)
    links = [f"https://elsewhere.test/?jwt={text}" for text in echoes if len(text) < 200 and text.isprintable()]
    padded = [f"{'.' * shift}{secret}{'.' * shift}" for secret in secrets for shift in range(3)]
    return json.dumps({**document, "echo": {"texts": echoes, "links": links, "keys": dict.fromkeys(padded)}}).encode()


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, str], Echo]:
    """All that a run against such a target wrote, by name; and what the target knows."""
    folder = tmp_path_factory.mktemp("echo")
    echo = Echo()
    target = folder / "target.toml"
    with hosting(echo) as base_url:
        target.write_text(
            f'api = "sumvin"\nbase_url = "{base_url}"\n[actors.alice.headers]\nx-juno-jwt = "env:ALICE_JWT"\n'
            '[actors.bob.headers]\nx-juno-jwt = "env:BOB_JWT"\n'
        )
        reports = [f"--report={form}={folder / form}" for form in ("html", "junit", "markdown", "json")]
        done = subprocess.run(
            [
                *(COMMAND, "run", "--target", str(target), "--level", "core", "--depth", "quick", "--record"),
                *("--out", str(folder / "run"), "--allure", str(folder / "allure"), *reports, "--report", "github"),
                *("--only", "SUMVIN-AUTH-*", "--only", "SUMVIN-ROBUST-NO-ECHO", "--max-requests", "80"),
            ],
            cwd=folder,
            env={**os.environ, "ALICE_JWT": CANARY, "BOB_JWT": TOKEN},
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
    target.unlink()
    files = [file for file in folder.rglob("*") if file.is_file()]
    written = {str(file.relative_to(folder)): file.read_text(encoding="utf-8") for file in files}
    return written | {"stdout": done.stdout, "stderr": done.stderr}, echo


def test_the_run_found_something_to_tell_of(run: tuple[dict[str, str], Echo]) -> None:
    written, echo = run
    assert "SUMVIN-ROBUST-NO-ECHO" in written["stdout"]
    assert "Traceback" not in written["stdout"] + written["stderr"]
    assert {"run/journal-main.jsonl", "run/record-main.jsonl", "run/results.json", "html", "junit"} <= written.keys()
    assert any(name.startswith("allure/") for name in written)
    assert "‹alice.x-juno-jwt›" in written["run/record-main.jsonl"]
    assert CANARY in echo.heard
    assert len(echo.heard) > 2
    assert echo.told


@pytest.mark.parametrize("disguise", WRITERS)
def test_no_artefact_holds_a_secret(run: tuple[dict[str, str], Echo], disguise: str) -> None:
    written, echo = run
    secrets = [one for one in (*echo.heard, *echo.told) if len(one) >= SHORTEST]
    # An artefact is JSON, XML or HTML, and escapes once more what it holds.
    outer = [WRITERS[name] for name in ("as it is", "JSON", "HTML")]
    forms = {escaped(WRITERS[disguise](secret)) for secret in secrets for escaped in outer}
    leaks = {name for name, text in written.items() for form in forms if form in text}
    assert not leaks


def test_no_artefact_holds_what_a_token_is_made_of(run: tuple[dict[str, str], Echo]) -> None:
    _, payload, signature = TOKEN.split(".")
    told = json.dumps(CLAIMS, separators=(",", ":"))
    for part in (payload, signature, told, CLAIMS["sub"], CLAIMS["email"]):
        assert not [name for name, text in run[0].items() if part in text]
