"""`ramp-conformance report`: a run that is over, rendered once more."""

import sys
from pathlib import Path

import click

from conformance.commands import exits
from conformance.commands.options import FILE, FOLDER, catalogue
from conformance.commands.outputs import FORMATS, Output, print_whole


@click.command(
    epilog=f"{exits.DOCUMENTED} They say what the run came to, whatever it is rendered as.",
    short_help="Render a run that is over, in any format.",
)
@click.argument("run_dir", type=FOLDER)
@click.option("--format", "form", type=click.Choice(["terminal", *FORMATS]), default="terminal", show_default=True)
@catalogue
@click.option("--output", type=FILE, metavar="FILE", help="Write there  [default: standard output]")
def report(run_dir: Path, form: str, catalogue: int | None, output: Path | None) -> None:
    r"""Render the run in RUN_DIR from its journal, even if it was killed.

    \b
    Examples:
      ramp-conformance report ramp-conformance-runs/20261121T132208Z-staging
      ramp-conformance report run --format markdown --output summary.md
      ramp-conformance report run --format junit > junit.xml
    """
    if output is not None and form == "terminal":
        raise click.UsageError("--output needs a --format other than terminal")
    from conformance.history import read  # noqa: PLC0415 (so that --help stays quick)
    from reports.verdict import exit_code  # noqa: PLC0415 (likewise)

    results = read(run_dir, catalogue=catalogue)
    if form == "terminal":
        print_whole(results, run_dir)
    else:
        Output(form, output).write(results)
    sys.exit(exit_code(results))
