"""One process's part in a visit of a run: plan in, journal out.

`announce` (header written), `open` (pre-flight), `begin` (first passes submitted), `conclude` for each check, `close`
(footer written). The pytest plugin drives it; so can anything else.
"""

import dataclasses
import functools
import gc
import importlib.metadata
import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from conformance import api as apis
from conformance import preflight, target, transport, waivers
from conformance.api import Api
from conformance.check import Check
from conformance.engine import Engine, Wire
from conformance.errors import Abandoned, ConfigurationError, Trouble
from conformance.evidence import Scribe
from conformance.first_pass import Pass
from conformance.journal import Journal
from conformance.plan import Plan
from conformance.resumption import Errand, too_early
from conformance.selection import Selection, share_of
from conformance.target import Target
from conformance.turns import Turn
from reports.certificate.suite import installed
from reports.journal import CheckLine, Footer, Header, Line, RequirementRecord, ScenarioLine, Tally, WaiverRecord

SUITE = "ramp-conformance"

STOPPED = "it was stopped at the first violation, as --fail-fast asks"
"""Why a run ended early that was asked to."""


def _aloud(text: str) -> None:
    print(f"{SUITE}: {text}", file=sys.stderr, flush=True)


def version() -> str:
    """The installed suite's version."""
    return importlib.metadata.version(SUITE)


