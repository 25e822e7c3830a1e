"""One execution of a check with one case: what it sent, and what it observed.

Checks meet a scenario through their API's facade; answers carry it along, so that `given` and `expect` know
where to write.
"""

import json
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from conformance.exchange import Exchange, Request, Response, Zone, at
from conformance.target import Actor, Target

NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Observation:
    """A requirement held or was violated.

    Attributes:
        requirement: its id.
        held: whether it held.
        expected: what is accepted, in words.
        observed: what came instead, in words.
        exchanges: numbers of the exchanges that show it.
    """

    requirement: str
    held: bool
    expected: str
    observed: str
    exchanges: tuple[int, ...]


@dataclass
class Record:
    """All that one scenario left behind.

    Attributes:
        exchanges: in the order in which they ended.
        observations: in the order in which they were made.
        blocked: requirement id to the reason why it could not be judged.
        trouble: why the scenario ended early (transport), or None.
        crash: the traceback of a defect of the suite, or None.
    """

    exchanges: list[Exchange] = field(default_factory=list)
    observations: list[Observation] = field(default_factory=list)
    blocked: dict[str, str] = field(default_factory=dict)
    trouble: str | None = None
    crash: str | None = None

    def violation_of(self, requirement: str) -> Observation | None:
        """The first observation that violates a requirement."""
        return next((seen for seen in self.observations if seen.requirement == requirement and not seen.held), None)


class Conduit(Protocol):
    """What a scenario needs of the engine."""

    target: Target

    async def transmit(self, request: Request) -> tuple[Response, float, int]:
        """Send one request; returns the response, the seconds and the retries."""

    async def after(self, seconds: float) -> None:
        """Return once the target's clock has moved on by so much."""

    async def doubt(self, actor: Actor) -> None:
        """An actor's good credentials were refused: find out whether they still hold."""

    def correlation(self, check: str) -> dict[str, str]:
        """The headers that let a vendor find a check in its own log."""


class Scenario:
    """Runs beneath one facade; not shared between executions.

    Attributes:
        record: what it has left behind so far.
    """

    def __init__(self, check: str, conduit: Conduit) -> None:
        self._check = check
        self._conduit = conduit
        self.record = Record()

    @property
    def target(self) -> Target:
        """The target under test."""
        return self._conduit.target

    def nonce(self) -> str:
        """32 hexadecimal digits that no earlier run has sent: a staging target remembers keys for a day."""
        # Not `random`: Hypothesis reseeds it for every example, in every thread.
        return uuid.uuid4().hex

    async def after(self, seconds: float) -> None:
        """Wait until the target's clock has moved on by `seconds`, together with every other check that waits."""
        await self._conduit.after(seconds)

    async def send(
        self,
        operation: str,
        *,
        actor: Actor | None,
        zone: Zone,
        path: str | None = None,
        headers: Mapping[str, str] | None = None,
        json_body: Any = None,
        content: bytes | None = None,
        content_type: str | None = "application/json",
        secret_headers: Iterable[str] = (),
    ) -> "Answer":
        """Send one request and keep the exchange.

        Args:
            operation: method and path template, such as `POST /v0/ramp/sessions`.
            actor: whose credentials to send, or None.
            zone: what the documents say of this request.
            path: the path with its query; the operation's own if there is nothing to fill in.
            headers: further headers; they win over the actor's.
            json_body: sent as JSON, unless `content` is given.
            content: sent as it is.
            content_type: of the content, or None to send none.
            secret_headers: names among `headers` that carry credentials.
        """
        method, _, template = operation.partition(" ")
        if content is None and json_body is not None:
            content = json.dumps(json_body).encode()
        sent = {"accept": "application/json, application/problem+json", "accept-encoding": "gzip, deflate"}
        if content is not None and content_type is not None:
            sent["content-type"] = content_type
        sent |= {name.lower(): value for name, value in (actor.headers if actor else {}).items()}
        sent |= {name.lower(): value for name, value in (headers or {}).items()}
        sent |= self._conduit.correlation(self._check)
        request = Request(method, path or template, tuple(sent.items()), content)
        response, seconds, retries = await self._conduit.transmit(request)
        exchange = Exchange(
            number=len(self.record.exchanges) + 1,
            operation=operation,
            actor=actor.role if actor else NOBODY,
            zone=zone,
            request=request,
            response=response,
            seconds=seconds,
            retries=retries,
            secret_headers=frozenset(name.lower() for name in (*(actor.credentials if actor else ()), *secret_headers)),
        )
        self.record.exchanges.append(exchange)
        if response.status == 401 and zone is Zone.MUST_ACCEPT and actor is not None:
            await self._conduit.doubt(actor)
        return Answer(exchange, self)


@dataclass(frozen=True, slots=True)
class Answer:
    """One response as a check sees it."""

    exchange: Exchange
    scenario: Scenario

    @property
    def status(self) -> int:
        """The HTTP status code."""
        return self.exchange.response.status

    @property
    def succeeded(self) -> bool:
        """Whether the status is a 2xx."""
        return 200 <= self.status < 300

    @property
    def json(self) -> Any:
        """The body as JSON, or `MISSING`."""
        return self.exchange.response.json

    def at(self, pointer: str) -> Any:
        """The member of the body that a JSON Pointer names, or `MISSING`."""
        return at(self.json, pointer)

    def __str__(self) -> str:
        """Status and the beginning of the body, for people."""
        body = self.exchange.response.body.decode("utf-8", "replace")
        return f"{self.status} {body[:160]}{'…' if len(body) > 160 else ''}".rstrip()
