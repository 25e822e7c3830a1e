"""The engine: runs the cases of many checks at once, and pursues what they find.

First passes of all checks are submitted before any of them is awaited, so that independent checks overlap and the
waiting for the network is shared (one check after another took twice the ideal at 50 ms; overlapped, 1.01). Network
work happens on one event loop in a thread of its own; Hypothesis, which is synchronous, stays in the caller's.
"""

import asyncio
import sys
import threading
import time
import traceback
from collections.abc import Callable, Coroutine, Iterable, Sequence
from concurrent.futures import Future
from datetime import UTC, datetime
from typing import Any, TypeVar

import httpx

from conformance import cases
from conformance.api import Api, lent
from conformance.barrier import Barrier
from conformance.cases import Case
from conformance.check import Check, Second
from conformance.client import Client
from conformance.conduit import Runtime
from conformance.deadline import Deadline
from conformance.errors import Abandoned, Blocked, Trouble
from conformance.evidence import Scribe
from conformance.exchange import Exchange
from conformance.first_pass import Pass, Sighting
from conformance.gate import gate
from conformance.plan import CASES, Plan
from conformance.redaction import Redactor
from conformance.scenario import Observation, Record, Scenario
from conformance.target import Target
from reports.journal import (
    CheckLine,
    CrashLine,
    ExchangeRecord,
    FindingLine,
    Line,
    NoteLine,
    ScenarioLine,
    SpecimenLine,
)

T = TypeVar("T")

Wire = Callable[[int], httpx.AsyncBaseTransport]
"""Makes the transport for a number of simultaneous requests, on the loop that will use it."""

SHRINK_REQUESTS = {"quick": 150, "standard": 400, "deep": 1500}
"""Live requests that shrinking may spend in one run, by depth."""

SHRINK_ATTEMPTS = 40
"""Live cases that shrinking one violation may spend."""

SHRINK_SECONDS = {"quick": 3.0, "standard": 8.0, "deep": 30.0}
"""After so long no further case is tried, by depth: where a target does not answer, each costs several timeouts."""

RETRIES = 2
"""How often a scenario that the transport failed is run again."""


def _trace() -> str:
    """The traceback being handled.

    Python's own marks columns, and parses source for that: two threads of CPython 3.11 that do so at once break each
    other (SystemError), and the other thread, which draws cases, does.
    """
    error = sys.exception()
    frames = traceback.extract_tb(error.__traceback__)[-20:] if error else []
    shown = (f'  File "{one.filename}", line {one.lineno}, in {one.name}\n    {one.line}\n' for one in frames)
    return "".join(["Traceback (most recent call last):\n", *shown, *traceback.format_exception_only(error)])


