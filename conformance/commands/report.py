"""`ramp-conformance report`: a run that is over, rendered once more; or one that was split, joined."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from conformance.commands import exits
from conformance.commands.options import FILE, FOLDER, catalogue
from conformance.commands.outputs import FORMATS, Output, print_whole


@click.command(
    epilog=f"{exits.DOCUMENTED} They say what the run came to, whatever it is rendered as.",
    short_help="Render a run that is over, in any format; join shards.",
)
@click.argument("run_dirs", type=FOLDER, nargs=-1, required=True, metavar="RUN_DIR…")
@click.option("--format", "form", type=click.Choice(["terminal", *FORMATS]), default="terminal", show_default=True)
@catalogue
@click.option("--output", type=FILE, metavar="FILE", help="Write there  [default: standard output]")
@click.option("--merge", is_flag=True, help="The RUN_DIRs are the shards of one run: join them in --out.")
@click.option("--out", type=FOLDER, metavar="DIR", help="Where the joined run is written down.")
def report(
    run_dirs: Sequence[Path], form: str, catalogue: int | None, output: Path | None, merge: bool, out: Path | None
) -> None:
    r"""Render the run in RUN_DIR from its journal, even if it was killed.

    With --merge, join all shards of a run (`run --shard 1/3` and so on) into one run directory, and render that: the
    verdict, the counts and the exit code are those of one whole run, and it can be certified like one.

    \b
    Examples:
      ramp-conformance report ramp-conformance-runs/20261121T132208Z-staging
      ramp-conformance report run --format markdown --output summary.md
      ramp-conformance report run --format junit > junit.xml
      ramp-conformance report --merge shard-1 shard-2 shard-3 --out run
    """
    if output is not None and form == "terminal":
        raise click.UsageError("--output needs a --format other than terminal")
    if merge != (out is not None):
        raise click.UsageError("--merge and --out belong together: the shards, and where the whole is written")
    if len(run_dirs) > 1 and not merge:
        raise click.UsageError("one run is rendered at a time; the shards of one are joined with --merge")
    from reports.verdict import exit_code  # noqa: PLC0415 (so that --help stays quick)

    results = _results(run_dirs, out, catalogue)
    run_dir = out or run_dirs[0]
    if form == "terminal":
        print_whole(results, run_dir)
    else:
        Output(form, output).write(results)
    sys.exit(exit_code(results))


def _results(run_dirs: Sequence[Path], out: Path | None, catalogue: int | None) -> Any:
    if out is not None:
        from conformance.merging import join  # noqa: PLC0415 (likewise)

        join(run_dirs, out)
    from conformance.history import read  # noqa: PLC0415 (likewise)

    return read(out or run_dirs[0], catalogue=catalogue)
