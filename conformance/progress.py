"""The live progress of a run on a terminal: checks, requests, violations. Silent where nobody watches."""

import time
from typing import Any

import pytest
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn


class LiveProgress:
    """A pytest plugin that draws a bar on standard error."""

    def __init__(self, api: str) -> None:
        console = Console(stderr=True)
        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(bar_width=24),
            MofNCompleteColumn(),
            TextColumn("checks · {task.fields[requests]:,} requests · {task.fields[violations]} violated"),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        self._task = self._bar.add_task(api, total=None, requests=0, violations=0)
        self._requests: dict[str, int] = {}
        self._violated: set[str] = set()
        self._began = time.monotonic()

    @pytest.hookimpl(trylast=True)
    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """The number of checks is known."""
        self._bar.update(self._task, total=len(session.items) or None)
        self._bar.start()

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self, node: Any, ids: list[str]) -> None:
        """Under xdist each worker has a share of them."""
        del node
        self._bar.update(self._task, total=(self._bar.tasks[0].total or 0) + len(ids))
        self._bar.start()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """A check has come to its end."""
        if report.when != "teardown":
            return
        properties = dict(report.user_properties)
        worker = str(getattr(report, "worker_id", "main"))
        self._requests[worker] = max(self._requests.get(worker, 0), int(properties.get("requests", 0)))  # type: ignore[call-overload]
        self._violated |= set(properties.get("violations", ()))  # type: ignore[call-overload]
        self._bar.update(self._task, advance=1, requests=sum(self._requests.values()), violations=len(self._violated))

    def pytest_unconfigure(self) -> None:
        """Leave the terminal as it was."""
        self._bar.stop()
