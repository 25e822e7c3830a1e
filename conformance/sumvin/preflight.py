"""The pre-flight's one call, and what its answer says against the configuration."""

from conformance.exchange import Zone
from conformance.scenario import Answer, Scenario
from conformance.sumvin.errors import is_error
from conformance.sumvin.facade import Sumvin
from conformance.target import Target
from strategies.sumvin.sessions import plain


async def probe(scenario: Scenario, role: str) -> Answer:
    """Open one plain session: the only call that tells good credentials from bad ones.

    The newcomer must not come to have anything: for that user the order is one that opens nothing.
    """
    sumvin = Sumvin(scenario)
    order = plain(sumvin.fixtures)
    if role == "newcomer":
        order["to_asset"] = order["from_asset"]
    return await sumvin.actor(role).open_session(order, zone=Zone.MAY_EITHER)


def refused(answer: Answer, target: Target) -> str | None:
    """Default fixtures that the target does not serve have to be replaced by its own."""
    if target.fixtures.declared:
        return None
    for name in ("RAMP_UNKNOWN_ASSET", "RAMP_UNSUPPORTED_ASSET"):
        if is_error(answer, name):
            pair = target.fixtures.rampable[0]
            return f"the target does not ramp {pair} ({name}); list what it does under fixtures.rampable"
    return None
