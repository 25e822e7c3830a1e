"""`ramp-conformance requirements`: what is promised, and how much of it is checked."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from conformance.commands.options import API, FOLDER


@click.command(short_help="List what is promised, and how it is checked.")
@click.argument("api", type=API)
@click.option("--format", "form", type=click.Choice(["table", "markdown", "json"]), default="table", show_default=True)
@click.option("--run", "run_dir", type=FOLDER, metavar="DIR", help="Show what became of each in that run, too.")
def requirements(api: str, form: str, run_dir: Path | None) -> None:
    r"""List the requirements of API with their coverage: the checks that decide each, the faults that break it.

    \b
    Examples:
      ramp-conformance requirements sumvin
      ramp-conformance requirements sumvin --format markdown > requirements.md
      ramp-conformance requirements sumvin --run ramp-conformance-runs/20261121T132208Z-staging
    """
    from conformance.api import load  # noqa: PLC0415 (so that --help stays quick)
    from conformance.catalogue import entries  # noqa: PLC0415 (likewise)

    outcomes = _outcomes(api, run_dir) if run_dir else {}
    rows = [_row(entry, outcomes) for entry in entries(load(api))]
    {"table": _table, "markdown": _markdown, "json": _json}[form](rows)


def _outcomes(api: str, run_dir: Path) -> Mapping[str, str]:
    from conformance.errors import ConfigurationError  # noqa: PLC0415 (likewise)
    from conformance.history import read  # noqa: PLC0415 (likewise)

    results = read(run_dir)
    if results.api != api:
        raise ConfigurationError(f"{run_dir} holds a run of {results.api}, not of {api}; name one of the two")
    return {one.id: one.outcome.value for one in results.requirements}


def _row(entry: Any, outcomes: Mapping[str, str]) -> dict[str, Any]:
    one = entry.requirement
    row = {
        "id": one.id,
        "level": one.level,
        "core": one.core,
        "rank": one.rank,
        "operation": one.operation,
        "statement": one.statement,
        "source": one.source,
        "needs": sorted(one.needs),
        "conditional": one.conditional,
        "untestable": one.untestable,
        "checks": [check.name for check in entry.checks],
        "every_answer": entry.everywhere,
        "faults": [fault.name for fault in entry.faults],
        "coverage": entry.coverage,
    }
    return {**row, "outcome": outcomes.get(one.id, "not in that run")} if outcomes else row


def _table(rows: Sequence[Mapping[str, Any]]) -> None:
    from reports.terminal import console_for, print_line, print_wrapped  # noqa: PLC0415 (likewise)

    console = console_for()
    for row in rows:
        facts = [row["level"] + (" core" if row["core"] else ""), row["coverage"]]
        facts += [row["outcome"]] if "outcome" in row else []
        facts += [f"needs {', '.join(row['needs'])}"] if row["needs"] else []
        print_line(console, row["id"], "bold")
        print_wrapped(console, " · ".join(facts), "    ")
        print_wrapped(console, row["statement"], "    ")
    musts = [row for row in rows if row["level"] == "MUST"]
    covered = [row for row in musts if row["untestable"] is None and (row["checks"] or row["every_answer"])]
    untestable = [row for row in musts if row["untestable"] is not None]
    print_wrapped(
        console,
        f"{len(rows)} requirements; of {len(musts)} MUSTs {len(covered)} are checked and {len(untestable)} cannot be "
        "tested from outside",
    )


def _markdown(rows: Sequence[Mapping[str, Any]]) -> None:
    outcome = "outcome" in rows[0]
    click.echo("| requirement | level | coverage | needs | statement | source |" + (" outcome |" if outcome else ""))
    click.echo("| --- | --- | --- | --- | --- | --- |" + (" --- |" if outcome else ""))
    for row in rows:
        level = row["level"] + (", core" if row["core"] else "")
        cells = [f"`{row['id']}`", level, row["coverage"], ", ".join(row["needs"]), row["statement"], row["source"]]
        cells += [row["outcome"]] if outcome else []
        click.echo("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")


def _json(rows: Sequence[Mapping[str, Any]]) -> None:
    click.echo(json.dumps(rows, indent=2, ensure_ascii=False))
