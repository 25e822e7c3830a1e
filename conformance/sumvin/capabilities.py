"""What a Sumvin target lends, read from its target file."""

import re

from conformance.target import Target

PUBLIC_HEADERS = frozenset({"x-juno-orgid"})
"""Headers of an actor that identify rather than authenticate."""

JWT = re.compile(r"[\w-]+\.[\w-]+\.[\w-]+", re.ASCII)
"""The compact form of a signed token (RFC 7515, 7.1)."""


TRIGGERS = {
    "provider_failure": "the upstream provider fails",
    "quote_failure": "the upstream provider rejects a quote",
    "ramp_failure": "a session whose ramp fails",
    "ramp_abandonment": "a session whose ramp the user abandons",
    "ramp_refund": "a session whose ramp completes and is then refunded",
    "ramp_void": "a session whose ramp is voided",
    "no_quotes": "a valid query for quotes that no provider answers",
    "no_institutions": "a list of institutions that is empty",
    "link_token_failure": "Meld gives no link token",
    "token_exchange_failure": "the provider fails a token exchange",
    "connection_refresh": "a link whose connection comes to need a refresh",
    "connection_error": "a link whose connection comes to fail",
    "disconnect": "a link whose account is then disconnected",
}
"""Situations that a target file may say how to make happen."""

DECLARED = {
    "concurrency": "the target may be raced with simultaneous calls",
    "transactions": "GET /v0/ramp/transactions shows a session as soon as it is opened",
    "bank_linking": "actor alice has the Meld bank-linking entitlement",
}
"""What a target file says with true."""

SHAPES = {
    "quotes": "the list in an answer to GET /v0/ramp/quotes",
    "transactions": "the list in an answer to GET /v0/ramp/transactions",
    "transaction": "the one in an answer to GET /v0/ramp/transactions/{transaction_id}",
    "session_of_transaction": "in a transaction, the id of its session",
    "institutions": "the list in an answer to GET /v0/bank-linking/institutions",
    "accounts": "the list in an answer to GET /v0/accounts",
    "account": "the one in an answer to GET /v0/accounts/{account_id}",
    "assets": "the list in an answer to GET /v0/assets",
}
"""What a target file may point at where looking is not enough."""


def lent(target: Target) -> frozenset[str]:
    """The capabilities, by the names of the catalogue."""
    file, fixtures, alice = target.file, target.fixtures, target.actors["alice"]
    present = {
        "no_org_header": not any(name.lower() in PUBLIC_HEADERS for name in alice.credentials),
        "unsupported_asset": bool(fixtures.unsupported),
        "foreign_asset": bool(fixtures.unknown),
        "provider": bool(fixtures.providers),
        "provider_market": any(one.countries and "US" not in one.countries for one in fixtures.providers),
        "foreign_transaction": bool(fixtures.transactions.foreign) or "bob" in target.actors,
        "foreign_account": bool(fixtures.accounts.foreign) or "bob" in target.actors,
        "deletable_account": bool(fixtures.accounts.deletable),
        "unsyncable_account": bool(fixtures.accounts.unsyncable),
        "processor": fixtures.processor is not None,
        "clock": file.clock is not None,
        **{name: name in file.triggers for name in _TRIGGERED_AT_ONCE},
        **(_in_time(target) if file.clock is not None else {}),
        **{name: file.capabilities.get(name, False) for name in DECLARED},
    }
    return frozenset({name for name, there in present.items() if there} | set(target.actors))


_TRIGGERED_AT_ONCE = ("provider_failure", "quote_failure", "link_token_failure", "token_exchange_failure")


def _in_time(target: Target) -> dict[str, bool]:
    """What shows only once the target's clock has moved on."""
    due, triggers = target.fixtures.due, target.file.triggers
    linked = due.linked is not None
    return {
        "processing": due.processing is not None,
        "settlement": due.completed is not None,
        "ramp_failure": due.failed is not None and "ramp_failure" in triggers,
        "ramp_abandonment": due.cancelled is not None and "ramp_abandonment" in triggers,
        "ramp_refund": due.refunded is not None and "ramp_refund" in triggers,
        "link_completion": linked,
        "connection_change": linked and due.changed is not None and not triggers.keys().isdisjoint(CHANGES),
        "disconnect": linked and due.disconnected is not None and "disconnect" in triggers,
    }


CHANGES = {"connection_refresh": "refresh_required", "connection_error": "error"}
"""Triggers of a link to the status that its connection then has."""
