"""`ramp-conformance compare`: what got worse or better between two runs."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from conformance.commands.options import FILE
from conformance.errors import ConfigurationError


@click.command(
    epilog="Exit codes: 0 nothing got worse, 1 something did, 3 a run cannot be read.",
    short_help="Tell what got worse between two runs.",
)
@click.argument("old", type=FILE)
@click.argument("new", type=FILE)
def compare(old: Path, new: Path) -> None:
    r"""Compare the run NEW with the run OLD: newly failing, newly passing, no longer tested.

    Each is a run directory or a results.json.

    \b
    Examples:
      ramp-conformance compare last-night tonight
      ramp-conformance compare release-1.4/results.json run
    """
    from reports.comparison import compare as compared  # noqa: PLC0415 (so that --help stays quick)

    try:
        comparison = compared(_read(old), _read(new))
    except ValueError as error:
        raise ConfigurationError(str(error)) from None
    _tell("newly failing", comparison.failing, "bold red")
    _tell("no longer tested", comparison.untested, "bold yellow")
    _tell_stopped(comparison.stopped)
    _tell("newly passing", comparison.passing, "bold green")
    _tell("changed, and not scored by the new run", comparison.later, "bold")
    if comparison.incomplete:
        _say(f"The new run decides less: {comparison.incomplete}.", "yellow")
    counts = [
        (len(comparison.failing), "newly failing"),
        (len(comparison.untested), "no longer tested"),
        (len(comparison.stopped), "stopped checks"),
        (len(comparison.passing), "newly passing"),
    ]
    told = ", ".join(f"{count} {name}" for count, name in counts if count) or "no requirement changed"
    _say(f"{'worse' if comparison.worse else 'not worse'} · {told}", "bold")
    sys.exit(1 if comparison.worse else 0)


def _read(path: Path) -> Any:
    from pydantic import ValidationError  # noqa: PLC0415 (likewise)

    from conformance.history import read  # noqa: PLC0415 (likewise)
    from reports.results import Results  # noqa: PLC0415 (likewise)

    if path.is_dir():
        return read(path)
    try:
        return Results.model_validate_json(path.read_bytes())
    except OSError as error:
        raise ConfigurationError(f"cannot read the run {path}: {error.strerror}") from None
    except ValidationError:
        raise ConfigurationError(f"{path} holds no results; name a run directory or its results.json") from None


def _tell(title: str, changes: Sequence[Any], style: str) -> None:
    if changes:
        _say(f"{title}:", style)
    for one in changes:
        _say(f"  {one.name}  {one.before} → {one.after}")
        if one.why:
            _say(f"      {one.why}")


def _tell_stopped(stops: Sequence[Any]) -> None:
    if stops:
        _say("checks that no longer run:", "bold yellow")
    for one in stops:
        _say(f"  {one.name}: {one.why}")


def _say(text: str, style: str = "") -> None:
    from reports.terminal import console_for, print_line  # noqa: PLC0415 (likewise)
    from reports.text import one_line  # noqa: PLC0415 (likewise)

    # Indentation is ours, and one_line takes it for somebody's.
    indent = text[: len(text) - len(text.lstrip(" "))]
    print_line(console_for(), indent + one_line(text.strip(" "), 240), style)
