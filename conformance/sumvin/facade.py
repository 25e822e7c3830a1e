"""What Sumvin's checks are given: the target's actors, each of whom can open a session."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from conformance.exchange import Zone
from conformance.scenario import Answer, Call, Scenario
from conformance.sumvin.capabilities import PUBLIC_HEADERS
from conformance.sumvin.operations import LIST_TRANSACTIONS, OPEN_SESSION
from conformance.target import Actor
from strategies.sumvin.fixtures import Fixtures

_PATH = OPEN_SESSION.partition(" ")[2]


class Caller:
    """Somebody who calls the API: an actor, an actor with changed headers, or nobody."""

    def __init__(self, scenario: Scenario, actor: Actor | None, headers: Mapping[str, str] | None = None) -> None:
        self._scenario = scenario
        self._actor = actor
        self._headers = dict(headers or {})

    async def open_session(
        self,
        order: Mapping[str, Any],
        *,
        zone: Zone = Zone.MUST_ACCEPT,
        headers: Mapping[str, str] | None = None,
        query: Mapping[str, str] | None = None,
        **fields: Any,
    ) -> Answer:
        """Call `POST /v0/ramp/sessions`.

        Args:
            order: the body.
            zone: what the documents say of this request.
            headers: further headers.
            query: query parameters.
            fields: put into the body in place of the order's own, such as `idempotency_key`.
        """
        content = json.dumps({**order, **fields}).encode()
        return await self.post(content, zone=zone, headers=headers, query=query)

    async def post(
        self,
        content: bytes,
        *,
        content_type: str | None = "application/json",
        zone: Zone = Zone.MAY_EITHER,
        headers: Mapping[str, str] | None = None,
        query: Mapping[str, str] | None = None,
    ) -> Answer:
        """Call `POST /v0/ramp/sessions` with any bytes."""
        call = self._call(content, zone, headers)
        path = f"{_PATH}?{urlencode(query)}" if query else _PATH
        return await self._scenario.send(replace(call, content_type=content_type, path=path))

    async def list_transactions(self) -> Answer:
        """Call `GET /v0/ramp/transactions`."""
        call = self._call(b"", Zone.MUST_ACCEPT, None)
        return await self._scenario.send(replace(call, operation=LIST_TRANSACTIONS, content=None))

    async def race(self, order: Mapping[str, Any], times: int, *, stagger: float) -> tuple[list[Answer], int]:
        """Call `POST /v0/ramp/sessions` so many times at once; see `Scenario.burst`."""
        call = self._call(json.dumps(order).encode(), Zone.MAY_EITHER, None)
        return await self._scenario.burst(call, times, stagger=stagger)

    def _call(self, content: bytes, zone: Zone, headers: Mapping[str, str] | None) -> Call:
        return Call(
            operation=OPEN_SESSION,
            actor=self._actor,
            zone=zone,
            headers={**self._headers, **(headers or {})},
            content=content,
            secret_headers=frozenset(self._headers),
        )


class Sumvin:
    """The API as one scenario sees it."""

    def __init__(self, scenario: Scenario) -> None:
        self._scenario = scenario

    @property
    def alice(self) -> Caller:
        """The ordinary user."""
        return self.actor("alice")

    @property
    def bob(self) -> Caller:
        """Another user of the same organisation."""
        return self.actor("bob")

    def actor(self, role: str, *, headers: Mapping[str, str] | None = None) -> Caller:
        """Whoever plays a role of the target file, with further headers on every call."""
        return Caller(self._scenario, self._scenario.target.actors[role], headers)

    def organisation_of(self, role: str) -> dict[str, str]:
        """The headers by which an actor names its organisation; none where it follows from the token."""
        return {name: value for name, value in self.headers_of(role).items() if name.lower() in PUBLIC_HEADERS}

    def bearing(self, credentials: Mapping[str, str]) -> Caller:
        """Nobody of the target file: alice's organisation with these credentials, or with none."""
        return Caller(self._scenario, None, {**self.organisation_of("alice"), **credentials})

    @property
    def alice_credentials(self) -> dict[str, str]:
        """Those of alice's headers that authenticate her, as they are sent."""
        return {name: value for name, value in self.headers_of("alice").items() if name.lower() not in PUBLIC_HEADERS}

    def headers_of(self, role: str) -> dict[str, str]:
        """An actor's headers as they are sent; none where the target lends no such actor."""
        actor = self._scenario.target.actors.get(role)
        return actor.headers if actor else {}

    @property
    def fixtures(self) -> Fixtures:
        """What the target has."""
        fixtures: Fixtures = self._scenario.target.fixtures
        return fixtures

    async def open_with_trigger(self, name: str, order: Mapping[str, Any], **fields: Any) -> Answer:
        """Alice's call with what the target file says makes a situation happen."""
        trigger = self._scenario.target.file.triggers[name]
        return await self.alice.open_session(
            {**order, **trigger.body}, zone=Zone.MUST_REJECT, headers=trigger.headers, query=trigger.query, **fields
        )

    @property
    def has_clock(self) -> bool:
        """Whether the target's time can be moved."""
        return self._scenario.target.file.clock is not None

    def nonce(self) -> str:
        """Something that no earlier run has sent."""
        return self._scenario.nonce()

    async def alone(self, role: str) -> None:
        """Wait until nobody else uses an actor."""
        await self._scenario.alone(role)

    def lends(self, role: str) -> bool:
        """Whether the target file has an actor of that role."""
        return role in self._scenario.target.actors

    async def after(self, *, hours: float = 0, minutes: float = 0) -> None:
        """Wait until the target's clock has moved on."""
        await self._scenario.after(hours * 3600 + minutes * 60)
