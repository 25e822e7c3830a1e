"""`ramp-conformance replay`: does it still fail?"""

import sys
from pathlib import Path
from typing import Any

import click

from conformance.commands.options import FOLDER, allow_live, allow_plain_http, base_url, target
from conformance.errors import ConfigurationError


@click.command(
    epilog="Exit codes: 0 it does not fail any more, 1 it still fails, 2 that could not be decided, 3 configuration.",
    short_help="Send a finding again: does it still fail?",
)
@click.argument("finding")
@click.option("--run", "run_dir", type=FOLDER, metavar="DIR",
              help="The run that found it  [default: the latest in ramp-conformance-runs that has it]")  # fmt: skip
@target
@base_url
@allow_live
@allow_plain_http
def replay(
    finding: str,
    run_dir: Path | None,
    target: Path | None,
    base_url: str | None,
    allow_live: bool,
    allow_plain_http: bool,
) -> None:
    r"""Send the simplest case of FINDING again, with fresh keys, and tell whether it still fails.

    The target is the one of that run, unless another is named. Secrets come from the target file.

    \b
    Examples:
      ramp-conformance replay dfc7164b
      ramp-conformance replay dfc7164b --run run --target staging.toml
    """
    from conformance import replay as replaying  # noqa: PLC0415 (so that --help stays quick)
    from conformance.commands.standing import standing  # noqa: PLC0415 (likewise)
    from conformance.plan import saved  # noqa: PLC0415 (likewise)

    found = replaying.find(finding, run_dir)
    plan = saved(found.directory)
    if target is None and base_url is None and not plan.embedded:
        target, base_url = plan.target, plan.base_url
    elif target is None and not plan.embedded:
        target = plan.target
    if target is not None and not target.exists():
        raise ConfigurationError(f"the target file of that run, {target}, is gone; name it with --target")
    with standing(found.results.api, target, base_url) as (file, url):
        replayed = replaying.replay(found, file, url, allow_live=allow_live, allow_plain_http=allow_plain_http)
    sys.exit(_tell(found, replayed))


def _tell(found: Any, replayed: Any) -> int:
    from reports.terminal import console_for, print_block, print_line, print_steps, print_wrapped  # noqa: PLC0415

    console, name = console_for(), found.requirement.id
    if replayed.fails:
        finding = found.finding.model_copy(
            update={
                "expected": replayed.expected,
                "observed": replayed.observed,
                "exchanges": replayed.exchanges,
                "stable": True,
                "shrunk": False,
            }
        )
        update = {"findings": (finding,), "held": 0, "violated": 1}
        statements = {check.name: check.statement for check in found.results.checks}
        print_block(found.requirement.model_copy(update=update), statements, console)
        print_line(console, f"{found.finding.id} · {name} · still fails", "bold red")
        return 1
    print_steps(replayed.exchanges, console)
    if replayed.fails is None:
        print_wrapped(console, f"{found.finding.id} · {name} · undecided: {replayed.reason}", style="bold yellow")
        return 2
    warned = " (it was unstable then, too)" if found.finding.stable is False else ""
    print_line(console, f"{found.finding.id} · {name} · does not fail any more{warned}", "bold green")
    return 0
