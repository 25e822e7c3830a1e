"""What a user would run instead: this suite against the Schemathesis CLI, on one reference, in one go.

Serves the embedded reference on a loopback socket, healthy and then with one fault after another, and lets every
contender loose on each: `ramp-conformance run` at each depth, and `schemathesis run` on the same OpenAPI description,
once as it comes and once as its own guide sets it up to find the most (config-optimization), with the right key for
every operation. The server counts the requests; the journal and the event file say, while they grow, when the first
finding was told.

A contender finds a fault when it reports a failure that it does not report against the healthy reference. Failures of
this suite are told apart by requirement, those of the CLI by operation, kind and status. What a contender reports
against the healthy reference is a false alarm.

    python benchmarks/schemathesis_cli.py --sample 3           # three faults of each API, spread over its catalogue
    python benchmarks/schemathesis_cli.py --api sumvin         # every fault of one API: takes hours
    python benchmarks/schemathesis_cli.py --only '[a-d]*'      # those that the patterns name
"""

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from starlette.types import ASGIApp, Receive, Scope, Send

import reference
import specs
from reference.server import hosting

SEED = "1"

EXAMPLES = 200
"""Of each operation in the thorough setting. The guide says 1,000, with which the CLI takes minutes for each fault."""

KEYS = {"nowramp": {"public_key": ("confirmSession", "createOrder")}}
"""Per API, which operations take another actor's credentials than the ordinary one's; ids as in the description."""

_GLANCE = 0.02
"""Seconds between two looks at what a contender has written so far."""


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


@dataclass(frozen=True)
class Contender:
    """A tool in one setting.

    Attributes:
        name: as it stands in the table.
        command: makes the command line, from API, base URL and a folder of its own.
        told: pattern of the files in that folder to which it writes what it finds, line by line.
        failures: the failures that one line of them tells of.
        fine: exit codes of a run that came to its end.
    """

    name: str
    command: Callable[[str, str, Path], Sequence[str]]
    told: str
    failures: Callable[[Any], Iterable[Hashable]]
    fine: tuple[int, ...]


@dataclass
class Tally:
    """What one contender came to, over all subjects."""

    alarms: set[Hashable] = field(default_factory=set)
    found: list[str] = field(default_factory=list)
    requests: int = 0
    wall: float = 0.0
    cpu: float = 0.0
    until_first: list[int] = field(default_factory=list)


# ---- the contenders ----------------------------------------------------------------------------------


def ours(depth: str) -> Contender:
    """This suite at one depth."""

    def command(api: str, base_url: str, folder: Path) -> Sequence[str]:
        chosen = ("--base-url", base_url, "--depth", depth, "--seed", SEED, "--out", str(folder / "run"))
        return [sys.executable, "-c", "from conformance.cli import main; main()", "run", api, *chosen]

    def failures(line: Any) -> Iterator[Hashable]:
        if line["kind"] == "finding":
            yield line["requirement"]

    # 3: the pre-flight would not go on, which is a complaint and no finding.
    return Contender(f"ramp-conformance, {depth}", command, "run/journal-*.jsonl", failures, (0, 1, 2, 3))


def theirs(setting: str, configured: Callable[[str], str]) -> Contender:
    """The Schemathesis CLI with a configuration, which is made for an API."""

    def command(api: str, base_url: str, folder: Path) -> Sequence[str]:
        (folder / "schemathesis.toml").write_text(configured(api), encoding="utf-8")
        description = Path(specs.__file__).parent / api / "openapi.yaml"
        report = ("--report", "ndjson", "--report-ndjson-path", "events.ndjson", "--no-color")
        chosen = ("--url", base_url, "--seed", SEED)
        return [sys.executable, "-m", "schemathesis.cli", "run", str(description), *chosen, *report]

    return Contender(f"Schemathesis CLI, {setting}", command, "events.ndjson", _failures, (0, 1))


