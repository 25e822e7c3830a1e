"""What NowRamp's checks are given: the keys of the target, and the sessions that they create with them."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar
from urllib.parse import urlencode

from conformance.errors import Blocked
from conformance.exchange import MISSING, Zone, path_segment
from conformance.expectation import given
from conformance.nowramp.operations import CANCEL, CONFIRM, CREATE, GET, LIST, ORDER
from conformance.nowramp.reading import STATUS, ids_in
from conformance.scenario import Answer, Call, Scenario
from conformance.target import Actor
from conformance.together import together
from strategies.nowramp import orders
from strategies.nowramp.fixtures import Fixtures
from strategies.nowramp.vocabulary import DEFAULT_PAGE

T = TypeVar("T")

PATIENCE = (0.2, 0.5, 1.0)
"""Seconds to wait, one after another, for what the document promises without saying how soon."""

BEFORE_THE_END = 120
BEHIND_THE_END = 5
"""Seconds of the target's clock between a look at a session and the end of its lifetime. They are the same for every
check, so that those who wait for one end wait for one instant: each instant costs a round trip alone."""

AT_ONCE = 25
"""Of many sessions alike, so many are created side by side; how many requests are out at once, the client says."""


@dataclass(frozen=True)
class Opened:
    """A session that was created.

    Attributes:
        id: its id.
        client_secret: what authorizes frontends.
        body: what it was created with.
        answer: the creation.
    """

    id: str
    client_secret: str
    body: Mapping[str, Any]
    answer: Answer


class Caller:
    """Somebody who calls the API: a key of the target file, some other headers, or nobody."""

    def __init__(self, nowramp: "NowRamp", actor: Actor | None, headers: Mapping[str, str] | None = None) -> None:
        self._nowramp = nowramp
        self._actor = actor
        self._headers = dict(headers or {})

    async def create(self, body: Mapping[str, Any], *, nameless: bool = False, zone: Zone = Zone.MUST_ACCEPT) -> Answer:
        """Call `POST /v1/sessions`.

        Args:
            body: what to send; a customer of this run is added, unless it names one.
            nameless: add no customer.
            zone: what the document says of this request.
        """
        if not nameless and not {"externalCustomerId", "customerId"} & set(body):
            body = {**body, "externalCustomerId": self._nowramp.customer()}
        answer = await self._send(CREATE, content=json.dumps(body).encode(), zone=zone)
        self._nowramp.created(answer)
        return answer

    async def get(self, session: str, *, zone: Zone = Zone.MUST_ACCEPT) -> Answer:
        """Call `GET /v1/sessions/{sessionId}`."""
        return await self._send(GET, session, zone=zone)

    async def find(self, *, zone: Zone = Zone.MUST_ACCEPT, **query: Any) -> Answer:
        """Call `GET /v1/sessions` with these query parameters."""
        return await self._send(LIST, query=query, zone=zone)

    async def confirm(self, session: Opened, *, zone: Zone = Zone.MUST_ACCEPT, **fields: Any) -> Answer:
        """Call `POST /v1/sessions/{sessionId}/confirm` with the session's own secret, unless fields name another."""
        body = {"clientSecret": session.client_secret, **fields}
        return await self.send_confirmation(session.id, body, zone=zone)

    async def send_confirmation(self, session: str, body: Any, *, zone: Zone = Zone.MUST_REJECT) -> Answer:
        """Call `POST /v1/sessions/{sessionId}/confirm` with a body of one's own."""
        answer = await self._send(CONFIRM, session, content=json.dumps(body).encode(), zone=zone)
        # A confirmed session is no longer pending.
        self._nowramp.ended(session, answer)
        return answer

    async def order(
        self, session: Opened, order: Mapping[str, Any], *, zone: Zone = Zone.MUST_ACCEPT, **fields: Any
    ) -> Answer:
        """Call `POST /v1/sessions/{sessionId}/order` with the session's own secret, unless fields name another."""
        return await self.send_order(session.id, {"clientSecret": session.client_secret, **order, **fields}, zone=zone)

    async def send_order(self, session: str, body: Any, *, zone: Zone = Zone.MUST_REJECT) -> Answer:
        """Call `POST /v1/sessions/{sessionId}/order` with a body of one's own."""
        answer = await self._send(ORDER, session, content=json.dumps(body).encode(), zone=zone)
        self._nowramp.ended(session, answer)
        return answer

    async def cancel(self, session: str, *, zone: Zone = Zone.MUST_ACCEPT) -> Answer:
        """Call `POST /v1/sessions/{sessionId}/cancel`."""
        answer = await self._send(CANCEL, session, zone=zone)
        self._nowramp.ended(session, answer)
        return answer

    async def perform(self, operation: str, session: Opened, *, zone: Zone) -> Answer:
        """Call any operation as it has to be called: on a session, or beside it where it names none."""
        match operation:
            case "POST /v1/sessions":
                return await self.create({}, zone=zone)
            case "GET /v1/sessions":
                return await self.find(zone=zone)
            case "GET /v1/sessions/{sessionId}":
                return await self.get(session.id, zone=zone)
            case "POST /v1/sessions/{sessionId}/confirm":
                return await self.confirm(session, zone=zone)
            case "POST /v1/sessions/{sessionId}/order":
                return await self.order(session, self._nowramp.plain_order, zone=zone)
        return await self.cancel(session.id, zone=zone)

    async def send_bytes(
        self,
        operation: str,
        content: bytes,
        *,
        session: str | None = None,
        content_type: str | None = "application/json",
        zone: Zone = Zone.MAY_EITHER,
    ) -> Answer:
        """Call an operation with any bytes."""
        answer = await self._send(operation, session, content=content, content_type=content_type, zone=zone)
        if operation == CREATE:
            self._nowramp.created(answer)
        return answer

    async def race_orders(
        self, session: Opened, order: Mapping[str, Any], times: int, *, stagger: float
    ) -> tuple[list[Answer], int]:
        """Order from a session so many times at once; see `Scenario.burst`."""
        content = json.dumps({"clientSecret": session.client_secret, **order}).encode()
        call = self._call(ORDER, session.id, content=content, zone=Zone.MAY_EITHER)
        return await self._nowramp.scenario.burst(call, times, stagger=stagger)

    async def _send(self, operation: str, session: str | None = None, **parts: Any) -> Answer:
        return await self._nowramp.scenario.send(self._call(operation, session, **parts))

    def _call(
        self,
        operation: str,
        session: str | None = None,
        *,
        zone: Zone,
        content: bytes | None = None,
        content_type: str | None = "application/json",
        query: Mapping[str, Any] | None = None,
    ) -> Call:
        path = operation.partition(" ")[2]
        if session is not None:
            path = path.replace("{sessionId}", path_segment(session))
        return Call(
            operation=operation,
            actor=self._actor,
            zone=zone,
            path=f"{path}?{urlencode(query, errors='surrogatepass')}" if query else path,
            headers=self._headers,
            content=content,
            content_type=content_type,
            secret_headers=frozenset(self._headers),
        )


