"""What Stripe's checks are given: the target's actors, each of whom can create, retrieve and list sessions."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from conformance.errors import Blocked
from conformance.exchange import Zone, path_segment
from conformance.scenario import Answer, Call, Scenario
from conformance.stripe import keys
from conformance.stripe.operations import CREATE, LIST, PATH, RETRIEVE
from conformance.target import Actor
from strategies import forms
from strategies.forms import Arrays
from strategies.stripe.fixtures import Fixtures


class Caller:
    """Somebody who calls the API: an actor, or nobody with some headers."""

    def __init__(self, scenario: Scenario, actor: Actor | None, headers: Mapping[str, str] | None = None) -> None:
        self._scenario = scenario
        self._actor = actor
        self._headers = dict(headers or {})

    async def create(
        self,
        params: Mapping[str, Any],
        *,
        zone: Zone = Zone.MUST_ACCEPT,
        headers: Mapping[str, str] | None = None,
        arrays: Arrays = "brackets",
        raw_brackets: bool = False,
    ) -> Answer:
        """Call `POST /v1/crypto/onramp_sessions`.

        Args:
            params: the parameters, nested as they are meant.
            zone: what the page says of this request.
            headers: further headers, such as `Idempotency-Key`.
            arrays: how arrays are written in the form.
            raw_brackets: do not percent-encode the brackets.
        """
        content = forms.encoded(params, arrays=arrays, raw_brackets=raw_brackets).encode()
        return await self.post(content, zone=zone, headers=headers)

    async def post(
        self,
        content: bytes,
        *,
        content_type: str | None = forms.MEDIA_TYPE,
        zone: Zone = Zone.MAY_EITHER,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Call `POST /v1/crypto/onramp_sessions` with any bytes."""
        call = replace(self._call(CREATE, zone, headers), content=content, content_type=content_type)
        return await self._scenario.send(call)

    async def race(
        self, params: Mapping[str, Any], times: int, *, stagger: float, headers: Mapping[str, str]
    ) -> tuple[list[Answer], int]:
        """Call `POST /v1/crypto/onramp_sessions` so many times at once; see `Scenario.burst`."""
        call = self._call(CREATE, Zone.MAY_EITHER, headers)
        call = replace(call, content=forms.encoded(params).encode(), content_type=forms.MEDIA_TYPE)
        return await self._scenario.burst(call, times, stagger=stagger)

    async def retrieve(self, session: str, *, zone: Zone = Zone.MUST_ACCEPT) -> Answer:
        """Call `GET /v1/crypto/onramp_sessions/{id}`."""
        return await self._scenario.send(
            replace(self._call(RETRIEVE, zone, None), path=f"{PATH}/{path_segment(session)}")
        )

    async def list(self, *, zone: Zone = Zone.MUST_ACCEPT, **params: Any) -> Answer:
        """Call `GET /v1/crypto/onramp_sessions`.

        Args:
            zone: what the page says of this request.
            params: filters, limit and cursors; those that are None are left out.
        """
        query = forms.encoded({name: value for name, value in params.items() if value is not None})
        return await self.get(query, zone=zone)

    async def get(self, query: str, *, zone: Zone = Zone.MAY_EITHER) -> Answer:
        """Call `GET /v1/crypto/onramp_sessions` with any query."""
        call = self._call(LIST, zone, None)
        return await self._scenario.send(replace(call, path=f"{PATH}?{query}" if query else PATH))

    def _call(self, operation: str, zone: Zone, headers: Mapping[str, str] | None) -> Call:
        return Call(
            operation=operation,
            actor=self._actor,
            zone=zone,
            headers={**self._headers, **(headers or {})},
            secret_headers=frozenset(self._headers),
        )


class Stripe:
    """The API as one scenario sees it."""

    def __init__(self, scenario: Scenario) -> None:
        self._scenario = scenario

    @property
    def alice(self) -> Caller:
        """The ordinary account."""
        return self.actor("alice")

    def actor(self, role: str) -> Caller:
        """Whoever plays a role of the target file."""
        return Caller(self._scenario, self._scenario.target.actors[role])

    def bearing(self, headers: Mapping[str, str]) -> Caller:
        """Nobody of the target file: alice's other headers with these credentials, or with none."""
        own = self._scenario.target.actors["alice"].headers
        others = {name: value for name, value in own.items() if name.lower() != keys.HEADER}
        return Caller(self._scenario, None, {**others, **headers})

    def both_ways(self, role: str) -> list[Caller]:
        """Whoever plays a role, and somebody who sends the same key in the other way."""
        headers = keys.otherwise(self._scenario.target.actors[role].headers)
        return [self.actor(role), *([Caller(self._scenario, None, headers)] if headers else [])]

    @property
    def key(self) -> str:
        """Alice's secret key.

        Raises:
            Blocked: her Authorization header holds none that can be read.
        """
        key = keys.key_in(self._scenario.target.actors["alice"].headers)
        if key is None:
            raise Blocked("alice's headers hold no Authorization with a bearer token or HTTP Basic")
        return key

    @property
    def fixtures(self) -> Fixtures:
        """What the target has."""
        fixtures: Fixtures = self._scenario.target.fixtures
        return fixtures

    def can_trigger(self, name: str) -> bool:
        """Whether the target file says how to make a situation happen."""
        return name in self._scenario.target.file.triggers

    async def create_with_trigger(self, name: str, params: Mapping[str, Any], *, zone: Zone) -> Answer:
        """Alice's create with what the target file says makes a situation happen."""
        trigger = self._scenario.target.file.triggers[name]
        return await self.alice.create({**params, **trigger.body}, zone=zone, headers=trigger.headers)

    def lends(self, role: str) -> bool:
        """Whether the target file has an actor of that role."""
        return role in self._scenario.target.actors

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

    async def undisturbed(self, role: str) -> None:
        """Wait until nobody changes anything of an actor's; others may look meanwhile."""
        await self._scenario.undisturbed(role)

    async def after(self, seconds: float) -> None:
        """Wait until the target's clock has moved on."""
        await self._scenario.after(seconds)

    async def pause(self, seconds: float) -> None:
        """Let so much real time pass."""
        await self._scenario.pause(seconds)

    async def later(self, seconds: float) -> None:
        """Wait until so much time has passed for the target: by its clock if that can be moved, else by ours."""
        await (self._scenario.after(seconds) if self.has_clock else self._scenario.pause(seconds))
