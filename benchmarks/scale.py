"""How a run grows: seconds and memory for each exchange as the exchanges become more.

Runs all checks of one API against its reference, on a loopback socket, with ever more drawn cases, up to about 50,000
exchanges, and prints for each run the wall and CPU seconds of the suite's own process for every 1,000 exchanges and the
most memory that it had, with their ratios to the first run's. Linear time and flat memory are ratios near 1.

    python benchmarks/scale.py nowramp
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from conformance import plan
from conformance.embedded import serving

CASES = (60, 600, 2400)
"""Drawn cases per check; 60 is what a deep run has."""


def one_run(api: str, base_url: str, cases: int, folder: str) -> None:
    """In a process of its own: one run; prints what it took."""
    from conformance.cli import main  # noqa: PLC0415 (only the child runs anything)

    plan.CASES["deep"] = cases
    began = time.monotonic()
    try:
        main(["run", api, "--base-url", base_url, "--depth", "deep", "--out", folder])
    except SystemExit as end:
        if end.code:
            raise
    used = resource.getrusage(resource.RUSAGE_SELF)
    requests = json.loads(Path(folder, "results.json").read_bytes())["requests"]
    told = {
        "requests": requests,
        "wall": time.monotonic() - began,
        "cpu": used.ru_utime + used.ru_stime,
        "mib": used.ru_maxrss / 1024,
    }
    Path(folder, "told.json").write_text(json.dumps(told))


def main() -> None:
    """Print one line per run."""
    api = sys.argv[1] if len(sys.argv) > 1 else "sumvin"
    first: dict[str, float] = {}
    for cases in CASES:
        with tempfile.TemporaryDirectory() as folder, serving(api) as base_url:
            command = [sys.executable, __file__, "--child", api, base_url, str(cases), folder]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
            told = json.loads(Path(folder, "told.json").read_bytes())
        thousands = told["requests"] / 1000
        row = {"wall": told["wall"] / thousands, "cpu": told["cpu"] / thousands, "mib": told["mib"]}
        first = first or row
        print(
            f"{api}: {told['requests']:,} exchanges; per 1,000: {row['wall']:.2f} s wall "
            f"({row['wall'] / first['wall']:.2f}), {row['cpu']:.2f} s CPU ({row['cpu'] / first['cpu']:.2f}); "
            f"at most {row['mib']:.0f} MiB ({row['mib'] / first['mib']:.2f})",
            flush=True,
        )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        one_run(sys.argv[2], sys.argv[3], int(sys.argv[4]), sys.argv[5])
    else:
        main()
