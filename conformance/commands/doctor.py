"""`ramp-conformance doctor`: the pre-flight alone, and what a target lends."""

from pathlib import Path
from typing import Any

import click

from conformance.commands.options import API, allow_live, allow_plain_http, base_url, target
from conformance.errors import ConfigurationError


@click.command(
    epilog="Exit codes: 0 the target can be tested, 3 the sentence says what to mend.",
    short_help="Try the way to a target; tell what it lends.",
)
@click.argument("api", type=API, required=False)
@target
@base_url
@allow_live
@allow_plain_http
def doctor(
    api: str | None, target: Path | None, base_url: str | None, allow_live: bool, allow_plain_http: bool
) -> None:
    r"""Try the way to a target, its actors and its clock, and tell what it lends; no check is run.

    \b
    Examples:
      ramp-conformance doctor --target staging.toml
      ramp-conformance doctor sumvin
    """
    from conformance.commands.standing import standing  # noqa: PLC0415 (so that --help stays quick)

    with standing(api, target, base_url) as (file, url):
        _examine(file, url, allow_live=allow_live, allow_plain_http=allow_plain_http)


def _examine(file: Path, base_url: str | None, *, allow_live: bool, allow_plain_http: bool) -> None:
    from conformance import target as target_file  # noqa: PLC0415 (likewise)
    from conformance.plan import Plan  # noqa: PLC0415 (likewise)
    from conformance.run import Run  # noqa: PLC0415 (likewise)
    from conformance.template import unfilled  # noqa: PLC0415 (likewise)

    missing = unfilled(target_file.read(file, base_url=base_url))
    if missing:
        raise ConfigurationError(f"{file}: still to fill in: {', '.join(missing)}")
    plan = Plan(
        target=file, directory=Path(), base_url=base_url, allow_live=allow_live, allow_plain_http=allow_plain_http
    )
    run = Run(plan)
    try:
        run.open()
        _tell(run)
    finally:
        run.close(None)


def _tell(run: Any) -> None:
    from conformance import api  # noqa: PLC0415 (likewise)
    from reports.terminal import console_for, print_wrapped  # noqa: PLC0415 (likewise)

    console, contract = console_for(), run.api.contract
    lent = api.lent(run.api, run.target)

    def wrapped(text: str, first: str) -> None:
        print_wrapped(console, text, first, "    ")

    wrapped(f"{contract.title} at {run.target.base_url}", "ok  ")
    for role in run.target.actors:
        wrapped(f"actor {role}: {run.api.roles[role].purpose}", "ok  ")
    if run.target.file.clock is not None:
        wrapped("the clock moves", "ok  ")
    lacking = [name for name in contract.capabilities if name not in lent]
    for name in lacking:
        count = sum(name in one.needs for one in contract.requirements.values())
        wrapped(f"{name} ({count} requirements stay untested): {run.capabilities[name]}", "--  ")
    for level in ("core", "full"):
        asked = [one for one in contract.requirements.values() if _asked(one, level)]
        decided = [one for one in asked if one.needs <= lent]
        wrapped(f"level {level}: {len(decided)} of {len(asked)} requirements can be decided", "=>  ")


def _asked(requirement: Any, level: str) -> bool:
    """Whether a level's verdict depends on a requirement."""
    if requirement.level != "MUST" or requirement.untestable is not None:
        return False
    return level == "full" or requirement.core
