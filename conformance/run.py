"""One process's part in a run: plan in, journal out.

`open` (target read, pre-flight), `begin` (header written, first passes submitted), `conclude` for each check,
`close` (footer written). The pytest plugin drives it; so can anything else.
"""

import dataclasses
import gc
import importlib.metadata
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from conformance import api as apis
from conformance import preflight, target, transport
from conformance.api import Api
from conformance.check import Check
from conformance.engine import Engine, Pass, Wire
from conformance.evidence import Scribe
from conformance.journal import Journal
from conformance.plan import Plan
from conformance.selection import Selection
from conformance.target import Target
from reports.journal import CheckLine, Footer, Header, Line, RequirementRecord, Tally

SUITE = "ramp-conformance"


def version() -> str:
    """The installed suite's version."""
    return importlib.metadata.version(SUITE)


class Run:
    """The part of one worker (or of the only process) in a run.

    Attributes:
        api: the API under test.
        target: the target under test.
        engine: runs the checks.
    """

    def __init__(
        self,
        plan: Plan,
        *,
        worker: str = "main",
        workers: Sequence[str] = ("main",),
        wire: Wire = transport.network,
    ) -> None:
        """Read the target file and look at it; nothing is sent yet.

        Raises:
            ConfigurationError: the target file is wrong, or the run is not permitted.
        """
        self.plan = plan
        self._worker = worker
        self._workers = tuple(workers)
        file = target.read(plan.target, base_url=plan.base_url)
        self.api: Api = apis.load(file.api)
        self.target: Target = target.assemble(file, plan.target, self.api.vocabulary)
        preflight.permit(self.api, self.target, plan)
        self._journal: Journal | None = None
        self.engine = Engine(self.api, self.target, plan, self._write, wire)

    def open(self, *, inspect: bool = True) -> None:
        """Start the engine; try the way to the target unless another process did.

        Raises:
            ConfigurationError: the pre-flight found something to mend.
        """
        # The target must not wait for the collector to look, again and again, through all that was imported.
        gc.freeze()
        self.engine.start()
        if inspect:
            self.engine.await_(preflight.inspect(self.api, self.target, self.engine.conduit))

    def begin(self, selection: Selection, mine: Sequence[Check]) -> None:
        """Write down what is set out to be done, and submit the first passes of this process's checks."""
        self._journal = Journal(self.plan.directory / f"journal-{self._worker}.jsonl")
        self._write(self._header(selection))
        # Those that will wait come first: what they need is set up while the others keep the target busy.
        for check in sorted(mine, key=lambda check: not check.waits):
            lacking = self.engine.missing(check)
            if lacking:
                self._skip(check, lacking)
            else:
                self.engine.submit(check)

    def conclude(self, check: Check) -> Pass | frozenset[str]:
        """What a check came to, or the capabilities for want of which it did not run.

        The first check that waits for the clock opens the barrier, once the other workers have nothing left to do.
        """
        lacking = self.engine.missing(check)
        if lacking:
            return lacking
        if check.waits:
            self._wait_for_others()
            self.engine.open_barrier()
        return self.engine.conclude(check)

    def idle(self) -> None:
        """Tell the other workers that this one has nothing left to send."""
        mark_idle(self.plan.directory, self._worker)

    def close(self, cut: str | None) -> None:
        """Write the footer and stop.

        Args:
            cut: why the run ended early, or None.
        """
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
        self.engine.stop()

    def _write(self, line: Line) -> None:
        if self._journal is not None:
            self._journal.write(line)

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

    def _header(self, selection: Selection) -> Header:
        contract = self.api.contract
        return Header(
            run=self.plan.run,
            suite=version(),
            api=contract.name,
            title=contract.title,
            catalogue_version=contract.version,
            catalogue_digest=contract.digest,
            target=redacted_file(self.target, self.engine.scribe),
            base_url=self.target.base_url,
            level=self.plan.level,
            depth=self.plan.depth,
            seed=self.plan.seed,
            worker=self._worker,
            workers=len(self._workers),
            started=datetime.now(UTC).isoformat(timespec="seconds"),
            requirements=tuple(
                RequirementRecord(**{**dataclasses.asdict(one), "needs": tuple(sorted(one.needs))})
                for one in contract.requirements.values()
            ),
            capabilities=dict(contract.capabilities),
            lent=tuple(sorted(self.api.lent(self.target))),
            checks={check.name: check.requirements for check in selection.checks},
            selected=None if selection.requirements is None else tuple(sorted(selection.requirements)),
        )


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
