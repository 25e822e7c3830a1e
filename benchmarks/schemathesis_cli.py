"""What a user would run instead: this suite against the Schemathesis CLI, on one reference, in one go.

Serves the embedded reference on a loopback socket, healthy and then with one fault after another, and runs both tools
against each: `ramp-conformance run` as it comes, and `schemathesis run` with the same OpenAPI description, the ordinary
user's credentials, and `--continue-on-failure`, with which it finds most. Requests are counted by the server.

A tool finds a fault when it reports a failure that it does not report against the healthy reference. Failures of this
suite are told apart by requirement, those of the CLI by kind and status. What a tool reports against the healthy
reference is a false alarm.

    python benchmarks/schemathesis_cli.py                  # every fault: about half a minute each
    python benchmarks/schemathesis_cli.py --only '[a-d]*'  # those that the patterns name
"""

import argparse
import asyncio
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import tomllib
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send

import reference
import specs

SEED = "1"
OURS, THEIRS = "ramp-conformance", "schemathesis"


class Counter:
    """An ASGI wrapper that counts the requests."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an application."""
        self.app = app
        self.requests = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        self.requests += scope["type"] == "http"
        await self.app(scope, receive, send)


@dataclass
class Tally:
    """What one tool came to, over all subjects."""

    alarms: set[Hashable] = field(default_factory=set)
    found: list[str] = field(default_factory=list)
    requests: int = 0
    seconds: float = 0.0


@contextmanager
def serving(api: str, fault: str | None) -> Iterator[tuple[Counter, str]]:
    """Serve the reference in a thread; gives the counter and the base URL."""
    app = Counter(reference.build(api, fault=fault))
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="critical", lifespan="off"))
    thread = threading.Thread(target=lambda: asyncio.run(server.serve()), daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield app, f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(timeout=10)


def ours(api: str, base_url: str, folder: Path) -> set[Hashable]:
    """The requirements that this suite reports as violated."""
    command = [_script(OURS), "run", api, "--base-url", base_url, "--seed", SEED, "--out", str(folder / "run")]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode == 3:
        return set()  # the pre-flight would not go on: a complaint, but no finding
    if done.returncode not in (0, 1, 2):
        raise SystemExit(f"the run came to nothing:\n{done.stdout}{done.stderr}")
    results = json.loads((folder / "run" / "results.json").read_text(encoding="utf-8"))
    return {one["id"] for one in results["requirements"] if one["findings"]}


def theirs(api: str, base_url: str, folder: Path) -> set[Hashable]:
    """The kinds of failures, each with the status of the answer, that the Schemathesis CLI reports."""
    target = tomllib.loads(reference.target_file(api).read_text(encoding="utf-8"))
    description = Path(specs.__file__).parent / api / "openapi.yaml"
    command = [_script(THEIRS), "run", str(description), "--url", base_url, "--seed", SEED, "--continue-on-failure"]
    for name, value in next(iter(target["actors"].values()))["headers"].items():
        command += ["--header", f"{name}: {value}"]
    command += ["--report", "ndjson", "--report-ndjson-path", str(folder / "events.ndjson"), "--no-color"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1):
        raise SystemExit(f"the Schemathesis CLI came to nothing:\n{done.stdout}{done.stderr}")
    with (folder / "events.ndjson").open(encoding="utf-8") as events:
        return {one for line in events for one in _failures(json.loads(line))}


def _failures(event: dict) -> Iterator[Hashable]:
    recorder = event.get("ScenarioFinished", {}).get("recorder", {})
    for case, checks in recorder.get("checks", {}).items():
        response = (recorder["interactions"].get(case) or {}).get("response") or {}
        for check in checks:
            if check.get("failure_info"):
                yield check["failure_info"]["failure"]["title"], response.get("status_code")


def _script(name: str) -> str:
    """A tool of the environment that this runs in."""
    beside = Path(sys.executable).with_name(name)
    found = str(beside) if beside.exists() else shutil.which(name)
    if not found:
        raise SystemExit(f"{name} is not installed; pip install -e . installs it")
    return found


TOOLS: dict[str, Callable[[str, str, Path], set[Hashable]]] = {OURS: ours, THEIRS: theirs}


def measure(api: str, fault: str | None, tallies: dict[str, Tally]) -> str:
    """Run both tools against one subject; returns a line about it."""
    told = []
    for name, tool in TOOLS.items():
        tally = tallies[name]
        # A server of its own for each: neither meets what the other has left behind.
        with serving(api, fault) as (counter, base_url), tempfile.TemporaryDirectory() as folder:
            began = time.perf_counter()
            failures = tool(api, base_url, Path(folder))
            tally.seconds += time.perf_counter() - began
        tally.requests += counter.requests
        if fault is None:
            tally.alarms = failures
            told.append(f"{name} {len(failures)} false alarms")
        else:
            new = failures - tally.alarms
            tally.found += [fault] if new else []
            told.append(f"{name} {'found it' if new else '-'}")
    return f"{fault or 'healthy'}: " + ", ".join(told)


def table(tallies: dict[str, Tally], faults: int) -> Iterator[str]:
    """The comparison as Markdown."""
    yield "| | faults found | false alarms | requests | seconds | faults per 1,000 requests |"
    yield "|---|---|---|---|---|---|"
    for name, tally in tallies.items():
        rate = 1000 * len(tally.found) / tally.requests
        yield (
            f"| {name} | {len(tally.found)} of {faults} | {len(tally.alarms)} | {tally.requests:,} "
            f"| {tally.seconds:.0f} | {rate:.2f} |"
        )


def main() -> None:
    """Print a line per subject, and the table."""
    parser = argparse.ArgumentParser(description="Compare this suite with the Schemathesis CLI.")
    parser.add_argument("--api", choices=reference.APIS, default="sumvin")
    parser.add_argument("--only", nargs="+", metavar="PATTERN", default=["*"], help="faults, by name")
    chosen = parser.parse_args()
    os.environ["NO_COLOR"] = "1"
    faults = [name for name in reference.faults(chosen.api) if any(fnmatchcase(name, one) for one in chosen.only)]
    tallies = {name: Tally() for name in TOOLS}
    for fault in (None, *faults):
        print(measure(chosen.api, fault, tallies), flush=True)
    print()
    print(f"{chosen.api}, {len(faults)} faults ({' '.join(chosen.only)}) and the healthy reference, one run each")
    print("\n".join(table(tallies, len(faults))))


if __name__ == "__main__":
    main()