class Engine:
    """Runs checks against one target. `start` before use, `stop` after; both from the caller's thread."""

    def __init__(
        self,
        api: Api,
        target: Target,
        plan: Plan,
        write: Callable[[Line], None],
        wire: Wire,
        *,
        began: float | None = None,
    ) -> None:
        self.api = api
        self.target = target
        self.plan = plan
        self._write_line = write
        self._wire = wire
        self._scribe = Scribe(api, target, Redactor())
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="ramp-conformance", daemon=True)
        self._invariants = api.invariants(target.file.shapes)
        self._passes: dict[str, Future[Pass]] = {}
        self._pursued: set[str] = set()
        self._specimens: set[str] = set()
        self._last_trouble: str | None = None
        self._shrink_budget = SHRINK_REQUESTS[plan.depth]
        self._driver: asyncio.Task[None] | None = None
        self._began = time.monotonic()
        seconds = plan.max_time or target.file.limits.max_time
        self._deadline = Deadline(self._began if began is None else began, seconds)

    # ---- life ------------------------------------------------------------------------------------

    def start(self) -> None:
        """Start the loop and open the client on it."""
        # Drawing cases keeps the interpreter busy; the loop must not wait 5 ms for each turn.
        sys.setswitchinterval(0.0005)
        self._thread.start()
        self.await_(self._open())

    async def _open(self) -> None:
        limits = self.target.file.limits
        self._concurrency = self.plan.concurrency or limits.concurrency
        self._runtime = Runtime(
            self.api, self.target, self.plan, self._wire(self._concurrency), self._scribe, self._deadline
        )
        self._barrier: Barrier = self._runtime.barrier
        # More scenarios than requests: while one is judged, another's request is on its way.
        self._gate = asyncio.Semaphore(2 * self._concurrency)
        self._runtime.gate = self._gate
        self._bench = asyncio.Lock()
        self._queue: asyncio.Queue[tuple[Pass, Future[Pass]]] = asyncio.Queue()
        self._tasks: set[asyncio.Task[None]] = set()
        self._task(self._dispatch())
        if self._deadline.at is not None:
            self._loop.call_at(self._deadline.at, self.abandon, self._deadline.reason)

    def stop(self) -> None:
        """Cancel what still runs and close the connections."""
        if not self._thread.is_alive():
            self._loop.close()
            return
        self.await_(self._shut())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=5)
        if not self._thread.is_alive():
            self._loop.close()

    async def _shut(self) -> None:
        # All that runs on the loop, also what an interrupted caller waited for.
        running = asyncio.all_tasks() - {asyncio.current_task()}
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        await self.client.aclose()

    def await_(self, work: Coroutine[Any, Any, T]) -> T:
        """Run a coroutine on the engine's loop and wait for it here."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    @property
    def client(self) -> Client:
        """The client, for its counts."""
        return self._runtime.client

    @property
    def scribe(self) -> Scribe:
        """The redacting writer of evidence."""
        return self._scribe

    @property
    def conduit(self) -> Runtime:
        """What scenarios run on."""
        return self._runtime

    @property
    def out_of_time(self) -> bool:
        """Whether the run has taken as long as it may."""
        return not self._deadline.remaining

    def has(self, check: Check) -> bool:
        """Whether a check was submitted."""
        return check.name in self._passes

    @property
    def seconds(self) -> float:
        """Since the engine was made."""
        return time.monotonic() - self._began

    def abandon(self, reason: str) -> None:
        """Send nothing more; whatever still runs ends as trouble."""
        self.client.abandoned = self.client.abandoned or reason

    # ---- first passes ----------------------------------------------------------------------------

    def submit(self, check: Check) -> None:
        """Draw a check's cases and let them run as soon as there is room; none once nothing more is sent."""
        over = self.client.abandoned
        first = Pass(check, [] if over else self.draw(check), cut=over)
        future: Future[Pass] = Future()
        self._passes[check.name] = future
        self.await_(self._barrier.enter(len(first.drawn)))
        self._loop.call_soon_threadsafe(self._queue.put_nowait, (first, future))

    def draw(self, check: Check) -> list[Case]:
        """The cases of a check under the plan's seed and depth, and the target's fixtures."""
        drawn = self.pool(check)
        return gate(self.api.name).some(check, drawn) if self.plan.depth == "quick" else drawn

    def pool(self, check: Check) -> list[Case]:
        """The cases of a check from which a gate takes some."""
        return cases.draw(check, self.target.fixtures, seed=self._seed(check), cases=CASES[self.plan.depth])

    def open_barrier(self) -> None:
        """From now on, move the target's clock for those who wait. Call it when every check was submitted."""

        async def drive() -> None:
            self._driver = self._driver or self._task(self._barrier.drive())

        self.await_(drive())

    def missing(self, check: Check) -> frozenset[str]:
        """The capabilities that a check needs and the target does not lend."""
        needs = check.needs
        if needs is None:
            catalogue = self.api.contract.requirements
            needs = frozenset().union(*(catalogue[requirement].needs for requirement in check.requirements))
        return needs - lent(self.api, self.target)

    async def _dispatch(self) -> None:
        """Start cases in the order of submission, each as soon as the gate lets it through."""
        while True:
            first, future = await self._queue.get()
            running = []
            for case in first.drawn:
                await self._gate.acquire()
                running.append(self._task(self._run_into(first, case)))
            self._task(self._complete(first, running, future))

    def _task(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """A task that stops with the engine."""
        task = self._loop.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _run_into(self, first: Pass, case: Case) -> None:
        record = await self._once(first.check, case)
        for sighting in first.take(case, record):
            # At once: a run that is killed before the pass is over has it already.
            self._tell(first, sighting)
        if first.check.second and record.noted is not None:
            self._write_note(first.check, first.check.second, record)

    async def _complete(self, first: Pass, running: list[asyncio.Task[None]], future: Future[Pass]) -> None:
        try:
            await asyncio.gather(*running)
            self._write(first)
        except Exception:
            # Whatever goes wrong between a check and its journal is a defect of the suite, and is told as one.
            first.crashes.append(self._scribe.text(_trace()))
            self._write_crash(first)
        finally:
            future.set_result(first)

    async def _once(self, check: Check, case: Case) -> Record:
        """Run a case that has its place at the gate and at the barrier; give both back, and judge what it left."""
        try:
            record = await self._run(check, case)
        finally:
            self._gate.release()
            await self._barrier.leave()
        async with self._bench:
            # Whatever is ready to be sent goes first: the target should not wait for us to think.
            await asyncio.sleep(0)
            self._judge(record)
            self.judged(record)
            if self.plan.record:
                exchanges = self.evidence(record)
                self._write_line(ScenarioLine(check=check.name, case=self._scribe.case(case), exchanges=exchanges))
            for exchange in record.exchanges:
                exchange.lighten()
        return record

    async def _run(self, check: Check, case: Case) -> Record:
        """Run a scenario; again, with fresh nonces, if the transport failed it."""
        record = await self._tried(check, case)
        record.abandoned = bool(record.trouble and self.client.abandoned)
        return record

    async def _tried(self, check: Check, case: Case) -> Record:
        record = await self._scenario(check, case)
        unanswered = 0
        for _ in range(RETRIES):
            # A violation that was seen before the trouble stays one.
            if not record.trouble or self.client.abandoned or record.violates:
                break
            unanswered += record.unanswered is not None
            record = await self._scenario(check, case)
        if record.unanswered and unanswered == RETRIES and not self.client.abandoned and await self._runtime.alive():
            # The target answers everybody else: it is this request that it does not answer.
            record.observations += self._no_answer(record.unanswered)
        return record

    def _no_answer(self, exchange: Exchange) -> Sequence[Observation]:
        requirement = self.api.answers(exchange.operation)
        if requirement is None:
            return ()
        observed = f"{exchange.response.broken or ''}, {RETRIES + 1} times in a row"
        return (Observation(requirement, False, "an answer", observed, (exchange.number,)),)

    async def _scenario(self, check: Check, case: Case) -> Record:
        scenario = Scenario(check.name, self._runtime)
        record = scenario.record
        try:
            async with self._runtime.in_time():
                record.noted = await check.scenario(self.api.facade(scenario), **case)
        except Blocked as reason:
            seen = {observation.requirement for observation in record.observations}
            record.blocked |= {name: str(reason) for name in check.requirements if name not in seen}
        except (Trouble, Abandoned) as reason:
            record.trouble = str(reason)
        except Exception:
            record.crash = self._crash(record)
        return record

    def _crash(self, record: Record) -> str:
        """The traceback being handled, without the secrets of the answers that led to it."""
        self._scribe.learn(record.exchanges)
        return self._scribe.text(_trace())

    def _judge(self, record: Record) -> None:
        for exchange in record.exchanges:
            if exchange is record.unanswered:
                continue
            for invariant in self._invariants:
                try:
                    judgement = invariant.judge(exchange)
                except Exception:
                    record.crash = self._crash(record)
                    continue
                if judgement is not None:
                    record.observations.append(
                        Observation(
                            invariant.requirement,
                            judgement.held,
                            judgement.expected,
                            judgement.observed,
                            (exchange.number,),
                        )
                    )

    def first_pass(self, check: Check) -> Pass:
        """Wait for a check's first pass."""
        return self._passes[check.name].result()

    def rerun(self, check: Check, case: Case) -> Record:
        """Run one case once, as the first pass would, and wait for what it comes to."""
        return self.await_(self._again(check, case))

    # ---- what was found --------------------------------------------------------------------------

    def conclude(self, check: Check) -> Pass:
        """Wait for a check's first pass; shrink and send once more what it found."""
        first = self.first_pass(check)
        for requirement, sighting in first.sightings.items():
            if requirement not in self._pursued and not self.client.abandoned:
                # Once per requirement and process: what breaks in every check is pursued in one.
                self._pursued.add(requirement)
                self._pursue(first, requirement, sighting)
        return first

    def _pursue(self, first: Pass, requirement: str, sighting: Sighting) -> None:
        simplest = self._shrink(first, requirement, sighting)
        confirmed = self._try(first.check, simplest.case, requirement)
        stable = True if confirmed else None if self._last_trouble else False
        self._write_finding(first.check, confirmed or simplest, stable=stable, shrunk=bool(first.check.sweep.drawn))

    def _shrink(self, first: Pass, requirement: str, sighting: Sighting) -> Sighting:
        best, attempts = sighting, 0
        until = time.monotonic() + SHRINK_SECONDS[self.plan.depth]

        def violates(case: Case) -> bool:
            nonlocal best, attempts
            spent = attempts >= SHRINK_ATTEMPTS or self._shrink_budget <= 0 or time.monotonic() > until
            if spent or self.client.abandoned or self._deadline.near:
                return False
            attempts += 1
            found = self._try(first.check, case, requirement)
            if found and cases.size_of(case) < cases.size_of(best.case):
                best = found
            return found is not None

        cases.shrink(
            first.check,
            self.target.fixtures,
            sighting.case,
            violates,
            seed=self._seed(first.check),
            cases=CASES[self.plan.depth],
        )
        return best

    def _try(self, check: Check, case: Case, requirement: str) -> Sighting | None:
        record = self.rerun(check, case)
        self._shrink_budget -= len(record.exchanges)
        self._last_trouble = record.trouble or record.crash
        observation = record.violation_of(requirement)
        return Sighting(case, record, observation) if observation else None

    async def _again(self, check: Check, case: Case) -> Record:
        await self._barrier.enter(1)
        await self._gate.acquire()
        return await self._once(check, case)

    # ---- writing down ----------------------------------------------------------------------------

    def judged(self, record: Record) -> None:
        """Take in the secrets that a scenario's answers show, before anything of it is told.

        A reason, too, can repeat what an answer showed.
        """
        self._scribe.learn(record.exchanges)

    def evidence(self, record: Record, decisive: Iterable[int] = ()) -> tuple[ExchangeRecord, ...]:
        """A scenario's exchanges as they are written down; `decisive` are the numbers that an observation rests on."""
        return self._scribe.write(record.exchanges, decisive)

    def _write(self, first: Pass) -> None:
        """What a first pass came to."""
        for requirement, sighting in first.sightings.items():
            if first.told.get(requirement) is not sighting:
                self._tell(first, sighting)
        for requirement, record in first.specimens.items():
            if requirement not in self._specimens:
                self._specimens.add(requirement)
                exchanges = self.evidence(record)
                self._write_line(SpecimenLine(requirement=requirement, check=first.check.name, exchanges=exchanges))
        if first.crashes:
            self._write_crash(first)
        self._write_line(
            CheckLine(
                check=first.check.name,
                statement=first.check.statement,
                cases=len(first.drawn),
                exchanges=first.exchanges,
                seconds=round(time.monotonic() - first.began, 4),
                tallies=first.tallies(self._scribe.brief),
                cut=self._scribe.brief(first.cut) if first.cut else None,
            )
        )

    def _write_note(self, check: Check, second: Second, record: Record) -> None:
        self._write_line(
            NoteLine(
                check=check.name,
                noted=self._scribe.value(record.noted),
                opened=datetime.now(UTC).isoformat(timespec="seconds"),
                date=record.exchanges[-1].response.header("date") if record.exchanges else None,
                after=second.after.total_seconds(),
                before=second.before.total_seconds() if second.before else None,
            )
        )

    def _tell(self, first: Pass, sighting: Sighting) -> None:
        first.told[sighting.observation.requirement] = sighting
        self._write_finding(first.check, sighting)

    def _write_crash(self, first: Pass) -> None:
        self._write_line(CrashLine(check=first.check.name, traceback=first.crashes[0]))

    def _write_finding(
        self, check: Check, sighting: Sighting, *, stable: bool | None = None, shrunk: bool = False
    ) -> None:
        exchanges = self.evidence(sighting.record, decisive=sighting.observation.exchanges)
        self._write_line(
            FindingLine(
                requirement=sighting.observation.requirement,
                check=check.name,
                expected=self._scribe.brief(sighting.observation.expected),
                observed=self._scribe.brief(sighting.observation.observed),
                case=self._scribe.case(sighting.case),
                exchanges=exchanges,
                stable=stable,
                shrunk=shrunk,
            )
        )

    def _seed(self, check: Check) -> int:
        return cases.seed_of(self.plan.seed, check.name)
