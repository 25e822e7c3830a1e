"""What a Stripe target lends, read from its target file."""

from typing import Final

from conformance.target import Target

TRIGGERS: Final = {
    "unsupported_region": "the customer's IP address lies in a region that is not supported",
    "unsupported_region_ipv6": "likewise, with an IPv6 address",
    "customer_pays": "the customer of the session pays, and the cryptocurrency is delivered",
    "customer_rejected": "the customer of the session is turned down",
}
"""Situations that a target file may say how to make happen."""

DECLARED: Final = {
    "concurrency": "the target may be raced with simultaneous calls",
    "idempotency": "the target honours Idempotency-Key headers",
}
"""What a target file says with true."""


def lent(target: Target) -> frozenset[str]:
    """The capabilities, by the names of the catalogue."""
    file, life_cycle = target.file, target.fixtures.life_cycle
    clock = file.clock is not None
    present = {
        **{name: name in file.triggers for name in ("unsupported_region", "unsupported_region_ipv6")},
        "settlement": clock and "customer_pays" in file.triggers and "fulfillment_complete" in life_cycle,
        "rejection": clock and "customer_rejected" in file.triggers and "rejected" in life_cycle,
        "clock": clock,
        **{name: file.capabilities.get(name, False) for name in DECLARED},
    }
    return frozenset({name for name, there in present.items() if there} | set(target.actors))
