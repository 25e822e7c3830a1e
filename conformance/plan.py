"""What a run sets out to do: everything that the user can choose, in one value.

It is kept in the run directory as `plan.json`, so that a finding can be sent again in the same way.
"""

import re
import secrets
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final, Literal, get_args

from conformance.errors import ConfigurationError

Depth = Literal["quick", "standard", "deep"]
Level = Literal["core", "full"]

DEPTHS: tuple[Depth, ...] = get_args(Depth)
"""From the shortest run to the longest."""

CASES: dict[Depth, int] = {"quick": 4, "standard": 12, "deep": 60}
"""Drawn cases per check. Enumerations are covered whole, but for `quick`: there a gate takes its share of the cases."""


@dataclass(frozen=True)
class Shard:
    """One of several machines that share a run.

    Attributes:
        number: which one, from 1.
        count: how many there are.
    """

    number: int
    count: int

    def __str__(self) -> str:
        """As it is written on the command line: `2/3`."""
        return f"{self.number}/{self.count}"


@dataclass(frozen=True)
class Plan:
    """The choices of one run.

    Attributes:
        target: the target file.
        base_url: put in place of the file's own, or None.
        level: which requirements the verdict depends on.
        catalogue: the version of the catalogue that is scored; None for the present one.
        depth: how many cases are drawn.
        seed: reproduces the run's cases.
        only: patterns of requirement ids or check names; empty for all.
        concurrency: requests at once; None for the target file's number.
        rate: requests a second; None for the target file's number.
        timeout: seconds for one exchange; None for the target file's number.
        max_requests: at most so many requests; None for the target file's number.
        max_time: seconds that a visit may take; None for the target file's number.
        shard: this machine's share of the checks, or None for all of them.
        allow_live: may touch production hosts and live keys.
        allow_plain_http: may send credentials unencrypted to another machine.
        correlation: send X-Conformance-Run and X-Conformance-Check.
        waivers: the file of waivers, or None.
        fail_fast: stop at the first violation of a MUST that no waiver covers.
        record: keep every exchange, not only those of findings and specimens.
        embedded: the target is the embedded reference, served for this run.
        directory: where the run is written down.
        run: the run's id, unique over runs.
    """

    target: Path
    directory: Path
    base_url: str | None = None
    level: Level = "core"
    catalogue: int | None = None
    depth: Depth = "standard"
    seed: int = 0
    only: tuple[str, ...] = ()
    concurrency: int | None = None
    rate: float | None = None
    timeout: float | None = None
    max_requests: int | None = None
    max_time: float | None = None
    shard: Shard | None = None
    allow_live: bool = False
    allow_plain_http: bool = False
    correlation: bool = True
    waivers: Path | None = None
    fail_fast: bool = False
    record: bool = False
    embedded: bool = False
    run: str = field(default_factory=lambda: secrets.token_hex(6))


def shard_of(text: str) -> Shard:
    """A share as it is written on the command line.

    Raises:
        ConfigurationError: it is none.
    """
    share = re.fullmatch(r"([1-9]\d{0,2})/([1-9]\d{0,2})", text, re.ASCII)
    if share is None or int(share[1]) > int(share[2]):
        raise ConfigurationError(f"{text!r} is no share of a run; say 2/3 for the second of three machines")
    return Shard(int(share[1]), int(share[2]))


_FILE: Final = "plan.json"


def save(plan: Plan) -> None:
    """Write a plan into its run directory, which has to exist."""
    from pydantic import TypeAdapter  # noqa: PLC0415 (heavy, and the commands need the names above)

    (plan.directory / _FILE).write_bytes(TypeAdapter(Plan).dump_json(plan, indent=1))


def saved(directory: Path) -> Plan:
    """The plan of a run that was written down; its directory is where it lies now.

    Raises:
        ConfigurationError: there is none, or it cannot be read.
    """
    from pydantic import TypeAdapter, ValidationError  # noqa: PLC0415 (likewise)

    try:
        plan = TypeAdapter(Plan).validate_json((directory / _FILE).read_bytes())
    except (OSError, ValidationError):
        raise ConfigurationError(f"{directory} holds no plan of a run; name the folder that `run` reported") from None
    return replace(plan, directory=directory)
