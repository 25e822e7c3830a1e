"""`ramp-conformance resume`: a run that was cut, finished; or one that takes two visits, visited again."""

import sys
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import click

from conformance.commands import exits
from conformance.commands.options import FOLDER, max_requests, max_time, options, workers
from conformance.commands.outputs import REPORT, Output
from conformance.commands.told import told

_choices = options(
    click.option("--window", is_flag=True, help="Make the second visit: decide what takes a day."),
    workers,
    max_requests,
    max_time,
    click.option("--report", "reports", type=REPORT, multiple=True, metavar="FORMAT[=FILE]",
                 help="Also write junit=FILE, markdown=FILE, json=FILE or github; repeatable."),
)  # fmt: skip


@click.command(
    epilog=f"{exits.DOCUMENTED} 5 also: there is nothing left to do.",
    short_help="Finish a run that was cut, or visit it again.",
)
@click.argument("run_dir", type=FOLDER)
@_choices
def resume(run_dir: Path, window: bool, reports: Sequence[Output], **choices: Any) -> None:
    r"""Finish the run in RUN_DIR: only what was not decided, with the same seed, against the same target.

    It may have been killed, interrupted, out of time or of requests, or its target may have died. Secrets are read from
    the target file once more. Each visit may take as long, and send as many requests, as the run was allowed, unless
    said otherwise. With --window, what the run left behind for a second visit is decided instead.

    \b
    Examples:
      ramp-conformance resume ramp-conformance-runs/20261121T132208Z-staging
      ramp-conformance resume run --max-time 600 --report junit=junit.xml
      ramp-conformance resume run --window
    """
    if window and choices["workers"]:
        raise click.UsageError("--window makes one small visit; leave --workers out")
    from conformance.resumption import story  # noqa: PLC0415 (so that --help stays quick)

    earlier = story(run_dir)
    if not window and earlier.cut is None:
        more = "; what it left for a second visit is decided with --window" if earlier.pending else ""
        click.echo(
            f"ramp-conformance: the run in {run_dir} came to its end; there is nothing to resume{more}", err=True
        )
        sys.exit(exits.NOTHING)
    api = earlier.header.api
    outcome = told(api, reports, lambda: _launched(api, run_dir, window=window, **choices))
    sys.exit(outcome.exit_code)


def _launched(
    api: str, run_dir: Path, *, window: bool, workers: int | None, max_requests: int | None, max_time: float | None
) -> Any:
    from conformance.launch import launch  # noqa: PLC0415 (likewise)
    from conformance.plan import saved  # noqa: PLC0415 (likewise)

    given = [f"--ramp-directory={run_dir}", "--ramp-window" if window else "--ramp-resume"]
    for name, value in (("max-requests", max_requests), ("max-time", max_time)):
        given += [] if value is None else [f"--ramp-{name}={value}"]
    with ExitStack() as stack:
        if saved(run_dir).embedded:
            from conformance.embedded import serving  # noqa: PLC0415 (only where there is no target)

            given.append(f"--ramp-base-url={stack.enter_context(serving(api))}")
        return launch(api, given, workers=workers)
