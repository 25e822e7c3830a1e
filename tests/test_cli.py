"""The command, as a user meets it: over real sockets, from whatever folder, with whatever mistake."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import tomllib
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

import reference
from conformance.embedded import serving

COMMAND = str(Path(sys.executable).with_name("ramp-conformance"))
TOKEN = tomllib.loads(reference.target_file("sumvin").read_text())["actors"]["alice"]["headers"]["x-juno-jwt"]
QUICK = ("--depth", "quick")

pytestmark = pytest.mark.slow


def ramp(*arguments: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [COMMAND, *arguments],
        cwd=cwd,
        env={**os.environ, "ALICE_JWT": TOKEN, **environment},
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )


def results(folder: Path) -> dict:
    return json.loads((folder / "results.json").read_text())


def outcomes(folder: Path) -> dict[str, str]:
    return {one["id"]: one["outcome"] for one in results(folder)["requirements"]}


def under_way(folder: Path) -> None:
    """Wait until a run has written down what a check came to, and then a moment more."""
    for _ in range(600):
        if any(b'"kind":"check"' in file.read_bytes() for file in folder.glob("journal-*.jsonl")):
            break
        time.sleep(0.05)
    time.sleep(0.5)


@pytest.fixture(scope="module")
def healthy() -> Iterator[str]:
    with serving("sumvin") as base_url:
        yield base_url


def minimal(folder: Path, base_url: str, more: str = "") -> str:
    file = folder / "target.toml"
    file.write_text(
        f'api = "sumvin"\nbase_url = "{base_url}"\n[actors.alice.headers]\nx-juno-jwt = "env:ALICE_JWT"\n{more}'
    )
    return str(file)


# ---- the main job


def test_without_a_target_the_embedded_reference_is_conformant(tmp_path: Path) -> None:
    done = ramp("run", "sumvin", "--out", "run", cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.splitlines()[-1].startswith("sumvin · conformant (core) · ")
    assert "Traceback" not in done.stdout + done.stderr


def test_serial_and_two_workers_agree(tmp_path: Path) -> None:
    for arguments in (("--out", "serial"), ("--out", "split", "-n", "2")):
        done = ramp("run", "sumvin", "--level", "full", *arguments, cwd=tmp_path)
        assert done.returncode == 0, done.stdout + done.stderr
    assert outcomes(tmp_path / "serial") == outcomes(tmp_path / "split")


def test_one_credential_and_no_capabilities_decide_core(tmp_path: Path, healthy: str) -> None:
    target = minimal(tmp_path, healthy)
    assert ramp("run", "--target", target, cwd=tmp_path).returncode == 0
    done = ramp("run", "--target", target, "--level", "full", cwd=tmp_path)
    assert done.returncode == 2
    assert "→ add [actors.bob]" in done.stdout


def test_the_same_seed_gives_the_same_cases(tmp_path: Path) -> None:
    found = []
    with serving("sumvin", fault=fault_of("SUMVIN-PAIR-BOTH-FIAT")) as base_url:
        for name in ("one", "two"):
            ramp("run", "sumvin", "--base-url", base_url, *QUICK, "--seed", "7", "--out", name, cwd=tmp_path)
            [broken] = [one for one in results(tmp_path / name)["requirements"] if one["id"] == "SUMVIN-PAIR-BOTH-FIAT"]
            found.append(broken["findings"][0]["case"])
    assert found[0] == found[1]


def fault_of(requirement: str) -> str:
    return next(one.name for one in reference.faults("sumvin").values() if one.requirement == requirement)


# ---- a hostile folder


@pytest.mark.parametrize("workers", [(), ("-n", "2")], ids=["serial", "two workers"])
def test_nothing_of_the_folder_it_is_started_in_takes_part(tmp_path: Path, healthy: str, workers: tuple) -> None:
    (tmp_path / "pytest.ini").write_text("[pytest]\naddopts = -k nothing --no-such-option\n")
    (tmp_path / "conftest.py").write_text("raise SystemExit('the vendor conftest was loaded')\n")
    for package in ("conformance", "reference", "specs"):
        (tmp_path / package).mkdir()
        (tmp_path / package / "__init__.py").write_text("raise SystemExit('the vendor package was loaded')\n")
    done = ramp(
        *("run", "--target", minimal(tmp_path, healthy), *QUICK, "--out", "run", *workers),
        cwd=tmp_path,
        PYTEST_ADDOPTS="-k nothing",
        PYTEST_PLUGINS="no_such_plugin",
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert results(tmp_path / "run")["counts"]["passed"] > 50


# ---- mistakes


def one_sentence(done: subprocess.CompletedProcess[str], code: int, *words: str) -> None:
    assert done.returncode == code, done.stdout + done.stderr
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    assert done.stderr.startswith("ramp-conformance: ")
    for word in words:
        assert word in done.stderr


def test_a_wrong_token_is_a_configuration_error(tmp_path: Path, healthy: str) -> None:
    done = ramp("run", "--target", minimal(tmp_path, healthy), cwd=tmp_path, ALICE_JWT="wrong-token-of-alice")
    one_sentence(done, 3, "refuses actor alice (401)", "[actors.alice.headers]")
    assert "wrong-token" not in done.stderr


def test_a_missing_secret_is_a_configuration_error(tmp_path: Path, healthy: str) -> None:
    target = minimal(tmp_path, healthy)
    Path(target).write_text(Path(target).read_text().replace("env:ALICE_JWT", "env:NOT_SET_ANYWHERE"))
    one_sentence(ramp("run", "--target", target, cwd=tmp_path), 3, "NOT_SET_ANYWHERE", "export it")


def test_a_closed_port_is_a_configuration_error(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    done = ramp("run", "--target", minimal(tmp_path, f"http://127.0.0.1:{port}"), cwd=tmp_path)
    one_sentence(done, 3, "cannot reach", "is the target running")


def test_a_page_of_html_is_a_configuration_error(tmp_path: Path) -> None:
    class Page(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["content-length"]))
            self.send_response(200)
            self.send_header("content-type", "text/html")
            self.end_headers()
            self.wfile.write(b"<html>welcome</html>")

        def log_message(self, *arguments: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Page)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    target = minimal(tmp_path, f"http://127.0.0.1:{server.server_port}")
    one_sentence(ramp("run", "--target", target, cwd=tmp_path), 3, "HTML page", "base_url")
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("run", "--target", "nowhere.toml"), 3, ("cannot read the target file nowhere.toml",)),
        (("run", "--no-such-flag"), 64, ("--no-such-flag", "--help")),
        (("run", "nosuchapi"), 64, ("nosuchapi",)),
        (("run", "sumvin", "--depth", "bottomless"), 64, ("bottomless",)),
        (("serve", "sumvin", "--fault", "replay-answer-200"), 64, ("replay-answers-200",)),
        (("prove", "sumvin", "--only", "no-such-fault"), 5, ("no fault",)),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else str(value),
)
def test_a_mistake_is_answered_with_one_sentence(tmp_path: Path, arguments: tuple, code: int, words: tuple) -> None:
    one_sentence(ramp(*arguments, cwd=tmp_path), code, *words)


def test_a_pattern_that_names_nothing_is_exit_5(tmp_path: Path, healthy: str) -> None:
    done = ramp("run", "--target", minimal(tmp_path, healthy), "--only", "NOTHING-*", cwd=tmp_path)
    one_sentence(done, 5, "--only")


def test_an_unknown_key_of_the_target_file_is_named(tmp_path: Path, healthy: str) -> None:
    target = minimal(tmp_path, healthy, "[capabilities]\nconcurency = true\n")
    one_sentence(ramp("run", "--target", target, cwd=tmp_path), 3, "capabilities.concurency", "spelling")


def test_production_is_not_touched_without_permission(tmp_path: Path) -> None:
    done = ramp("run", "--target", minimal(tmp_path, "https://api.sumvin.com"), cwd=tmp_path)
    one_sentence(done, 3, "production", "--allow-live")


# ---- runs that end early


def test_a_target_that_dies_half_way_leaves_an_incomplete_report(tmp_path: Path) -> None:
    command = [sys.executable, "-P", "-m", "reference", "sumvin", "--port", "0", "--latency", "0.02"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        base_url = server.stdout.readline().split()[-1]
        threading.Thread(target=lambda: (under_way(tmp_path / "run"), server.kill())).start()
        done = ramp("run", "--target", minimal(tmp_path, base_url), "--out", "run", cwd=tmp_path)
    assert done.returncode == 2, done.stdout + done.stderr
    assert "cannot be reached any more" in done.stdout
    assert results(tmp_path / "run")["complete"] is False
    assert results(tmp_path / "run")["verdict"] == "incomplete"
    assert "Traceback" not in done.stdout + done.stderr


@pytest.mark.parametrize("workers", [(), ("-n", "2")], ids=["serial", "two workers"])
def test_an_interrupted_run_says_so(tmp_path: Path, workers: tuple) -> None:
    command = [sys.executable, "-P", "-m", "reference", "sumvin", "--port", "0", "--latency", "0.1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        base_url = server.stdout.readline().split()[-1]
        run = subprocess.Popen(
            [COMMAND, "run", "--target", minimal(tmp_path, base_url), "--out", "run", *workers],
            cwd=tmp_path,
            env={**os.environ, "ALICE_JWT": TOKEN},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        under_way(tmp_path / "run")
        os.killpg(run.pid, signal.SIGINT)
        out, err = run.communicate(timeout=30)
        server.kill()
    assert run.returncode == 2, out + err
    assert results(tmp_path / "run")["verdict"] == "incomplete"
    assert "Traceback" not in out + err


def test_a_run_that_is_interrupted_before_it_began_says_so(tmp_path: Path) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        target = minimal(tmp_path, f"http://127.0.0.1:{silent.getsockname()[1]}")
        run = subprocess.Popen(
            [COMMAND, "run", "--target", target, "--out", "run"],
            cwd=tmp_path,
            env={**os.environ, "ALICE_JWT": TOKEN},
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        connection, _ = silent.accept()
        with connection:
            os.killpg(run.pid, signal.SIGINT)
            _, err = run.communicate(timeout=30)
    assert (run.returncode, err) == (2, "ramp-conformance: interrupted before anything was checked\n")


# ---- secrets


def test_no_secret_stands_in_any_artefact_of_a_failing_run(tmp_path: Path) -> None:
    secrets = {
        header
        for actor in tomllib.loads(reference.target_file("sumvin").read_text())["actors"].values()
        for name, header in actor["headers"].items()
        if name == "x-juno-jwt"
    }
    fault = next(one.name for one in reference.faults("sumvin").values() if one.requirement == "SUMVIN-ROBUST-NO-ECHO")
    with serving("sumvin", fault=fault) as base_url:
        done = ramp("run", "sumvin", "--base-url", base_url, "--out", "run", cwd=tmp_path)
    assert "SUMVIN-ROBUST-NO-ECHO" in done.stdout
    artefacts = [done.stdout, done.stderr, *(file.read_text() for file in (tmp_path / "run").iterdir())]
    assert len(artefacts) > 3
    for text in artefacts:
        assert not any(secret in text for secret in secrets)
        # What the reference hands out: widget tokens stand in its URLs and token fields.
        assert "?token=" not in text