class Run:
    """The part of one worker (or of the only process) in a visit of a run.

    Attributes:
        errand: what the visit is to do.
        api: the API under test.
        target: the target under test.
        engine: runs the checks.
        waivers: of the user's file.
    """

    def __init__(
        self,
        plan: Plan,
        *,
        worker: str = "main",
        workers: Sequence[str] = ("main",),
        wire: Wire | None = None,
        began: float | None = None,
    ) -> None:
        """Read the target file and the waivers, and look at them; nothing is sent yet.

        Args:
            plan: the choices of the run.
            worker: the name of this process.
            workers: the names of all processes of the visit.
            wire: makes the transport.
            began: when the visit started, as `time.monotonic` tells; now if left out.

        Raises:
            ConfigurationError: a file is wrong, or the run is not permitted.
        """
        self.plan = plan
        self.errand = Errand()
        self._worker = worker
        self._workers = tuple(workers)
        file = target.read(plan.target, base_url=plan.base_url)
        self.api: Api = apis.load(file.api)
        self.target: Target = target.assemble(file, plan.target, self.api.vocabulary)
        preflight.permit(self.api, self.target, plan)
        if plan.catalogue is not None and not 1 <= plan.catalogue <= self.api.contract.version:
            known = self.api.contract.version
            raise ConfigurationError(
                f"there is no catalogue {plan.catalogue} of {self.api.name}; name one from 1 to {known}"
            )
        self.waivers = waivers.read(plan.waivers) if plan.waivers else ()
        self._journal: Journal | None = None
        self._recorded: Journal | None = None
        self._turn: Turn | None = None
        self._unsubmitted: list[Check] = []
        network = functools.partial(transport.network, way=self.target.way)
        self.engine = Engine(self.api, self.target, plan, self._write, wire or network, began=began)

    @property
    def capabilities(self) -> dict[str, str]:
        """Every capability that the API has a use for, to what it takes for this target to lend it."""
        known = dict(self.api.contract.capabilities)
        return known | {name: mend for name, mend in self.target.way.closed.items() if name in known}

    def open(self, *, inspect: bool = True, tell: Callable[[str], None] = _aloud) -> None:
        """Start the engine; try the way to the target unless another process of this run does.

        Args:
            inspect: this process speaks for the run.
            tell: is told what the run has to wait for.

        Raises:
            ConfigurationError: the pre-flight found something to mend.
        """
        if inspect and self.target.file.clock is not None and not self.plan.embedded:
            self._turn = Turn.take(self.target.base_url, tell)
        # The target must not wait for the collector to look, again and again, through all that was imported.
        gc.freeze()
        self.engine.start()
        if inspect:
            try:
                self.engine.await_(preflight.inspect(self.api, self.target, self.engine.conduit))
            except ConfigurationError as error:
                # Nothing is known to be wrong with a target that was still being tried when the time was over.
                if not self.engine.out_of_time:
                    # A redirect, say, may carry what was sent to the address that it names.
                    raise ConfigurationError(self.engine.scribe.brief(str(error))) from None
        if self.errand.noted and not self.engine.out_of_time:
            self._ask_for_the_time()

    def _ask_for_the_time(self) -> None:
        """See whether a second visit is due by the target's own clock, where it tells."""
        ordinary = self.target.actors[next(iter(self.api.roles))]
        try:
            answer = self.engine.await_(self.engine.conduit.probe(ordinary))
        except (Trouble, Abandoned) as error:
            raise ConfigurationError(f"the target did not tell the time: {error}") from None
        date = answer.exchange.response.header("date")
        for noted in (noted for notes in self.errand.noted.values() for noted in notes):
            complaint = too_early(noted, date)
            if complaint:
                raise ConfigurationError(f"this is not the time for a second visit: {complaint}")

    def announce(self, selection: Selection) -> None:
        """Write down what is set out to be done, before anything is sent: whoever is killed now has a report too.

        Raises:
            ConfigurationError: another process writes the same visit down.
        """
        try:
            self._journal = Journal(self._file("journal"))
        except FileExistsError:
            raise ConfigurationError(
                f"another process is at work on the run in {self.plan.directory}; let it end first"
            ) from None
        self._journal.write(self.header(selection))
        if self.plan.record:
            self._recorded = Journal(self._file("record"), private=True)

    def _file(self, kind: str) -> Path:
        """The file of this process and visit."""
        visit = "" if self.errand.visit == 1 else f"{self.errand.visit}-"
        return self.plan.directory / f"{kind}-{visit}{self._worker}.jsonl"

    def begin(self, mine: Sequence[Check]) -> None:
        """Submit the first passes of this process's checks.

        A run that stops at the first violation submits each check only when the one before is concluded: whatever
        overlapped with it would have been sent in vain. Those that wait for the clock still go together.
        """
        # Those that wait for the clock come last in `mine`, so that little real time passes between what they set up
        # and the moment at which the clock is moved: the target's clock goes on by itself as well.
        for check in mine:
            lacking = self.engine.missing(check)
            if self.engine.client.abandoned:
                break
            if lacking:
                self._skip(check, lacking)
            elif self.plan.fail_fast:
                self._unsubmitted.append(check)
            else:
                self.engine.submit(check)

    def conclude(self, check: Check) -> Pass | frozenset[str]:
        """What a check came to, or the capabilities for want of which it did not run.

        The first check that waits for the clock opens the barrier, once the other workers have nothing left to do.

        Raises:
            Abandoned: the run is over, and it was not begun.
        """
        lacking = self.engine.missing(check)
        if lacking:
            return lacking
        if any(self.plan.directory.glob("stopped-*")):
            self.engine.abandon(STOPPED)
        for one in [one for one in self._unsubmitted if one is check or (one.waits and check.waits)]:
            self._unsubmitted.remove(one)
            if not self.engine.client.abandoned:
                self.engine.submit(one)
        if not self.engine.has(check):
            raise Abandoned(self.engine.client.abandoned)
        if check.waits:
            self._wait_for_others()
            self.engine.open_barrier()
        return self.engine.conclude(check)

    def stop(self) -> None:
        """Send nothing more, here and in the other workers: the first violation is all that was asked for."""
        (self.plan.directory / f"stopped-{self._worker}").touch()
        self.engine.abandon(STOPPED)

    def scores(self, requirement: str) -> bool:
        """Whether a requirement stood in the catalogue in the version that the verdict is about."""
        return self.plan.catalogue is None or self.api.contract.entered(requirement) <= self.plan.catalogue

    def waiver_of(self, requirement: str) -> WaiverRecord | None:
        """The waiver of a requirement that holds today."""
        today = datetime.now(UTC).date().isoformat()
        return next((one for one in self.waivers if one.requirement == requirement and one.expires >= today), None)

    def idle(self) -> None:
        """Tell the other workers that this one has nothing left to send."""
        mark_idle(self.plan.directory, self._worker)

    def close(self, cut: str | None) -> None:
        """Stop, and write the footer.

        Args:
            cut: why the run ended early, or None.
        """
        # First, since what still runs writes to the journal.
        self.engine.stop()
        if self._journal is not None:
            ended = datetime.now(UTC).isoformat(timespec="seconds")
            cut = cut or self.engine.client.abandoned
            self._write(
                Footer(
                    ended=ended,
                    requests=self.engine.client.requests,
                    seconds=round(self.engine.seconds, 3),
                    cut=self.engine.scribe.text(cut) if cut else None,
                )
            )
            self._journal.close()
        if self._recorded is not None:
            self._recorded.close()
        if self._turn is not None:
            self._turn.give_back()
            self._turn = None

    def withdraw(self) -> None:
        """Take back what was announced: a further visit that could not begin changes nothing of the run."""
        for kind in ("journal", "record"):
            self._file(kind).unlink(missing_ok=True)

    def _write(self, line: Line) -> None:
        kept_in = self._recorded if isinstance(line, ScenarioLine) else self._journal
        if kept_in is not None:
            kept_in.write(line)

    def _skip(self, check: Check, lacking: frozenset[str]) -> None:
        self._write(
            CheckLine(
                check=check.name,
                statement=check.statement,
                cases=0,
                exchanges=0,
                seconds=0.0,
                tallies={requirement: Tally() for requirement in check.requirements},
                lacking=tuple(sorted(lacking)),
            )
        )

    def _wait_for_others(self) -> None:
        for worker in self._workers:
            marker = self.plan.directory / f"idle-{worker}"
            while worker != self._worker and not marker.exists() and not self.engine.client.abandoned:
                time.sleep(0.05)

    def header(self, selection: Selection) -> Header:
        """What the journal of this process begins with."""
        contract = self.api.contract
        return Header(
            run=self.plan.run,
            suite=version(),
            suite_digest=installed().digest,
            api=contract.name,
            title=contract.title,
            catalogue_version=contract.version,
            catalogue_digest=contract.digest,
            scored_version=self.plan.catalogue or contract.version,
            target=redacted_file(self.target, self.engine.scribe),
            base_url=self.target.base_url,
            level=self.plan.level,
            depth=self.plan.depth,
            seed=self.plan.seed,
            worker=self._worker,
            workers=len(self._workers),
            started=datetime.now(UTC).isoformat(timespec="seconds"),
            requirements=tuple(
                RequirementRecord(
                    **{**dataclasses.asdict(one), "needs": tuple(sorted(one.needs))}, since=contract.entered(one.id)
                )
                for one in contract.requirements.values()
            ),
            capabilities=self.capabilities,
            lent=tuple(sorted(apis.lent(self.api, self.target))),
            checks={check.name: check.requirements for check in selection.checks},
            selected=None if selection.requirements is None else tuple(sorted(selection.requirements)),
            waivers=tuple(self._redacted(one) for one in self.waivers),
            visit=self.errand.visit,
            shard=str(self.plan.shard) if self.plan.shard else None,
            share=None if self.plan.shard is None else tuple(one.name for one in share_of(selection, self.plan.shard)),
        )

    def _redacted(self, waiver: WaiverRecord) -> WaiverRecord:
        """Whoever writes a reason may have pasted an answer into it."""
        return WaiverRecord.model_validate(self.engine.scribe.value(waiver.model_dump()))


def mark_idle(directory: Path, worker: str) -> None:
    """Leave the mark by which a worker says that it has nothing left to send."""
    (directory / f"idle-{worker}").touch()


def redacted_file(target: Target, scribe: Scribe) -> dict[str, object]:
    """The target file as data, every credential replaced by its name."""
    data: dict[str, object] = target.file.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    data["actors"] = {
        role: {"headers": {name: f"‹{role}.{name.lower()}›" for name in actor.credentials}}
        for role, actor in target.actors.items()
    }
    redacted: dict[str, object] = scribe.value(data)
    return redacted
