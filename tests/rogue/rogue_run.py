"""The real command against a rogue, and all that it left behind."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

from rogue_connections import behave, nobody
from rogue_server import Move, Rogue
from rogue_tls import Certificate, context

import reference
from conformance import api as apis
from conformance import target
from reports.results import Outcome, Results

COMMAND = str(Path(sys.executable).with_name("ramp-conformance"))
MEASURE = str(Path(__file__).with_name("rogue_measure.py"))

REPORTS = ("junit", "markdown", "html")


@dataclass(frozen=True)
class Seen:
    """What a run against a rogue came to.

    Attributes:
        code: the exit code; None if it had to be killed.
        seconds: from start to end.
        peak: bytes of memory that it held at most.
        output: all that it printed on standard output.
        complaints: all that it printed on standard error.
        folder: where it wrote; nothing else is there.
        strayed: requests that reached another origin.
        secrets: those that the target file holds, and those that answers showed.
    """

    code: int | None
    seconds: float
    peak: int
    output: str
    complaints: str
    folder: Path
    strayed: int
    secrets: frozenset[str]

    @property
    def results(self) -> Results | None:
        """The results; None if the run came to none."""
        file = self.folder / "run" / "results.json"
        return Results.model_validate_json(file.read_bytes()) if file.exists() else None

    @property
    def violated(self) -> set[str]:
        """The requirements that failed."""
        return {one.id for one in self.results.requirements if one.outcome is Outcome.FAILED} if self.results else set()

    @property
    def reasons(self) -> str:
        """Everything by which the run says why it came to nothing, or not to its end."""
        if self.results is None:
            return self.complaints
        return "\n".join([self.results.cut or "", *(one.reason or "" for one in self.results.requirements)])


async def meet(
    api: str,
    move: Move,
    folder: Path,
    *options: str,
    deadline: float,
    certificate: Certificate | None = None,
) -> Seen:
    """Run the command against a rogue that makes this move.

    Args:
        api: whose target file and whose reference.
        move: what the rogue does.
        folder: an empty one, where all is written that is written.
        options: of the command.
        deadline: seconds, after which the command is killed.
        certificate: what the rogue shows; None if it speaks no TLS.
    """
    tls = context(certificate, folder) if certificate else None
    async with AsyncExitStack() as stack:
        elsewhere = await stack.enter_async_context(Rogue(api, behave))
        rogue = await stack.enter_async_context(Rogue(api, move, tls, elsewhere=elsewhere))
        if move is nobody:
            rogue.deafen()
        environment = {"SSL_CERT_FILE": str(folder / "authority.pem")} if certificate else {}
        output, complaints = await _run(api, rogue.url, folder, options, deadline, environment)
        measured = json.loads((folder / "measured.json").read_bytes())
        return Seen(
            code=measured["code"],
            seconds=measured["seconds"],
            peak=measured["peak"],
            output=output,
            complaints=complaints,
            folder=folder,
            strayed=elsewhere.requests,
            secrets=frozenset(rogue.issued | _held(api)),
        )


async def _run(
    api: str, url: str, folder: Path, options: tuple[str, ...], deadline: float, environment: Mapping[str, str]
) -> tuple[str, str]:
    command = [
        *(sys.executable, "-I", "-S", MEASURE, str(folder / "measured.json"), str(deadline)),
        *(COMMAND, "run", "--target", str(reference.target_file(api)), "--base-url", url, "--out", str(folder / "run")),
        *(f"--report={name}={folder / f'report.{name}'}" for name in REPORTS),
        *options,
    ]
    process = await asyncio.create_subprocess_exec(
        *command,
        cwd=folder,
        env={**os.environ, **environment},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        start_new_session=True,
    )
    try:
        output, complaints = await process.communicate()
    except asyncio.CancelledError:
        os.killpg(process.pid, signal.SIGKILL)
        raise
    return output.decode(), complaints.decode()


def _held(api: str) -> set[str]:
    """The credentials of the reference's target file."""
    file = reference.target_file(api)
    actors = target.assemble(target.read(file), file, apis.load(api).vocabulary).actors.values()
    return {credential.secret for actor in actors for credential in actor.credentials.values()}
