"""The pre-flight's one call, and what its answer says against the configuration."""

from conformance.exchange import Zone
from conformance.scenario import Answer, Scenario
from conformance.stripe.facade import Stripe
from conformance.target import Target


async def probe(scenario: Scenario, role: str) -> Answer:
    """List one session, which changes nothing: some accounts are never written to."""
    return await Stripe(scenario).actor(role).list(limit=1, zone=Zone.MAY_EITHER)


def refused(answer: Answer, target: Target) -> str | None:
    """A plain list has nothing in it that could be refused but the account."""
    if answer.status == 400:
        return f"{target.base_url} refuses a plain list of sessions (400); is the onramp enabled for this account?"
    return None
