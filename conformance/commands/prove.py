"""`ramp-conformance prove`: the checks put to the test."""

import sys

import click

from conformance.commands.options import API, complete_requirement
from conformance.plan import Depth


@click.command(short_help="Put the checks to the test.")
@click.argument("api", type=API)
@click.option("--seeds", type=click.IntRange(1, 100), default=1, show_default=True, help="Try each with so many seeds.")
@click.option("--first-seed", type=int, default=0, show_default=True)
@click.option("--depth", type=click.Choice(["quick", "standard", "deep"]), default="standard", show_default=True)
@click.option("--only", multiple=True, metavar="PATTERN", shell_complete=complete_requirement,
              help="Only these faults, variants or requirements.")  # fmt: skip
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