def _failures(event: Any) -> Iterator[Hashable]:
    recorder = event.get("ScenarioFinished", {}).get("recorder", {})
    for case, checks in recorder.get("checks", {}).items():
        response = (recorder["interactions"].get(case) or {}).get("response") or {}
        for check in checks:
            if check.get("failure_info"):
                yield recorder.get("label"), check["failure_info"]["failure"]["title"], response.get("status_code")


def plain(api: str) -> str:
    """As it comes: the ordinary actor's credentials, and nothing else."""
    return f"headers = {_headers(api)}\n"


def thorough(api: str) -> str:
    """As its guide sets it up to find the most, every operation with a key that it takes."""
    lines = [
        plain(api),
        "continue-on-failure = true",
        'suppress-health-check = ["filter_too_much", "too_slow"]',
        f"generation.max-examples = {EXAMPLES}",
    ]
    for role, operations in KEYS.get(api, {}).items():
        lines += [
            "[[operations]]",
            f"include-operation-id = {json.dumps(operations)}",
            f"headers = {_headers(api, role)}",
        ]
    return "\n".join(lines) + "\n"


def _headers(api: str, role: str | None = None) -> str:
    """An actor's credentials as an inline table; of the ordinary actor, if no other is named."""
    actors = tomllib.loads(reference.target_file(api).read_text(encoding="utf-8"))["actors"]
    headers = actors[role or next(iter(actors))]["headers"]
    return "{" + ", ".join(f"{json.dumps(name)} = {json.dumps(value)}" for name, value in headers.items()) + "}"


CONTENDERS = (
    *map(ours, ("quick", "standard", "deep")),
    theirs("as it comes", plain),
    theirs("thorough", thorough),
)


# ---- the contest -------------------------------------------------------------------------------------


class Listener:
    """Reads what a contender writes, as it writes it.

    Attributes:
        failures: told so far.
        first: how many requests the server had seen when the first failure was told that is no false alarm, or None.
    """

    def __init__(self, contender: Contender, folder: Path, alarms: set[Hashable], counter: Counter) -> None:
        """Begin with nothing."""
        self._contender, self._folder, self._alarms, self._counter = contender, folder, alarms, counter
        self._read: dict[Path, int] = {}
        self.failures: set[Hashable] = set()
        self.first: int | None = None

    def look(self) -> None:
        """Read the whole lines that were written since the last look."""
        for file in self._folder.glob(self._contender.told):
            with file.open("rb") as stream:
                stream.seek(self._read.get(file, 0))
                lines, _, _ = stream.read().rpartition(b"\n")
            self._read[file] = self._read.get(file, 0) + len(lines) + bool(lines)
            for line in lines.splitlines():
                self.failures.update(self._contender.failures(json.loads(line)))
        if self.first is None and self.failures - self._alarms:
            self.first = self._counter.requests


def run(contender: Contender, api: str, fault: str | None, tally: Tally) -> set[Hashable]:
    """Let a contender loose on one subject; returns the failures that it reports."""
    # A server of its own for each: none meets what another has left behind.
    counter = Counter(reference.build(api, fault=fault))
    with hosting(counter) as base_url, tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        command = contender.command(api, base_url, folder)
        listener = Listener(contender, folder, tally.alarms, counter)
        began, spent = time.perf_counter(), _cpu_of_children()
        with (folder / "out.txt").open("w+", encoding="utf-8") as out:
            process = subprocess.Popen(command, cwd=folder, stdout=out, stderr=subprocess.STDOUT)
            while process.poll() is None:
                listener.look()
                time.sleep(_GLANCE)
            tally.wall += time.perf_counter() - began
            tally.cpu += _cpu_of_children() - spent
            if process.returncode not in contender.fine:
                out.seek(0)
                raise SystemExit(f"{contender.name} came to nothing on {fault or 'the reference'}:\n{out.read()}")
        listener.look()
    if not counter.requests:
        raise SystemExit(f"{contender.name} asked nothing of {fault or 'the reference'}")
    tally.requests += counter.requests
    if fault is not None and listener.first is not None:
        tally.until_first.append(listener.first)
    return listener.failures


