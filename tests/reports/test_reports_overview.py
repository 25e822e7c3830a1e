"""The table over several runs."""

import io

from report_samples import results
from rich.console import Console

from reports.overview import print_overview


def printed(width: int) -> str:
    stream = io.StringIO()
    print_overview([results(), results(api="other")], Console(file=stream, width=width))
    return stream.getvalue()


def test_every_run_has_a_row_with_its_verdict_and_counts() -> None:
    head, *rows = [line.split() for line in printed(100).splitlines() if line.strip() and "─" not in line]
    assert head[:2] == ["API", "verdict"]
    assert [row[0] for row in rows] == [results().api, "other"]
    assert all(row[1] == results().verdict.value for row in rows)


def test_it_fits_eighty_columns() -> None:
    lines = printed(80).splitlines()
    assert max(map(len, lines)) <= 80
    assert "…" not in "".join(lines)
