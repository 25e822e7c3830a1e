"""How close a run comes to the ideal when the target takes its time.

At a latency of L seconds and C requests at once, N requests cannot take less than N × L ÷ C. This serves the embedded
reference with a latency of 50 ms on a loopback socket, runs all checks against it at concurrency 16, and prints the
time to the first request, the ratio of the time from the first request to the last to that ideal (and to what
the server itself took, which is a little more than its latency), and the whole command's time.

    python benchmarks/latency.py
"""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from starlette.types import ASGIApp, Receive, Scope, Send

import reference
from reference.server import hosting
from reference.weather import latency

LATENCIES = (0.05, 0.2)
CONCURRENCY = 16
RUNS = 2


class Stopwatch:
    """An ASGI wrapper that notes when the first request arrived, the last was answered, and how long each took."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an application."""
        self.app = app
        self.seen: float | None = None
        self.last = 0.0
        self.served = 0.0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] == "http" and self.seen is None:
            self.seen = time.perf_counter()
        began = time.perf_counter()
        await self.app(scope, receive, send)
        self.last = time.perf_counter()
        self.served += self.last - began


def measure(api: str, pause: float, folder: Path) -> str:
    """One run at a latency in seconds, in one line."""
    app = Stopwatch(latency(reference.build(api), pause))
    command = [str(Path(sys.executable).with_name("ramp-conformance")), "run", api, "--out", str(folder)]
    with hosting(app) as base_url:
        command += ["--base-url", base_url, "--concurrency", str(CONCURRENCY)]
        began = time.perf_counter()
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        seconds = time.perf_counter() - began
    if done.returncode:
        raise SystemExit(f"the run was not conformant:\n{done.stdout}{done.stderr}")
    requests = json.loads((folder / "results.json").read_text())["requests"]
    first = app.seen or 0.0
    busy = app.last - first
    ideal = requests * pause / CONCURRENCY
    return (
        f"{requests} requests at {app.served / requests * 1000:.1f} ms, ideal {ideal:.2f} s; "
        f"first request after {first - began:.2f} s, first to last {busy:.2f} s = {busy / ideal:.2f} x ideal "
        f"({busy * CONCURRENCY / app.served:.2f} x what the server took), whole command {seconds:.2f} s"
    )


def main() -> None:
    """Print one line per run."""
    for pause in LATENCIES:
        print(f"latency {pause * 1000:.0f} ms, concurrency {CONCURRENCY}")
        for api in reference.APIS:
            for number in range(1, RUNS + 1):
                with tempfile.TemporaryDirectory() as folder:
                    print(f"{api} run {number}: {measure(api, pause, Path(folder))}")


if __name__ == "__main__":
    main()
