"""Stripe's Crypto Onramp Sessions: how the engine meets this API."""

from conformance.api import Api, Role
from conformance.stripe import capabilities, invariants, keys, preflight, secrets
from conformance.stripe.facade import Stripe
from strategies.stripe.fixtures import Fixtures

API = Api(
    name="stripe",
    roles={
        "alice": Role("an ordinary account, by its secret key in test mode"),
        "alice_basic": Role("alice's secret key as the user name of HTTP Basic"),
        "bob": Role("another account, by its secret key in test mode"),
        "archive": Role("an account that has sessions and is never written to"),
        "publishable": Role("a publishable key of alice's account", accepted=False),
        "expired": Role("a secret key that is no longer valid", accepted=False),
    },
    fixtures=Fixtures,
    triggers=capabilities.TRIGGERS,
    capabilities=capabilities.DECLARED,
    shapes={},
    facade=Stripe,
    probe=preflight.probe,
    refused=preflight.refused,
    lent=capabilities.lent,
    invariants=lambda _shapes: (*invariants.INVARIANTS, invariants.unique_ids(), invariants.single_secrets()),
    learn=secrets.learn,
    secret_fields=secrets.FIELDS,
    public_headers=frozenset({"stripe-version", "stripe-account"}),
    # Test mode and live mode live on one host: it is the key that decides, see `live`.
    production=frozenset(),
    live=keys.is_live,
    answers=lambda _operation: "STRIPE-STATUS-DOCUMENTED",
)
