"""The command `ramp-conformance`."""

import os
import subprocess
import sys
import traceback
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, TypeVar

import click

import specs
from conformance.errors import ConfigurationError
from conformance.plan import Depth

F = TypeVar("F", bound=Callable[..., Any])

EPILOG_EXIT = (
    "Exit codes: 0 conformant, 1 nonconformant, 2 incomplete, 3 configuration or pre-flight, 5 nothing selected, "
    "64 wrong usage, 70 internal error."
)
_USAGE = 64
# The first that applies to several runs is the exit code of all.
_WORST_FIRST = (70, 3, 5, 1, 4, 2, 0)


class _Commands(click.Group):
    """A group whose complaints are one sentence each."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run; wrong usage is exit code 64, which no verdict has."""
        try:
            return super().main(*args, **{**kwargs, "standalone_mode": False})
        except click.UsageError as error:
            where = f" (see `{error.ctx.command_path} --help`)" if error.ctx else ""
            click.echo(f"ramp-conformance: {error.format_message()}{where}", err=True)
            sys.exit(_USAGE)
        except ConfigurationError as error:
            click.echo(f"ramp-conformance: {error}", err=True)
            sys.exit(3)
        except (click.Abort, KeyboardInterrupt):
            click.echo("ramp-conformance: interrupted", err=True)
            sys.exit(2)
        except Exception:
            traceback.print_exc()
            click.echo("ramp-conformance: the suite itself failed; please report the lines above", err=True)
            sys.exit(70)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="ramp-conformance")
def main() -> None:
    """Contract tests and conformance reports for fiat/crypto ramp-session APIs."""


_API = click.Choice(specs.names())


def _options(*decorators: Callable[[F], F]) -> Callable[[F], F]:
    def decorate(function: F) -> F:
        for decorator in reversed(decorators):
            function = decorator(function)
        return function

    return decorate


_run_options = _options(
    click.option("--target", type=click.Path(path_type=Path), help="Target file  [default: the embedded reference]"),
    click.option("--base-url", metavar="URL", help="Use this base URL in place of the target file's."),
    click.option("--level", type=click.Choice(["core", "full"]), default="core", show_default=True,
                 help="Which requirements the verdict depends on."),
    click.option("--depth", type=click.Choice(["quick", "standard", "deep"]), default="standard", show_default=True,
                 help="How many cases are drawn."),
    click.option("--seed", type=int, default=0, show_default=True, help="Reproduces the drawn cases."),
    click.option("--only", multiple=True, metavar="PATTERN", help="Only these requirements or checks; repeatable."),
    click.option("-n", "--workers", type=click.IntRange(1, 64), help="Split the checks over so many processes."),
    click.option("--concurrency", type=click.IntRange(1, 256), help="Requests at once."),
    click.option("--rate", type=click.FloatRange(0, min_open=True), help="Requests a second."),
    click.option("--timeout", type=click.FloatRange(0, 300, min_open=True), metavar="SECONDS", help="Per exchange."),
    click.option("--max-requests", type=click.IntRange(1), help="At most so many requests."),
    click.option("--allow-live", is_flag=True, help="May touch production hosts and live keys."),
    click.option("--no-correlation", is_flag=True, help="Send no X-Conformance-Run and X-Conformance-Check."),
    click.option("--out", type=click.Path(path_type=Path, file_okay=False), metavar="DIR",
                 help="Where the run is written down  [default: ramp-conformance-runs/TIME-NAME]"),
)  # fmt: skip


@main.command(epilog=EPILOG_EXIT)
@click.argument("api", type=_API, required=False)
@_run_options
def run(api: str | None, target: Path | None, **choices: Any) -> None:
    r"""Run the checks of API against a target, and print the verdict.

    Without --target, the target is the embedded reference, served on a loopback port.

    \b
    Examples:
      ramp-conformance run sumvin
      ramp-conformance run sumvin --target staging.toml --level full
      ramp-conformance run --target staging.toml --only 'SUMVIN-IDEMPOTENCY-*'
    """
    codes = [_run_one(name, target, choices) for name in _apis(api, target)]
    sys.exit(next(code for code in _WORST_FIRST if code in codes))


