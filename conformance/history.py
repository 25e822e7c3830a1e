"""Runs that lie in the folder where runs are written by default: which was the last, and what it left failed."""

from collections.abc import Iterator
from pathlib import Path

from conformance.errors import ConfigurationError
from conformance.plan import saved
from reports.compile import compile_run
from reports.journal import JournalError
from reports.results import Outcome, Results

RUNS = Path("ramp-conformance-runs")
"""Where `run` writes when it is not told where."""

_BAD = (Outcome.FAILED, Outcome.ERROR)


def runs(folder: Path = RUNS) -> Iterator[Path]:
    """The run directories of a folder, the latest first."""
    plans = sorted(folder.glob("*/plan.json"), key=lambda file: (file.stat().st_mtime, file), reverse=True)
    return (file.parent for file in plans)


def read(directory: Path, *, catalogue: int | None = None) -> Results:
    """The results of a run directory, compiled anew from its journal.

    Args:
        directory: of the run.
        catalogue: the version of the catalogue to score instead of the one that the run was about.

    Raises:
        ConfigurationError: it holds no run that can be read, or one of an earlier catalogue.
    """
    try:
        return compile_run(directory, catalogue=catalogue)
    except JournalError as error:
        raise ConfigurationError(str(error)) from None


def last_failed(target: Path, directory: Path | None) -> tuple[str, ...]:
    """The requirements that failed, or ended in error, in the last run against a target.

    Args:
        target: the target file of that run.
        directory: a run directory that is looked at first, or None.

    Raises:
        ConfigurationError: there is no such run, or it left nothing failed.
    """
    candidates = [*([directory] if directory and (directory / "plan.json").exists() else []), *runs()]
    for candidate in candidates:
        if saved(candidate).target == target.resolve():
            results = read(candidate)
            if not results.checks:
                continue  # it was cut before it came to anything
            failed = tuple(one.id for one in results.requirements if one.outcome in _BAD)
            if not failed:
                raise ConfigurationError(f"the last run, {candidate}, left nothing failed; leave --last-failed out")
            return failed
    raise ConfigurationError(f"{RUNS} holds no earlier run against {target}; leave --last-failed out")
