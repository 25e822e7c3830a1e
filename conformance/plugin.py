"""The pytest plugin: checks become items, their first passes overlap, and the session ends with a verdict.

`ramp-conformance run` starts pytest with this plugin; plain pytest and pytest-xdist work as well:

    pytest -p conformance.plugin --ramp-target target.toml --pyargs conformance.sumvin.checks
"""

import dataclasses
import importlib
import itertools
import sys
import time
from collections.abc import Iterator
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from conformance import resumption
from conformance import run as runs
from conformance import target as target_file
from conformance.check import Check
from conformance.errors import Abandoned, ConfigurationError
from conformance.files import written_whole
from conformance.first_pass import Pass
from conformance.interrupts import Interrupts
from conformance.plan import Plan, save, saved, shard_of
from conformance.resumption import Errand
from conformance.selection import UnknownRequirementError, all_checks, checks_of, select, share_of, verify
from reports import compile as compiler
from reports.journal import JournalError
from reports.results import Results
from reports.terminal import finding_block, summary_line
from reports.verdict import exit_code

EXIT_INTERNAL, EXIT_CONFIGURATION, EXIT_INTERRUPTED = 70, 3, 2

_MARKERS = ("idle-*", "stopped-*")

LEFT_BEHIND = (("journal-*.jsonl", "record-*.jsonl", "plan.json", "results.json", *_MARKERS), _MARKERS)
"""What a run writes into its directory, and the next one in the same place removes; and what a further visit does."""

_CONTROLLER = "controller"
"""The process of xdist's that starts the others; it makes the pre-flight, and runs no checks."""

_INTERRUPTED = "the run was interrupted"


class Nonconformance(AssertionError):
    """A check's requirement was violated; carries what to show."""


class Defect(Exception):
    """The suite itself went wrong in a check; carries the traceback."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """The choices of a run, as pytest options."""
    group = parser.getgroup("ramp-conformance")
    group.addoption("--ramp-target", metavar="FILE", help="target file; without it the plugin stays out of the way")
    group.addoption("--ramp-base-url", metavar="URL", help="base URL to use in place of the target file's")
    group.addoption("--ramp-level", choices=("core", "full"), default="core")
    group.addoption("--ramp-catalogue", type=int, metavar="VERSION", help="what entered it later is not scored")
    group.addoption("--ramp-depth", choices=("quick", "standard", "deep"), default="standard")
    group.addoption("--ramp-seed", type=int, default=0, metavar="N", help="reproduces the drawn cases")
    group.addoption("--ramp-only", action="append", default=[], metavar="PATTERN", help="requirement or check")
    group.addoption("--ramp-concurrency", type=int, metavar="N")
    group.addoption("--ramp-rate", type=float, metavar="N", help="requests a second")
    group.addoption("--ramp-timeout", type=float, metavar="SECONDS")
    group.addoption("--ramp-max-requests", type=int, metavar="N")
    group.addoption("--ramp-max-time", type=float, metavar="SECONDS", help="for all of it, the pre-flight included")
    group.addoption("--ramp-shard", metavar="I/N", help="this machine's share of the checks")
    group.addoption("--ramp-allow-live", action="store_true", help="may touch production hosts and live keys")
    group.addoption("--ramp-allow-plain-http", action="store_true", help="may send credentials unencrypted")
    group.addoption("--ramp-no-correlation", action="store_true", help="send no X-Conformance-* headers")
    group.addoption("--ramp-waivers", metavar="FILE", help="violations that are known, and until when")
    group.addoption("--ramp-fail-fast", action="store_true", help="stop at the first violation of a MUST")
    group.addoption("--ramp-record", action="store_true", help="keep every exchange in the run directory")
    group.addoption("--ramp-embedded", action="store_true", help="the target is the reference, served for this run")
    group.addoption("--ramp-directory", metavar="DIR", help="where the run is written down")
    group.addoption("--ramp-resume", action="store_true", help="finish the run in --ramp-directory")
    group.addoption("--ramp-window", action="store_true", help="make the second visit of the run in --ramp-directory")


def pytest_configure(config: pytest.Config) -> None:
    """Take part only where a target is named, or a run that is to be resumed."""
    if any(config.getoption(name) for name in ("--ramp-target", "--ramp-resume", "--ramp-window")):
        config.pluginmanager.register(ConformanceSession(config), "ramp-conformance-session")


def plan_from(options: Any) -> Plan:
    """The plan that pytest's options describe; of a run that is resumed, its own."""
    if options.ramp_resume or options.ramp_window:
        return _resumed_plan(options)
    target = Path(options.ramp_target).resolve()
    name = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{target.stem}"
    directory = Path(options.ramp_directory or Path("ramp-conformance-runs") / name)
    return Plan(
        target=target,
        directory=directory.resolve(),
        base_url=options.ramp_base_url,
        level=options.ramp_level,
        catalogue=options.ramp_catalogue,
        depth=options.ramp_depth,
        seed=options.ramp_seed,
        only=tuple(options.ramp_only),
        concurrency=options.ramp_concurrency,
        rate=options.ramp_rate,
        timeout=options.ramp_timeout,
        max_requests=options.ramp_max_requests,
        max_time=options.ramp_max_time,
        shard=shard_of(options.ramp_shard) if options.ramp_shard else None,
        allow_live=options.ramp_allow_live,
        allow_plain_http=options.ramp_allow_plain_http,
        correlation=not options.ramp_no_correlation,
        waivers=Path(options.ramp_waivers).resolve() if options.ramp_waivers else None,
        fail_fast=options.ramp_fail_fast,
        record=options.ramp_record,
        embedded=options.ramp_embedded,
    )