@main.command()
@click.argument("api", type=_API)
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(0, 65535), default=8080, show_default=True, help="0 for any free one.")
@click.option("--fault", metavar="NAME", help="Violate one requirement on purpose.")
@click.option("--variant", metavar="NAME", help="Conform in another way.")
@click.option("--state", type=click.Path(path_type=Path), metavar="FILE", help="Keep sessions over restarts.")
@click.option("--list", "listing", is_flag=True, help="List the faults and variants, and stop.")
def serve(
    api: str, host: str, port: int, fault: str | None, variant: str | None, state: Path | None, listing: bool
) -> None:
    r"""Serve the reference implementation of API until it is interrupted.

    \b
    Examples:
      ramp-conformance serve sumvin
      ramp-conformance serve sumvin --fault replay-answers-ok --port 0
    """
    import reference  # noqa: PLC0415 (the other commands do without it)

    if listing:
        _list_references(api)
        return
    try:
        reference.build(api, fault=fault, variant=variant)
    except LookupError as error:
        raise click.UsageError(str(error.args[0])) from None
    click.echo(f"target file: {reference.target_file(api)}", err=True)
    named = {"--fault": fault, "--variant": variant, "--state": state}
    extra = [text for name, value in named.items() if value is not None for text in (name, str(value))]
    command = [sys.executable, "-P", "-m", "reference", api, "--host", host, "--port", str(port), *extra]
    try:
        sys.exit(subprocess.run(command, check=False).returncode)
    except KeyboardInterrupt:
        sys.exit(0)


@main.command()
@click.argument("api", type=_API)
@click.option("--seeds", type=click.IntRange(1, 100), default=1, show_default=True, help="Try each with so many seeds.")
@click.option("--first-seed", type=int, default=0, show_default=True)
@click.option("--depth", type=click.Choice(["quick", "standard", "deep"]), default="standard", show_default=True)
@click.option("--only", multiple=True, metavar="PATTERN", help="Only these faults, variants or requirements.")
@click.option("--conforming", is_flag=True, help="Only the reference and its variants.")
def prove(api: str, seeds: int, first_seed: int, depth: Depth, only: tuple[str, ...], conforming: bool) -> None:
    r"""Put the checks of API to the test: every seeded fault has to be killed, nothing conforming accused.

    \b
    Examples:
      ramp-conformance prove sumvin
      ramp-conformance prove sumvin --only 'SUMVIN-PAIR-*' --seeds 5
    """
    from conformance.proof_report import report  # noqa: PLC0415 (heavy, and no other command needs it)

    sys.exit(report(api, only, range(first_seed, first_seed + seeds), depth, conforming=conforming))


def _apis(api: str | None, target: Path | None) -> Sequence[str]:
    if target is None:
        return (api,) if api else specs.names()
    from conformance.target import read  # noqa: PLC0415 (so that --help stays quick)

    named = read(target).api
    if api is not None and api != named:
        raise ConfigurationError(f"{target} is a target file for {named}, not for {api}; name one of the two")
    return (named,)


def _run_one(api: str, target: Path | None, choices: dict[str, Any]) -> int:
    with ExitStack() as stack:
        base_url = choices["base_url"]
        if target is None:
            from conformance.embedded import serving  # noqa: PLC0415 (only where there is no target)

            # Started first: it comes up while pytest is being imported.
            base_url = base_url or stack.enter_context(serving(api))
        from conformance.launch import launch  # noqa: PLC0415 (heavy; --help stays quick)
        from reference import target_file  # noqa: PLC0415 (likewise)

        options = _plugin_options(target or target_file(api), base_url, choices)
        outcome = launch(api, options, workers=choices["workers"])
    return _report(outcome)


def _plugin_options(target: Path, base_url: str | None, choices: dict[str, Any]) -> list[str]:
    named = {
        "--ramp-target": target,
        "--ramp-base-url": base_url,
        "--ramp-level": choices["level"],
        "--ramp-depth": choices["depth"],
        "--ramp-seed": choices["seed"],
        "--ramp-concurrency": choices["concurrency"],
        "--ramp-rate": choices["rate"],
        "--ramp-timeout": choices["timeout"],
        "--ramp-max-requests": choices["max_requests"],
        "--ramp-directory": choices["out"],
    }
    options = [f"{name}={value}" for name, value in named.items() if value is not None]
    options += [f"--ramp-only={pattern}" for pattern in choices["only"]]
    options += ["--ramp-allow-live"] if choices["allow_live"] else []
    return options + (["--ramp-no-correlation"] if choices["no_correlation"] else [])


def _report(outcome: Any) -> int:
    if outcome.complaint:
        click.echo(f"ramp-conformance: {outcome.complaint}", err=True)
    if outcome.results is not None and outcome.results.requirements:
        from rich.console import Console  # noqa: PLC0415 (likewise)

        from reports.terminal import print_results  # noqa: PLC0415 (likewise)

        where = os.path.relpath(outcome.directory / "results.json")
        print_results(outcome.results, Console(highlight=False), where=where)
    if outcome.exit_code == 5:
        click.echo("ramp-conformance: the patterns of --only name no requirement and no check", err=True)
    code: int = outcome.exit_code
    return code


def _list_references(api: str) -> None:
    import reference  # noqa: PLC0415 (the other commands do without it)

    for variant in reference.variants(api).values():
        click.echo(f"variant  {variant.name}")
    for fault in reference.faults(api).values():
        click.echo(f"fault    {fault.name}  {fault.requirement}")