def _cpu_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def measure(api: str, fault: str | None, tallies: dict[str, Tally]) -> str:
    """Let every contender loose on one subject; returns a line about it."""
    told = []
    for contender in CONTENDERS:
        tally = tallies[contender.name]
        failures = run(contender, api, fault, tally)
        if fault is None:
            tally.alarms = failures
            told.append(f"{contender.name} {len(failures)} false alarms")
        else:
            new = failures - tally.alarms
            tally.found += [fault] if new else []
            told.append(f"{contender.name} {'found it' if new else '-'}")
    return f"{api}, {fault or 'healthy'}: " + "; ".join(told)


def table(tallies: dict[str, Tally], faults: int) -> Iterator[str]:
    """The comparison as Markdown."""
    yield (
        "| | faults found | false alarms | requests | wall s | CPU s | faults per 1,000 requests "
        "| requests until the first finding (median) |"
    )
    yield "|---|---|---|---|---|---|---|---|"
    for name, tally in tallies.items():
        first = f"{statistics.median(tally.until_first):,.0f}" if tally.until_first else "–"
        yield (
            f"| {name} | {len(tally.found)} of {faults} | {len(tally.alarms)} | {tally.requests:,} "
            f"| {tally.wall:.0f} | {tally.cpu:.0f} | {1000 * len(tally.found) / tally.requests:.2f} | {first} |"
        )


def together(parts: Sequence[dict[str, Tally]]) -> dict[str, Tally]:
    """The tallies of several APIs as one each."""
    return {
        contender.name: Tally(
            alarms={(number, one) for number, part in enumerate(parts) for one in part[contender.name].alarms},
            found=[one for part in parts for one in part[contender.name].found],
            requests=sum(part[contender.name].requests for part in parts),
            wall=sum(part[contender.name].wall for part in parts),
            cpu=sum(part[contender.name].cpu for part in parts),
            until_first=[one for part in parts for one in part[contender.name].until_first],
        )
        for contender in CONTENDERS
    }


def spread(faults: Sequence[str], count: int | None) -> Sequence[str]:
    """So many of the faults, as evenly over the catalogue as it goes; all of them without a number."""
    if count is None or count >= len(faults):
        return faults
    return [faults[(2 * number + 1) * len(faults) // (2 * count)] for number in range(count)]


def main() -> None:
    """Print a line per subject, a table per API, and one for all."""
    parser = argparse.ArgumentParser(description="Compare this suite with the Schemathesis CLI.")
    parser.add_argument("--api", choices=reference.APIS, nargs="+", default=reference.APIS)
    parser.add_argument("--only", nargs="+", metavar="PATTERN", default=["*"], help="faults, by name")
    parser.add_argument("--sample", type=int, metavar="N", help="of these, N faults of each API, evenly spread")
    chosen = parser.parse_args()
    os.environ["NO_COLOR"] = "1"
    parts, subjects = [], 0
    for api in chosen.api:
        named = [name for name in reference.faults(api) if any(fnmatchcase(name, one) for one in chosen.only)]
        faults = spread(named, chosen.sample)
        tallies = {contender.name: Tally() for contender in CONTENDERS}
        for fault in (None, *faults):
            print(measure(api, fault, tallies), flush=True)
        print(
            f"\n{api}: {len(faults)} of {len(reference.faults(api))} faults and the healthy reference, one run each\n"
        )
        print("\n".join(table(tallies, len(faults))), end="\n\n", flush=True)
        parts.append(tallies)
        subjects += len(faults)
    if len(parts) > 1:
        print(f"all: {subjects} faults and {len(parts)} healthy references, one run each\n")
        print("\n".join(table(together(parts), subjects)))


if __name__ == "__main__":
    main()
