"""The pre-flight's calls, and what their answers say against the configuration."""

from conformance.exchange import Zone
from conformance.nowramp.facade import NowRamp, Opened
from conformance.scenario import Answer, Scenario
from conformance.target import Target

_OWNERS = {
    "public_key": "secret_key",
    "expired_public_key": "secret_key",
    "other_public_key": "other_secret_key",
}
"""A public key to the secret key of the same project: something has to be created before it can be looked at."""


async def probe(scenario: Scenario, role: str) -> Answer:
    """Create one plain session with a secret key; with a public key, look at one of its project.

    Where looking is refused, the public key may be good all the same: confirming is what it is for.
    """
    nowramp = NowRamp(scenario)
    # A public key without its secret key has nothing to look at; then only the way to the target is tried.
    owner = _OWNERS.get(role, role)
    creation = await nowramp.actor(owner if nowramp.lends(owner) else "secret_key").create({}, zone=Zone.MAY_EITHER)
    ident = creation.at("/id")
    if role == owner or not nowramp.lends(owner) or not creation.succeeded or not isinstance(ident, str):
        answer = creation
    else:
        answer = await nowramp.actor(role).get(ident, zone=Zone.MAY_EITHER)
        secret = creation.at("/attributes/clientSecret")
        if answer.status in (401, 403) and isinstance(secret, str):
            session = Opened(ident, secret, {}, creation)
            answer = await nowramp.actor(role).confirm(session, zone=Zone.MAY_EITHER)
    await nowramp.tidy_up()
    return answer


def refused(_answer: Answer, _target: Target) -> str | None:
    """A creation needs no fixtures, so nothing speaks against them yet."""
    return None