def own_directory(wanted: Path) -> Path:
    """Make a directory of that name, with a number behind it if there is one: two runs may begin in one second.

    Returns:
        The directory, or the one that was wanted if none can be made there.
    """
    for number in itertools.count(1):
        directory = wanted if number == 1 else wanted.with_name(f"{wanted.name}-{number}")
        try:
            directory.mkdir(parents=True)
        except FileExistsError:
            continue
        except OSError:
            break
        return directory
    return wanted


def _resumed_plan(options: Any) -> Plan:
    """The plan of a run that is resumed: what a target is asked to bear may be said anew."""
    plan = saved(Path(options.ramp_directory).resolve())
    return dataclasses.replace(
        plan,
        base_url=options.ramp_base_url or plan.base_url,
        max_requests=options.ramp_max_requests or plan.max_requests,
        max_time=options.ramp_max_time or plan.max_time,
    )


class ConformanceSession:
    """A run inside one pytest process: the only one, an xdist worker, or xdist's controller.

    Attributes:
        interrupts: whether the process was interrupted.
        complaint: the sentence of a configuration error, or None.
        results: what the run came to, once it is over.
        exit_code: what the process should exit with, once the run is over.
    """

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._worker = getattr(config, "workerinput", None)
        self._is_controller = self._worker is None and bool(getattr(config.option, "numprocesses", None))
        self._broken = False
        self._began = time.monotonic()
        self.interrupts = Interrupts()
        self.complaint: str | None = None
        self.results: Results | None = None
        self.exit_code: int | None = None
        self._run: runs.Run | None = None
        self.plan = plan_from(config.option)
        if self._worker is None and not config.option.ramp_directory:
            # Here already: the workers are told of it before anything is collected.
            self.plan = dataclasses.replace(self.plan, directory=own_directory(self.plan.directory))
        if self._worker is not None:
            self._began = self._worker["ramp_began"]
            directory = Path(self._worker["ramp_directory"])
            self.plan = dataclasses.replace(self.plan, run=self._worker["ramp_run"], directory=directory)

    @property
    def run(self) -> runs.Run:
        """The run, once it is open."""
        if self._run is None:
            raise AssertionError("the run is not open yet")
        return self._run

    def redacted(self, text: str) -> str:
        """A text without the run's secrets, as far as it had read any."""
        return text if self._run is None else self._run.engine.scribe.text(text)

    # ---- opening ---------------------------------------------------------------------------------

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection(self) -> None:
        """Read the target and try the way to it, before anything is collected."""
        try:
            self._run = self._open()
        except ConfigurationError as error:
            self.complaint = str(error)
            self.exit_code = EXIT_CONFIGURATION
            pytest.exit(str(error), returncode=EXIT_CONFIGURATION)

    def _open(self) -> runs.Run:
        if self._worker is None and not self._is_controller:
            run = runs.Run(self.plan, began=self._began)
        else:
            count = self._worker["workercount"] if self._worker else self._config.option.numprocesses
            processes = [_CONTROLLER, *(f"gw{number}" for number in range(count))]
            plan = _share_of(self.plan, target_file.read(self.plan.target).limits, count) if self._worker else self.plan
            name = self._worker["workerid"] if self._worker else _CONTROLLER
            run = runs.Run(plan, worker=name, workers=processes, began=self._began)
        try:
            self._selection = select(run.api, all_checks(run.api), self.plan.only, self.plan.depth)
            run.errand = self._errand(run)
            if self._worker is None:
                self._prepare_directory(run.errand)
                run.announce(self._selection)
            run.open(inspect=self._worker is None, tell=self._tell)
        except ConfigurationError as error:
            run.close(f"the pre-flight failed: {error}")
            if run.errand.visit > 1:
                run.withdraw()
            raise
        except BaseException:
            run.close(_INTERRUPTED)
            raise
        if self._worker is None:
            # Of an earlier visit; from here on there is more to tell.
            (self.plan.directory / "results.json").unlink(missing_ok=True)
        if self._is_controller:
            run.idle()
        return run

    def _tell(self, text: str) -> None:
        """Say something at once; pytest would keep it."""
        capture = self._config.pluginmanager.get_plugin("capturemanager")
        with capture.global_and_fixture_disabled() if capture else nullcontext():
            print(f"{runs.SUITE}: {text}", file=sys.stderr, flush=True)

    def _errand(self, run: runs.Run) -> Errand:
        """What this visit is to do."""
        option = self._config.option
        if not option.ramp_resume and not option.ramp_window:
            return Errand()
        directory = self.plan.directory
        visit = self._visit()
        earlier = resumption.story(directory, before=visit)
        resumption.hold_against(earlier.header, run.header(self._selection), embedded=self.plan.embedded)
        if option.ramp_window:
            return resumption.second(earlier, visit, datetime.now(UTC))
        return resumption.unfinished(earlier, visit)

    def _visit(self) -> int:
        """The number of this visit of a run that is resumed."""
        return int(self._worker["ramp_visit"]) if self._worker else resumption.story(self.plan.directory).last.visit + 1

    def _prepare_directory(self, errand: Errand) -> None:
        directory = self.plan.directory
        try:
            directory.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ConfigurationError(f"cannot make the run directory {directory}: {error.strerror}") from None
        for old in (one for pattern in LEFT_BEHIND[errand.visit > 1] for one in directory.glob(pattern)):
            old.unlink()
        if errand.visit == 1:
            save(self.plan)

    # ---- collecting ------------------------------------------------------------------------------

    def pytest_collect_file(self, file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
        """Every module of the API's checks folder holds checks."""
        if file_path.parent == self.run.api.checks_folder and not file_path.name.startswith("_"):
            return CheckFile.from_parent(parent, path=file_path, session_of_run=self)
        return None

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        """Keep what was asked for, in the order of the selection; a worker keeps its own share."""
        mine = [item for item in items if isinstance(item, CheckItem)]
        by_name = {item.check.name: item for item in mine}
        share = share_of(self._selection, self.plan.shard) if self.plan.shard else self._selection.checks
        errand = self.run.errand
        kept = [by_name[check.name] for check in share if check.name in by_name and errand.includes(check.name)]
        for item in kept:
            if item.check.name in errand.noted:
                item.check = item.check.again([one["noted"] for one in errand.noted[item.check.name]])
        if self._worker is not None:
            kept = _share(kept, int(self._worker["workerid"].removeprefix("gw")), self._worker["workercount"])
        dropped = [item for item in items if item not in kept]
        if dropped:
            config.hook.pytest_deselected(items=dropped)
        items[:] = kept

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_make_scheduler(self, config: pytest.Config, log: Any) -> Any:
        """Each worker runs all that it collected: the shares are cut at collection."""
        return importlib.import_module("xdist.scheduler").EachScheduling(config, log)

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        """Workers take part in one run, in one folder."""
        node.workerinput |= {
            "ramp_run": self.plan.run,
            "ramp_directory": str(self.plan.directory),
            "ramp_began": self._began,
        }
        if self._config.option.ramp_resume:
            # Before the controller has written anything of this visit.
            node.workerinput["ramp_visit"] = self._visit()

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any, error: Any) -> None:
        """A worker that is gone has nothing left to send: the others need not wait for it."""
        del error
        runs.mark_idle(self.plan.directory, node.gateway.id)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """A check that cannot be collected is a defect of the suite."""
        self._broken = self._broken or report.failed

    def pytest_internalerror(self) -> None:
        """So is whatever breaks pytest itself."""
        self._broken = True

    # ---- running ---------------------------------------------------------------------------------

    @pytest.hookimpl(wrapper=True)
    def pytest_runtestloop(self, session: pytest.Session) -> Iterator[None]:
        """Submit the first passes of all checks before any of them is awaited."""
        if not self._is_controller and not session.testsfailed and not session.config.option.collectonly:
            if self._worker is not None:
                # Only now: the controller has made the directory, and its pre-flight.
                self.run.announce(self._selection)
            with self.interrupts.heeded():
                self.run.begin([item.check for item in session.items if isinstance(item, CheckItem)])
        outcome = yield
        if self._worker is not None:
            self.run.idle()
        return outcome

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        """Close the journal; on the way out of the last process, compile the results."""
        if self._run is None:
            return
        interrupted = self.interrupts.seen or exitstatus == pytest.ExitCode.INTERRUPTED
        self.run.close(_INTERRUPTED if interrupted else None)
        if self._worker is not None or session.config.option.collectonly:
            return
        self.exit_code = self._finish()
        session.exitstatus = self.exit_code

    def _finish(self) -> int:
        if self._broken:
            return EXIT_INTERNAL
        try:
            self.results = compiler.compile_run(self.plan.directory)
        except JournalError as error:
            self.complaint = str(error)
            return EXIT_INTERNAL
        written_whole(self.plan.directory / "results.json", self.results.model_dump_json(indent=1))
        return exit_code(self.results)

    def pytest_unconfigure(self) -> None:
        """Leave the process's signals as they were."""
        self.interrupts.release()

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """Under plain pytest, the verdict closes the output."""
        if self.results is not None and self._worker is None:
            terminalreporter.write_line(summary_line(self.results))
            terminalreporter.write_line(f"results: {self.plan.directory / 'results.json'}")


