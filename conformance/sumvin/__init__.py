"""Sumvin: how the engine meets this API."""

from conformance.api import Api, Role
from conformance.sumvin import capabilities, invariants, preflight, resources, secrets, surface_invariants
from conformance.sumvin.facade import Sumvin
from strategies.sumvin.fixtures import Fixtures

API = Api(
    name="sumvin",
    roles={
        "alice": Role("an ordinary, verified user"),
        "bob": Role("another user of alice's organisation"),
        "alice_refreshed": Role("alice with a second, still valid token"),
        "alice_other_org": Role("alice under another organisation"),
        "unverified": Role("a user without verified KYC", accepted=False),
        "unentitled": Role("a user without the Meld bank-linking entitlement", accepted=False),
        "newcomer": Role("a verified user, entitled to link banks, who has no transaction and no account"),
        "expired": Role("a token whose lifetime is over", accepted=False),
    },
    fixtures=Fixtures,
    triggers=capabilities.TRIGGERS,
    capabilities=capabilities.DECLARED,
    shapes=capabilities.SHAPES,
    facade=Sumvin,
    probe=preflight.probe,
    refused=preflight.refused,
    lent=capabilities.lent,
    invariants=lambda shapes: (
        *invariants.INVARIANTS,
        invariants.fresh_sessions(),
        *surface_invariants.INVARIANTS,
        *resources.invariants(shapes),
    ),
    learn=secrets.learn,
    secret_fields=secrets.FIELDS,
    public_headers=capabilities.PUBLIC_HEADERS,
    production=frozenset({"api.sumvin.com"}),
    live=lambda _secret: False,
    answers=surface_invariants.answers,
)
