"""Several runs in one table: an API in each row, its outcomes in the columns."""

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from reports.results import Outcome, Results
from reports.text import one_line

_COLUMNS = (Outcome.PASSED, Outcome.FAILED, Outcome.WARNED, Outcome.UNTESTED, Outcome.ERROR)


def print_overview(runs: Sequence[Results], console: Console) -> None:
    """Print the table.

    Args:
        runs: the results of each, in the order in which they are to stand.
        console: where to; its width and colours are respected.
    """
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0))
    for name in ("API", "verdict"):
        table.add_column(name, no_wrap=True)
    for name in (*(outcome.value for outcome in _COLUMNS), "requests", "s"):
        table.add_column(name, justify="right", no_wrap=True)
    for run in runs:
        waived = " (waived)" if run.waived else ""
        table.add_row(
            one_line(run.api),
            f"{run.verdict.value}{waived} ({run.level})",
            *(str(run.counts.get(outcome, 0)) for outcome in _COLUMNS),
            f"{run.requests:,}",
            f"{run.seconds:.1f}",
        )
    console.print(table)
