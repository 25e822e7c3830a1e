"""One execution of a check with one case: what it sent, and what it observed.

Checks meet a scenario through their API's facade; answers carry it along, so that `given` and `expect` know
where to write.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from conformance.burst import Burst
from conformance.errors import Trouble
from conformance.exchange import Exchange, Request, Response, Zone, at
from conformance.target import Actor, Target

NOBODY = "nobody"

TOLD_BYTES = 12_000
"""Of a body, this much stands in sentences about it."""


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
        unanswered: the request that got no whole answer, or None.
        trouble: why the scenario ended early (transport), or None.
        abandoned: that trouble is the end of the run, and none of this scenario's own.
        crash: the traceback of a defect of the suite, or None.
        noted: what the scenario left behind for a second visit, as plain JSON; None if nothing.
    """

    exchanges: list[Exchange] = field(default_factory=list)
    observations: list[Observation] = field(default_factory=list)
    blocked: dict[str, str] = field(default_factory=dict)
    unanswered: Exchange | None = None
    trouble: str | None = None
    abandoned: bool = False
    crash: str | None = None
    noted: Any = None

    @property
    def violates(self) -> bool:
        """Whether any requirement was seen violated."""
        return any(not seen.held for seen in self.observations)

    def violation_of(self, requirement: str) -> Observation | None:
        """The first observation that violates a requirement."""
        return next((seen for seen in self.observations if seen.requirement == requirement and not seen.held), None)


class Conduit(Protocol):
    """What a scenario needs of the engine."""

    target: Target
    public_headers: frozenset[str]
    frugal: bool

    async def transmit(self, request: Request) -> tuple[Response, float, int]:
        """Send one request; returns the response, the seconds and the retries."""

    async def burst(self, requests: Sequence[Request], stagger: float) -> Burst:
        """Send requests all at once."""

    async def after(self, seconds: float) -> None:
        """Return once the target's clock has moved on by so much."""

    async def alone(self, whose: str, *, shared: bool = False) -> None:
        """Return once nothing else is running but what is alone with something else, or shares this."""

    async def pause(self, seconds: float) -> None:
        """Return after so much real time."""

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

    @property
    def frugal(self) -> bool:
        """Whether only those requests are to be sent that find something, as at depth `quick`."""
        return self._conduit.frugal

    def nonce(self) -> str:
        """32 hexadecimal digits that no earlier run has sent: a staging target remembers keys for a day."""
        # Not `random`: Hypothesis reseeds it for every example, in every thread.
        return uuid.uuid4().hex

    async def after(self, seconds: float) -> None:
        """Wait until the target's clock has moved on by `seconds`, together with every other check that waits."""
        await self._conduit.after(seconds)

    async def alone(self, actor: str) -> None:
        """Wait until nobody else uses an actor; other scenarios may be alone with other actors meanwhile."""
        await self._conduit.alone(actor)

    async def undisturbed(self, actor: str) -> None:
        """Wait until nobody changes anything of an actor's; others that only look may do so meanwhile."""
        await self._conduit.alone(actor, shared=True)

    async def pause(self, seconds: float) -> None:
        """Let so much real time pass, for effects that the documents promise without saying when."""
        await self._conduit.pause(seconds)

    async def send(self, call: "Call") -> "Answer":
        """Send one request and keep the exchange."""
        request = self._request(call)
        try:
            response, seconds, retries = await self._conduit.transmit(request)
        except Trouble as trouble:
            if trouble.unknown:
                nothing = Response(0, (), b"", str(trouble))
                self.record.unanswered = self._keep(call, request, nothing, 0.0, 0).exchange
            raise
        if _is_detour(call, response.status):
            raise Trouble(
                f"{call.operation} is answered with a redirect ({response.status}) to {response.header('location')!r}; "
                "redirects are never followed, so let base_url lead to the final address",
                unknown=False,
            )
        answer = self._keep(call, request, response, seconds, retries)
        if response.status == 401 and call.zone is Zone.MUST_ACCEPT and call.actor is not None:
            await self._conduit.doubt(call.actor)
        return answer

    async def burst(self, call: "Call", times: int, *, stagger: float) -> tuple[list["Answer"], int]:
        """Send one request so many times at once.

        Args:
            call: what to send.
            times: how often.
            stagger: seconds between one and the next.

        Returns:
            The answers, and how many requests were still unanswered when the last one had been sent.
        """
        request = self._request(call)
        burst = await self._conduit.burst([request] * times, stagger)
        answers = [
            self._keep(call, request, response, seconds, 0)
            for response, seconds in zip(burst.responses, burst.seconds, strict=True)
        ]
        return answers, burst.overlapping

    def _request(self, call: "Call") -> Request:
        method, _, template = call.operation.partition(" ")
        sent = {"accept": "application/json, application/problem+json", "accept-encoding": "gzip, deflate"}
        if call.content is not None and call.content_type is not None:
            sent["content-type"] = call.content_type
        sent |= {name.lower(): value for name, value in (call.actor.headers if call.actor else {}).items()}
        sent |= {name.lower(): value for name, value in call.headers.items()}
        sent |= self._conduit.correlation(self._check)
        return Request(method, call.path or template, tuple(sent.items()), call.content)

    def _keep(self, call: "Call", request: Request, response: Response, seconds: float, retries: int) -> "Answer":
        sent = (*(call.actor.credentials if call.actor else ()), *call.secret_headers)
        exchange = Exchange(
            number=len(self.record.exchanges) + 1,
            operation=call.operation,
            actor=call.actor.role if call.actor else NOBODY,
            zone=call.zone,
            request=request,
            response=response,
            seconds=seconds,
            retries=retries,
            secret_headers=frozenset(name.lower() for name in sent) - self._conduit.public_headers,
        )
        self.record.exchanges.append(exchange)
        return Answer(exchange, self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request, before the transport's own headers.

    Attributes:
        operation: method and path template, such as `POST /v0/ramp/sessions`.
        actor: whose credentials to send, or None.
        zone: what the documents say of this request.
        path: the path with its query; the operation's own if there is nothing to fill in.
        headers: further headers; they win over the actor's.
        content: the payload, or None.
        content_type: of the payload, or None to send none.
        secret_headers: names among `headers` that carry credentials.
    """

    operation: str
    actor: Actor | None
    zone: Zone
    path: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    content: bytes | None = None
    content_type: str | None = "application/json"
    secret_headers: frozenset[str] = frozenset()


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
        """Status and body, for people; cut far behind what is ever shown, since only a whole secret is known again."""
        body = self.exchange.response.body[:TOLD_BYTES].decode("utf-8", "replace")
        return f"{self.status} {body}".rstrip()


def _is_detour(call: Call, status: int) -> bool:
    """Whether an answer only says that the same request belongs elsewhere: lawful, and nothing to judge.

    Nobody follows it: whoever does takes credentials to where they were not sent. Other redirects are answers, and not
    documented ones: 303 says that the request was served, 301 and 302 turn a POST into a GET (RFC 9110, 15.4), and
    where a refusal is due, a way to a login page is none.
    """
    return status in (307, 308) or (
        status in (301, 302) and call.operation.startswith("GET ") and call.zone is not Zone.MUST_REJECT
    )
