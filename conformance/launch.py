"""Starting pytest so that nothing of the folder it is started in takes part.

A vendor's conftest, ini file or PYTEST_ADDOPTS otherwise load along and can deselect every check without a word.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from conformance.plugin import EXIT_CONFIGURATION, EXIT_INTERNAL, EXIT_INTERRUPTED, ConformanceSession
from conformance.progress import LiveProgress
from reports.results import Results

_PACKAGE = Path(__file__).parent


@dataclass(frozen=True)
class Outcome:
    """What a run came to.

    Attributes:
        exit_code: as documented for the command.
        complaint: the sentence of a configuration error, or None.
        results: None if it came to none.
        directory: where the run is written down.
    """

    exit_code: int
    complaint: str | None
    results: Results | None
    directory: Path | None


class _Watch:
    """Keeps the session for the caller, and what pytest itself stumbled over."""

    def __init__(self) -> None:
        self.session: ConformanceSession | None = None
        self.broken: list[str] = []

    @pytest.hookimpl(trylast=True)
    def pytest_configure(self, config: pytest.Config) -> None:
        self.session = config.pluginmanager.get_plugin("ramp-conformance-session")

    def pytest_internalerror(self, excrepr: Any) -> None:
        self.broken.append(self._redacted(str(excrepr)))

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.broken.append(self._redacted(str(report.longrepr)))

    def _redacted(self, text: str) -> str:
        return text if self.session is None else self.session.redacted(text)


def launch(api: str, options: Sequence[str], *, workers: int | None = None, allure: Path | None = None) -> Outcome:
    """Run an API's checks in this process (or, with workers, in so many others).

    Args:
        api: whose checks.
        options: the plugin's own options.
        workers: number of xdist workers; None for none.
        allure: where to write Allure results; None for none.
    """
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    for name in ("PYTEST_ADDOPTS", "PYTEST_PLUGINS"):
        os.environ.pop(name, None)
    if allure:
        from conformance.allure_evidence import clear  # noqa: PLC0415 (its package is heavy, and few ask for it)

        clear(allure)
    watch = _Watch()
    code = int(
        pytest.main(
            [
                *("-c", str(_PACKAGE / "pytest.ini"), "--rootdir", str(_PACKAGE), "--noconftest"),
                *("-p", "no:terminal", "-p", "no:cacheprovider", "-p", "no:logging", "-p", "no:faulthandler"),
                *("-p", "conformance.plugin"),
                *(("-p", "allure_pytest", "--alluredir", str(allure)) if allure else ()),
                *(("-p", "xdist", "-n", str(workers), "--max-worker-restart", "0") if workers else ()),
                *options,
                str(_PACKAGE / api / "checks"),
            ],
            plugins=[watch, LiveProgress(api)],
        )
    )
    session = watch.session
    if session is None or watch.broken:
        detail = "\n".join(watch.broken) or f"pytest ended with exit code {code}"
        return Outcome(EXIT_INTERNAL, f"the suite itself failed; please report this:\n{detail}", None, None)
    if session.exit_code is None and code == pytest.ExitCode.INTERRUPTED:
        return Outcome(EXIT_INTERRUPTED, "interrupted before anything was checked", None, None)
    if session.exit_code is None:
        return Outcome(EXIT_INTERNAL, f"the suite itself failed: pytest ended with exit code {code}", None, None)
    if session.exit_code == EXIT_CONFIGURATION:
        return Outcome(EXIT_CONFIGURATION, session.complaint, None, None)
    return Outcome(session.exit_code, session.complaint, session.results, session.plan.directory)
