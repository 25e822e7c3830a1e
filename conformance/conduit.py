"""What scenarios run on: one client, one clock, and the credentials of the actors."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

import httpx

from conformance import target as target_file
from conformance.api import Api
from conformance.barrier import Barrier
from conformance.burst import Burst
from conformance.client import Client
from conformance.deadline import Deadline
from conformance.errors import Abandoned, ConfigurationError, Trouble
from conformance.evidence import Scribe
from conformance.exchange import Request, Response
from conformance.pacing import Pace
from conformance.plan import Plan
from conformance.scenario import Answer, Scenario
from conformance.target import Actor, Target


class Runtime:
    """The conduit of all scenarios of one process; made on the event loop that runs them.

    Attributes:
        target: the target under test.
        public_headers: request headers that identify rather than authenticate.
        frugal: whether only those requests are to be sent that find something.
        client: the recording client.
        barrier: where scenarios wait for the target's clock.
        gate: limits how many scenarios run at once; one that waits for the clock gives its place up.
    """

    gate: asyncio.Semaphore

    def __init__(
        self,
        api: Api,
        target: Target,
        plan: Plan,
        wire: httpx.AsyncBaseTransport,
        scribe: Scribe,
        deadline: Deadline,
    ) -> None:
        self.target = target
        self.public_headers = api.public_headers
        self.frugal = plan.depth == "quick"
        self._api = api
        self._plan = plan
        self._scribe = scribe
        limits = target.file.limits
        self.client = Client(
            target.base_url,
            wire,
            Pace(plan.concurrency or limits.concurrency, plan.rate or limits.rate),
            timeout=plan.timeout or limits.timeout,
            budget=plan.max_requests or limits.max_requests,
            way=target.way,
        )
        self.barrier = Barrier(self.advance)
        self._deadline = deadline
        self._doubts: dict[str, asyncio.Lock] = {}

    @asynccontextmanager
    async def in_time(self) -> AsyncIterator[None]:
        """Cut off what is done in a `with` block once the time of the run is over.

        Raises:
            Abandoned: it is.
        """
        try:
            async with asyncio.timeout_at(self._deadline.at) as limit:
                yield
        except TimeoutError:
            if not limit.expired():
                raise
            self.client.abandoned = self.client.abandoned or self._deadline.reason
            raise Abandoned(self.client.abandoned) from None

    async def transmit(self, request: Request) -> tuple[Response, float, int]:
        """Send one request; returns the response, the seconds and the retries."""
        async with self.in_time():
            reply = await self.client.send(request)
        return reply.response, reply.seconds, reply.retries

    async def burst(self, requests: Sequence[Request], stagger: float) -> Burst:
        """Send requests all at once."""
        async with self.in_time():
            return await self.client.burst(requests, stagger=stagger, within=self._deadline.remaining)

    async def after(self, seconds: float) -> None:
        """Wait until the target's clock has moved on by so much."""
        self.gate.release()
        try:
            await self.barrier.after(seconds)
        finally:
            await self.gate.acquire()

    async def alone(self, whose: str, *, shared: bool = False) -> None:
        """Wait until nothing else is running but what is alone with something else, or shares this."""
        self.gate.release()
        try:
            await self.barrier.alone(whose, shared=shared)
        finally:
            await self.gate.acquire()

    async def pause(self, seconds: float) -> None:
        """Let real time pass, and others run meanwhile."""
        self.gate.release()
        try:
            await asyncio.sleep(seconds)
        finally:
            await self.gate.acquire()

    def correlation(self, check: str) -> dict[str, str]:
        """The headers that let a vendor find a check in its own log."""
        if not self._plan.correlation:
            return {}
        return {"x-conformance-run": self._plan.run, "x-conformance-check": check}

    async def advance(self, seconds: int) -> None:
        """Move the target's clock.

        Raises:
            Trouble: the target refused.
        """
        table = self.target.file.clock
        if table is None:
            raise AssertionError("a check that needs the clock ran on a target without one")
        wanted = table.advance
        body = None if wanted.json_body is None else json.dumps(_filled(wanted.json_body, seconds)).encode()
        headers = {"content-type": "application/json"} if body else {}
        headers |= {name.lower(): str(value) for name, value in _filled(wanted.headers, seconds).items()}
        query = httpx.QueryParams(_filled(wanted.query, seconds))
        path = str(_filled(wanted.path, seconds)) + (f"?{query}" if wanted.query else "")
        response, _, _ = await self.transmit(Request(wanted.method, path, tuple(headers.items()), body))
        if not 200 <= response.status < 300:
            raise Trouble(
                f"the clock request {wanted.method} {path} answered {response.status}; mend [clock]", unknown=False
            )

    async def probe(self, actor: Actor) -> Answer:
        """One harmless, valid call with an actor's credentials."""
        return await self._api.probe(Scenario("pre-flight", self), actor.role)

    async def alive(self) -> bool:
        """Whether the target answers the ordinary actor's plain call."""
        try:
            await self.probe(self.target.actors[next(iter(self._api.roles))])
        except (Trouble, Abandoned):
            return False
        return True

    async def doubt(self, actor: Actor) -> None:
        """An actor's good credentials were refused: do they still hold?

        They are tried on a plain call; if they fail there too they are read again, once, where they can be.

        Raises:
            Abandoned: they hold no more. Whatever the target answers from now on says nothing about it.
        """
        async with self._doubts.setdefault(actor.role, asyncio.Lock()):
            current = self.target.actors[actor.role]
            if current is not actor and (await self.probe(current)).status != 401:
                raise Trouble(f"the credentials of {actor.role} were renewed meanwhile", unknown=False)
            if (await self.probe(current)).status != 401:
                return
            # A command may take its time; the loop must not.
            renewed = await asyncio.to_thread(self._renewed, actor.role)
            if renewed is not None and (await self.probe(renewed)).status != 401:
                raise Trouble(f"the credentials of {actor.role} were renewed", unknown=False)
            self.client.abandoned = f"the credentials of actor {actor.role} are no longer accepted (401)"
            raise Abandoned(self.client.abandoned)

    def _renewed(self, role: str) -> Actor | None:
        known = self.target.actors[role]
        if not any(credential.refreshable for credential in known.credentials.values()):
            return None
        try:
            fresh = target_file.actor(role, self.target.file.actors[role], self.target.path.parent)
        except ConfigurationError:
            return None
        self.target.actors[role] = fresh
        self._scribe.protect()
        return fresh


def _filled(template: Any, seconds: int) -> Any:
    """A template with `{seconds}` put in; a string that is nothing else becomes a number."""
    match template:
        case "{seconds}":
            return seconds
        case str():
            return template.replace("{seconds}", str(seconds))
        case Mapping():
            return {key: _filled(value, seconds) for key, value in template.items()}
        case list():
            return [_filled(value, seconds) for value in template]
    return template
