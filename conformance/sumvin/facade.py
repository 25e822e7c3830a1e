"""What Sumvin's checks are given: the target's actors, each of whom can call, and what the target file says."""

from collections.abc import Mapping
from typing import Any

from conformance.exchange import Zone
from conformance.scenario import Answer, Scenario
from conformance.sumvin.caller import Caller
from conformance.sumvin.capabilities import PUBLIC_HEADERS
from conformance.target import Trigger
from strategies.sumvin.fixtures import Fixtures


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

    def trigger(self, name: str) -> Trigger:
        """What makes a situation happen."""
        return self._scenario.target.file.triggers[name]

    def may_trigger(self, name: str) -> bool:
        """Whether the target file says what makes a situation happen."""
        return name in self._scenario.target.file.triggers

    def declares(self, capability: str) -> bool:
        """Whether the target file says with true that something is so."""
        return self._scenario.target.file.capabilities.get(capability, False)

    def shape(self, name: str) -> str | None:
        """Where the target file says that something stands in an answer; None where it does not say."""
        return self._scenario.target.file.shapes.get(name)

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
        """Wait until nobody uses an actor but those who can bear one another."""
        await self._scenario.undisturbed(role)

    def lends(self, role: str) -> bool:
        """Whether the target file has an actor of that role."""
        return role in self._scenario.target.actors

    async def after(self, seconds: float) -> None:
        """Wait until the target's clock has moved on; `moments` has those at which many wait."""
        await self._scenario.after(seconds)

    async def pause(self, seconds: float) -> None:
        """Let so much real time pass."""
        await self._scenario.pause(seconds)
