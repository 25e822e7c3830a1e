"""NowRamp: how the engine meets this API."""

from conformance.api import Api, Role
from conformance.nowramp import capabilities, invariants, preflight, secrets
from conformance.nowramp.facade import NowRamp
from strategies.nowramp.fixtures import Fixtures

API = Api(
    name="nowramp",
    roles={
        "secret_key": Role("the secret key (sk_) of a project"),
        "public_key": Role("the public key (pk_) of the same project"),
        "second_secret_key": Role("another secret key of the same project"),
        "other_secret_key": Role("the secret key of another project"),
        "other_public_key": Role("the public key of that other project"),
        "expired_secret_key": Role("a secret key of the project that is no longer good", accepted=False),
        "expired_public_key": Role("a public key of the project that is no longer good", accepted=False),
    },
    fixtures=Fixtures,
    triggers=capabilities.TRIGGERS,
    capabilities=capabilities.DECLARED,
    shapes=capabilities.SHAPES,
    facade=NowRamp,
    probe=preflight.probe,
    refused=preflight.refused,
    lent=capabilities.lent,
    invariants=lambda _shapes: (*invariants.INVARIANTS, *(make() for make in invariants.REMEMBERING)),
    learn=secrets.learn,
    secret_fields=secrets.FIELDS,
    public_headers=capabilities.PUBLIC_HEADERS,
    production=frozenset({"api.nowramp.com"}),
    live=capabilities.is_live,
    answers=lambda _operation: "NOWRAMP-STATUS-DOCUMENTED",
)