class NowRamp:
    """The API as one scenario sees it."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self._left: dict[str, str] = {}

    # ---- who calls

    @property
    def secret(self) -> Caller:
        """The project's backend."""
        return self.actor("secret_key")

    @property
    def public(self) -> Caller:
        """The project's frontend."""
        return self.actor("public_key")

    def actor(self, role: str) -> Caller:
        """Whoever plays a role of the target file."""
        return Caller(self, self.scenario.target.actors[role])

    def bearing(self, headers: Mapping[str, str]) -> Caller:
        """Nobody of the target file, with these headers."""
        return Caller(self, None, headers)

    def headers_of(self, role: str) -> dict[str, str]:
        """An actor's headers as they are sent."""
        return self.scenario.target.actors[role].headers

    def lends(self, role: str) -> bool:
        """Whether the target file has an actor of that role."""
        return role in self.scenario.target.actors

    # ---- what there is

    @property
    def fixtures(self) -> Fixtures:
        """What the target has."""
        fixtures: Fixtures = self.scenario.target.fixtures
        return fixtures

    @property
    def plain_order(self) -> dict[str, object]:
        """An order that fits the full session, and one that names nothing."""
        return orders.plain(self.fixtures)

    def nonce(self) -> str:
        """Something that no earlier run has sent."""
        return self.scenario.nonce()

    def customer(self) -> str:
        """A customer of one's own, whom nobody else has."""
        return f"conformance-{self.nonce()}"

    def new_customer(self) -> dict[str, Any]:
        """The field by which a creation and a list name a customer of one's own."""
        return {"externalCustomerId": self.customer()}

    # ---- sessions

    async def open(self, body: Mapping[str, Any] | None = None, *, by: str = "secret_key") -> Opened:
        """Create a session that a check needs.

        Raises:
            Blocked: it was not created, or has no id or no client secret.
        """
        body = {} if body is None else body
        answer = given(await self.actor(by).create(body)).status(200, 201)
        ident, secret = (given(answer).member(f"/attributes/{name}") for name in ("sessionId", "clientSecret"))
        if answer.at("/id") not in (MISSING, ident):
            raise Blocked(f"a creation gave two ids to one session: {answer}")
        return Opened(str(ident), str(secret), body, answer)

    async def open_many(self, count: int, body: Mapping[str, Any]) -> list[Opened]:
        """Create so many sessions alike, some at a time."""
        opened: list[Opened] = []
        for start in range(0, count, AT_ONCE):
            opened += await together(*(self.open(body) for _ in range(min(AT_ONCE, count - start))))
        return opened

    async def shown(self, session: Opened) -> Answer:
        """The session as GET shows it.

        Raises:
            Blocked: it cannot be read.
        """
        return given(await self.secret.get(session.id)).status(200)

    async def becomes(self, session: Opened, *statuses: str) -> Answer:
        """The answer of GET, once it shows one of these statuses or patience is at its end.

        That the session can be read at all is for the caller to have seen before.
        """
        answer = await self.secret.get(session.id)
        for seconds in PATIENCE:
            if answer.at(STATUS) in statuses:
                break
            await self.scenario.pause(seconds)
            answer = await self.secret.get(session.id)
        return answer

    async def listed(self, created: Sequence[Opened], *, by: str = "secret_key", **query: Any) -> Answer:
        """A list, once it has as many of these sessions as its page holds: a list may lag behind a creation.

        Raises:
            Blocked: it is not answered 200, or there is no telling where its sessions are.
        """
        answer = given(await self.actor(by).find(**query)).status(200)
        known = {one.id for one in created}
        wanted = min(len(created), query.get("pageSize", DEFAULT_PAGE))
        for seconds in PATIENCE:
            if len(known & set(map(str, ids_in(answer)))) >= wanted:
                break
            await self.scenario.pause(seconds)
            answer = given(await self.actor(by).find(**query)).status(200)
        return answer

    def created(self, answer: Answer) -> None:
        """Remember a session that may have to be cancelled in the end."""
        ident = answer.at("/id")
        if answer.succeeded and isinstance(ident, str):
            self._left[ident] = answer.exchange.actor

    def ended(self, session: str, answer: Answer) -> None:
        """Forget a session that nobody has to cancel any more."""
        if answer.succeeded:
            self._left.pop(session, None)

    async def tidy_up(self) -> None:
        """Cancel what this scenario created, as far as it can be; whether that succeeds is no matter here.

        A frugal run leaves it to expire, as every session does by itself.
        """
        if self.scenario.frugal:
            return
        left = [(role, ident) for ident, role in self._left.items() if self.lends(role)]
        cancellations = (self.actor(role).cancel(ident, zone=Zone.MAY_EITHER) for role, ident in left)
        await asyncio.gather(*cancellations, return_exceptions=True)

    # ---- time

    @property
    def has_clock(self) -> bool:
        """Whether the target's time can be moved."""
        return self.scenario.target.file.clock is not None

    @property
    def short_life(self) -> int:
        """A lifetime in seconds that a check can wait for."""
        return 600 if self.has_clock else 3

    async def outlive(self) -> None:
        """Wait until sessions with a short life have expired: by the target's clock, or else in real time."""
        if self.has_clock:
            await self.scenario.after(self.short_life + BEHIND_THE_END)
        else:
            await self.scenario.pause(self.short_life + 1.5)

    async def after(self, seconds: float) -> None:
        """Wait until the target's clock has moved on."""
        await self.scenario.after(seconds)


def tidily(check: Callable[..., Awaitable[None]]) -> Callable[..., Awaitable[None]]:
    """Let a check cancel in the end what it left pending."""

    @wraps(check)
    async def run(nowramp: NowRamp, **case: Any) -> None:
        try:
            await check(nowramp, **case)
        finally:
            await nowramp.tidy_up()

    return run
