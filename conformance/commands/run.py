"""`ramp-conformance run`: the checks of an API against a target."""

import sys
from collections.abc import Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

import click

import specs
from conformance.commands import exits
from conformance.commands.options import (
    API,
    FILE,
    FOLDER,
    SHARD,
    allow_live,
    allow_plain_http,
    base_url,
    catalogue,
    max_requests,
    max_time,
    only,
    options,
    target,
    workers,
)
from conformance.commands.outputs import REPORT, Output
from conformance.commands.told import told
from conformance.errors import ConfigurationError

_choices = options(
    target,
    base_url,
    click.option("--level", type=click.Choice(["core", "full"]), default="core", show_default=True,
                 help="Which requirements the verdict depends on."),
    catalogue,
    click.option("--depth", type=click.Choice(["quick", "standard", "deep"]), default="standard", show_default=True,
                 help="How many cases are drawn."),
    click.option("--seed", type=int, default=0, show_default=True, help="Reproduces the drawn cases."),
    only,
    click.option("--last-failed", is_flag=True, help="Only what failed in the last run against this target."),
    click.option("--fail-fast", is_flag=True, help="Stop at the first violation of a MUST."),
    click.option("--waivers", type=FILE, metavar="FILE", help="Violations that are known, and until when."),
    workers,
    click.option("--concurrency", type=click.IntRange(1, 256), help="Requests at once."),
    click.option("--rate", type=click.FloatRange(0, min_open=True), help="Requests a second."),
    click.option("--timeout", type=click.FloatRange(0, 300, min_open=True), metavar="SECONDS", help="Per exchange."),
    max_requests,
    max_time,
    click.option("--shard", type=SHARD, metavar="I/N", help="Only this machine's share of the checks, such as 2/3."),
    allow_live,
    allow_plain_http,
    click.option("--no-correlation", is_flag=True, help="Send no X-Conformance-Run and X-Conformance-Check."),
    click.option("--out", type=FOLDER, metavar="DIR",
                 help="Where the run is written down  [default: ramp-conformance-runs/TIME-NAME]"),
    click.option("--record", is_flag=True, help="Keep every exchange there, not only those of findings."),
    click.option("--report", "reports", type=REPORT, multiple=True, metavar="FORMAT[=FILE]",
                 help="Also write junit=FILE, markdown=FILE, json=FILE or github; repeatable."),
    click.option("--allure", type=FOLDER, metavar="DIR", help="Also write Allure results there."),
)  # fmt: skip


@click.command(epilog=exits.DOCUMENTED, short_help="Run the checks; print the verdict.")
@click.argument("api", type=API, required=False)
@_choices
def run(api: str | None, target: Path | None, reports: Sequence[Output], **choices: Any) -> None:
    r"""Run the checks of API against a target, and print the verdict.

    Without --target, the target is the embedded reference, served on a loopback port; without API, each in turn.

    \b
    Examples:
      ramp-conformance run sumvin
      ramp-conformance run sumvin --target staging.toml --level full
      ramp-conformance run --target staging.toml --only 'SUMVIN-IDEMPOTENCY-*'
      ramp-conformance run --target staging.toml --waivers waivers.toml --report junit=junit.xml
      ramp-conformance run --target staging.toml --max-time 600 --shard 2/3 --out shard-2
    """
    apis = _apis(api, target)
    about_one = [name for name in ("out", "waivers", "allure", "last_failed", "catalogue", "shard") if choices[name]]
    if len(apis) > 1 and (reports or about_one):
        raise click.UsageError(
            "--out, --waivers, --report, --allure, --last-failed, --catalogue and --shard are about one API; name it"
        )
    if choices["last_failed"] and choices["only"]:
        raise click.UsageError("--only and --last-failed both say what to run; keep one of the two")
    outcomes = [told(name, reports, partial(_launched, name, target, choices)) for name in apis]
    runs = [outcome.results for outcome in outcomes if outcome.results is not None]
    if len(runs) > 1:
        from reports.overview import print_overview  # noqa: PLC0415 (so that --help stays quick)
        from reports.terminal import console_for  # noqa: PLC0415 (likewise)

        print_overview(runs, console_for())
    sys.exit(exits.worst([outcome.exit_code for outcome in outcomes]))


def _apis(api: str | None, target: Path | None) -> Sequence[str]:
    if target is None:
        return (api,) if api else specs.names()
    from conformance.target import read  # noqa: PLC0415 (so that --help stays quick)

    named = read(target).api
    if api is not None and api != named:
        raise ConfigurationError(f"{target} is a target file for {named}, not for {api}; name one of the two")
    return (named,)


def _launched(api: str, target: Path | None, choices: dict[str, Any]) -> Any:
    from reference import target_file  # noqa: PLC0415 (heavy; --help stays quick)

    file = target or target_file(api)
    if choices["last_failed"]:
        from conformance.history import last_failed  # noqa: PLC0415 (likewise)

        choices = {**choices, "only": last_failed(file, choices["out"])}
    with ExitStack() as stack:
        url = choices["base_url"]
        embedded = target is None and url is None
        if embedded:
            from conformance.embedded import serving  # noqa: PLC0415 (only where there is no target)

            # Started first: it comes up while pytest is being imported.
            url = stack.enter_context(serving(api))
        from conformance.launch import launch  # noqa: PLC0415 (likewise)

        given = _plugin_options(file, url, choices) + (["--ramp-embedded"] if embedded else [])
        return launch(api, given, workers=choices["workers"], allure=choices["allure"])


def _plugin_options(target: Path, base_url: str | None, choices: dict[str, Any]) -> list[str]:
    named = {
        "--ramp-target": target,
        "--ramp-base-url": base_url,
        "--ramp-level": choices["level"],
        "--ramp-catalogue": choices["catalogue"],
        "--ramp-depth": choices["depth"],
        "--ramp-seed": choices["seed"],
        "--ramp-concurrency": choices["concurrency"],
        "--ramp-rate": choices["rate"],
        "--ramp-timeout": choices["timeout"],
        "--ramp-max-requests": choices["max_requests"],
        "--ramp-max-time": choices["max_time"],
        "--ramp-shard": choices["shard"],
        "--ramp-waivers": choices["waivers"],
        "--ramp-directory": choices["out"],
    }
    given = [f"{name}={value}" for name, value in named.items() if value is not None]
    given += [f"--ramp-only={pattern}" for pattern in choices["only"]]
    flags = ("allow_live", "allow_plain_http", "no_correlation", "fail_fast", "record")
    return given + [f"--ramp-{flag.replace('_', '-')}" for flag in flags if choices[flag]]
