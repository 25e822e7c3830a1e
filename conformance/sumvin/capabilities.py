"""What a Sumvin target lends, read from its target file."""

import re

from conformance.target import Target

PUBLIC_HEADERS = frozenset({"x-juno-orgid"})
"""Headers of an actor that identify rather than authenticate."""

JWT = re.compile(r"[\w-]+\.[\w-]+\.[\w-]+", re.ASCII)
"""The compact form of a signed token (RFC 7515, 7.1)."""


TRIGGERS = {"provider_failure": "the upstream provider fails"}
"""Situations that a target file may say how to make happen."""

DECLARED = {
    "concurrency": "the target may be raced with simultaneous calls",
    "transactions": "GET /v0/ramp/transactions shows a session as soon as it is opened",
}
"""What a target file says with true."""


def lent(target: Target) -> frozenset[str]:
    """The capabilities, by the names of the catalogue."""
    file, fixtures, alice = target.file, target.fixtures, target.actors["alice"]
    present = {
        "no_org_header": not any(name.lower() in PUBLIC_HEADERS for name in alice.credentials),
        "unsupported_asset": bool(fixtures.unsupported),
        "foreign_asset": bool(fixtures.unknown),
        "provider": bool(fixtures.providers),
        "provider_market": any(one.countries and "US" not in one.countries for one in fixtures.providers),
        "provider_failure": "provider_failure" in file.triggers,
        "clock": file.clock is not None,
        **{name: file.capabilities.get(name, False) for name in DECLARED},
    }
    return frozenset({name for name, there in present.items() if there} | set(target.actors))
