"""`ramp-conformance prove`: the checks put to the test."""

import sys

import click

import specs
from conformance.commands import exits
from conformance.commands.options import API, complete_requirement
from conformance.plan import Depth


@click.command(short_help="Put the checks to the test.")
@click.argument("apis", metavar="[API]...", type=API, nargs=-1)
@click.option("--seeds", type=click.IntRange(1, 100), default=1, show_default=True, help="Try each with so many seeds.")
@click.option("--first-seed", type=int, default=0, show_default=True)
@click.option("--depth", type=click.Choice(["quick", "standard", "deep"]), default="standard", show_default=True)
@click.option("--only", multiple=True, metavar="PATTERN", shell_complete=complete_requirement,
              help="Only these faults, variants or requirements.")  # fmt: skip
@click.option("--conforming", is_flag=True, help="Only the reference and its variants.")
def prove(
    apis: tuple[str, ...], seeds: int, first_seed: int, depth: Depth, only: tuple[str, ...], conforming: bool
) -> None:
    r"""Put the checks of each API, or of all, to the test: every fault has to be killed, nothing conforming accused.

    \b
    Examples:
      ramp-conformance prove sumvin
      ramp-conformance prove sumvin --only 'SUMVIN-PAIR-*' --seeds 5
    """
    from conformance.proof_report import report  # noqa: PLC0415 (heavy, and no other command needs it)

    wanted = range(first_seed, first_seed + seeds)
    if (sound := report(apis or specs.names(), only, wanted, depth, conforming=conforming)) is None:
        click.echo("ramp-conformance: the patterns name no fault, no variant and no requirement", err=True)
        sys.exit(exits.NOTHING)
    sys.exit(0 if sound else 1)