class CheckFile(pytest.File):
    """A module of checks."""

    def __init__(self, *, session_of_run: ConformanceSession, **arguments: Any) -> None:
        super().__init__(**arguments)
        self._session_of_run = session_of_run

    def collect(self) -> Iterator["CheckItem"]:
        """One item per check.

        Raises:
            CollectError: a check names a requirement that no catalogue holds.
        """
        api = self._session_of_run.run.api
        module = importlib.import_module(f"conformance.{api.name}.checks.{self.path.stem}")
        for check in checks_of(module):
            try:
                verify(check, api)
            except UnknownRequirementError as error:
                raise self.CollectError(str(error)) from None
            yield CheckItem.from_parent(
                self, name=check.name.rpartition(".")[2], check=check, session_of_run=self._session_of_run
            )


class CheckItem(pytest.Item):
    """One check."""

    def __init__(self, *, check: Check, session_of_run: ConformanceSession, **arguments: Any) -> None:
        super().__init__(**arguments)
        self.check = check
        self._session_of_run = session_of_run

    def runtest(self) -> None:
        """Wait for what the check came to."""
        run = self._session_of_run.run
        with self._session_of_run.interrupts.heeded():
            try:
                concluded = run.conclude(self.check)
            except Abandoned as reason:
                pytest.skip(f"not reached: {run.engine.scribe.text(str(reason))}")
        self._tell_allure(None if isinstance(concluded, frozenset) else concluded)
        if isinstance(concluded, frozenset):
            pytest.skip(f"the target does not lend {', '.join(sorted(concluded))}")
        self.user_properties.append(("requests", run.engine.client.requests))
        self.user_properties.append(("violations", sorted(concluded.sightings)))
        self._judge(concluded)

    def _tell_allure(self, concluded: Pass | None) -> None:
        if not self.config.getoption("allure_report_dir", None):
            return
        from conformance.allure_evidence import tell  # noqa: PLC0415 (its package is heavy, and few ask for it)

        run = self._session_of_run.run
        tell(run.api, self.check, concluded, run.engine.scribe)

    def _judge(self, concluded: Pass) -> None:
        catalogue = self._session_of_run.run.api.contract.requirements
        scribe = self._session_of_run.run.engine.scribe
        if concluded.crashes:
            raise Defect(f"a defect of the suite:\n{concluded.crashes[0]}")
        scores = self._session_of_run.run.scores
        failed = [name for name in concluded.sightings if catalogue[name].level == "MUST" and scores(name)]
        waivers = {name: self._session_of_run.run.waiver_of(name) for name in failed}
        if failed and all(waivers.values()):
            pytest.xfail("; ".join(f"{name} is waived until {one.expires}" for name, one in waivers.items() if one))
        if failed:
            if self._session_of_run.plan.fail_fast:
                self._session_of_run.run.stop()
            blocks = [
                finding_block(
                    catalogue[name].id,
                    catalogue[name].statement,
                    catalogue[name].source,
                    scribe.brief(concluded.sightings[name].observation.expected),
                    scribe.brief(concluded.sightings[name].observation.observed),
                )
                for name in failed
            ]
            raise Nonconformance("\n\n".join(blocks))
        if concluded.cut and not concluded.held:
            pytest.skip(f"not reached: {scribe.text(concluded.cut)}")
        if not concluded.held and (reasons := [*concluded.errors.values(), *concluded.blocked.values()]):
            pytest.skip(scribe.brief(next(iter(reasons[0]))))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """A violation is shown without a traceback: the fault is not in this code."""
        if isinstance(excinfo.value, Nonconformance | Defect):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Where the check stands."""
        return self.path, None, self.check.name


def _share(items: list[CheckItem], index: int, count: int) -> list[CheckItem]:
    """A worker's share: every count-th of the ordinary checks; those that wait for the clock go to the first."""
    ordinary = [item for item in items if not item.check.waits]
    waiting = [item for item in items if item.check.waits]
    return ordinary[index::count] + (waiting if index == 0 else [])


def _share_of(plan: Plan, limits: Any, count: int) -> Plan:
    """A worker's share of what the target is asked to bear."""
    concurrency = plan.concurrency or limits.concurrency
    rate = plan.rate or limits.rate
    budget = plan.max_requests or limits.max_requests
    return dataclasses.replace(
        plan,
        concurrency=max(1, concurrency // count),
        rate=rate / count if rate else None,
        max_requests=max(1, budget // count) if budget else None,
    )
