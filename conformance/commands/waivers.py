"""`ramp-conformance waivers`: violations that somebody answers for."""

from pathlib import Path

import click

from conformance.commands.options import FOLDER


@click.group(short_help="Write a file of waivers.")
def waivers() -> None:
    """Write the file of waivers for `run --waivers`."""


@waivers.command()
@click.argument("run_dir", type=FOLDER)
def suggest(run_dir: Path) -> None:
    r"""Print a waiver file for the violations of the run in RUN_DIR; reason, owner, ticket and day are left to you.

    \b
    Example:
      ramp-conformance waivers suggest ramp-conformance-runs/20261121T132208Z-staging > waivers.toml
    """
    from conformance.history import read  # noqa: PLC0415 (so that --help stays quick)
    from conformance.waivers import suggestion  # noqa: PLC0415 (likewise)

    click.echo(suggestion(read(run_dir)), nl=False)
