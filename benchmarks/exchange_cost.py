"""What an exchange costs: processor time of the suite for each of them, beside what it took at an earlier revision.

Each tree runs all checks of an API against its own reference, in turn and several times; a reference is a process of
its own, whose time is not counted. Everything else is: starting, drawing, sending, judging, redacting, writing down.

    python benchmarks/exchange_cost.py                 # this tree
    python benchmarks/exchange_cost.py --against REV   # and a revision of this repository, with the ratio of the two
"""

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import specs

HERE = Path(__file__).resolve().parent.parent
RUNS = 3


@contextmanager
def tree_of(revision: str) -> Iterator[Path]:
    """A revision of this repository, checked out for the length of a `with` block."""
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder, "tree")
        subprocess.run(["git", "-C", HERE, "worktree", "add", "--quiet", "--detach", tree, revision], check=True)
        try:
            yield tree
        finally:
            subprocess.run(["git", "-C", HERE, "worktree", "remove", "--force", tree], check=True)


@contextmanager
def served(tree: Path, api: str) -> Iterator[str]:
    """A tree's reference, in a process of its own; gives its base URL."""
    command = [sys.executable, "-P", "-m", "reference", api, "--port", "0", "--with-parent"]
    with subprocess.Popen(
        command, env=_environment(tree), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout is not None
        yield server.stdout.readline().rpartition(" ")[2].strip()
        server.terminate()


def cost(tree: Path, api: str) -> float:
    """Milliseconds of processor time for each exchange of one run."""
    main = "from conformance.cli import main; main()"
    with tempfile.TemporaryDirectory() as folder, served(tree, api) as base_url:
        command = [sys.executable, "-P", "-c", main, "run", api, "--base-url", base_url, "--out", f"{folder}/run"]
        before = _seconds()
        done = subprocess.run(command, cwd=folder, env=_environment(tree), capture_output=True, text=True, check=False)
        # Not the server's: the time of a child counts once it has ended, and that one still serves.
        spent = _seconds() - before
        if done.returncode:
            raise SystemExit(f"{api} in {tree} is not conformant:\n{done.stdout}{done.stderr}")
        return 1000 * spent / json.loads(Path(folder, "run", "results.json").read_bytes())["requests"]


def _environment(tree: Path) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(tree)}


def _seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def report(api: str, trees: dict[str, Path]) -> str:
    """One line: the median of each tree, and their ratio."""
    figures: dict[str, list[float]] = {name: [] for name in trees}
    for _ in range(RUNS):
        for name, tree in trees.items():
            figures[name].append(cost(tree, api))
    medians = {name: statistics.median(values) for name, values in figures.items()}
    shown = ", ".join(f"{name} {median:.2f} ms" for name, median in medians.items())
    first, last = next(iter(medians.values())), list(medians.values())[-1]
    return f"{api}: {shown}" + (f"; {last / first:.2f} of it" if len(medians) > 1 else "")


def main() -> None:
    """Print one line per API."""
    parser = argparse.ArgumentParser(description="Processor time of the suite for each exchange.")
    parser.add_argument("--against", metavar="REV", help="an earlier revision of this repository")
    revision = parser.parse_args().against
    for api in specs.names():
        if revision is None:
            print(report(api, {"this tree": HERE}), flush=True)
            continue
        with tree_of(revision) as earlier:
            print(report(api, {revision: earlier, "this tree": HERE}), flush=True)


if __name__ == "__main__":
    main()
