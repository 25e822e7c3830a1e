"""What `run` and `resume` say of a run, on the terminal and in the reports that were asked for."""

from collections.abc import Callable, Sequence
from typing import Any

import click

from conformance.commands import exits
from conformance.commands.outputs import Output
from conformance.errors import ConfigurationError

_NO_MATCH = "the patterns of --only name no requirement and no check"


def told(api: str, reports: Sequence[Output], launched: Callable[[], Any]) -> Any:
    """Launch a run, and tell what it came to.

    Args:
        api: whose run.
        reports: to be written.
        launched: launches it, and returns its outcome.

    Returns:
        The outcome.

    Raises:
        ConfigurationError: it cannot be launched, or a report cannot be written.
    """
    for output in reports:
        # Before anything can go wrong: a run that is killed must not leave an earlier run's report behind.
        output.write_unmade(api, "the run did not come to its end")
    try:
        outcome = launched()
    except ConfigurationError as error:
        for output in reports:
            output.write_unmade(api, str(error), final=True)
        raise
    _print(outcome)
    for output in reports:
        if outcome.results is None:
            output.write_unmade(api, outcome.complaint or "the suite itself failed", final=True)
        else:
            output.write(outcome.results)
    return outcome


def _print(outcome: Any) -> None:
    if outcome.complaint:
        from reports.text import visible  # noqa: PLC0415 (likewise)

        click.echo(f"ramp-conformance: {visible(outcome.complaint)}", err=True)
    if outcome.results is not None and outcome.results.requirements:
        from conformance.commands.outputs import print_whole  # noqa: PLC0415 (likewise)

        print_whole(outcome.results, outcome.directory)
    if outcome.exit_code == exits.NOTHING:
        alone = outcome.results is not None and outcome.results.shard
        reason = f"shard {alone} has none of the checks" if alone else _NO_MATCH
        click.echo(f"ramp-conformance: {reason}", err=True)
