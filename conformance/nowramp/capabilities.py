"""What a NowRamp target lends, read from its target file."""

from conformance.target import Target

PUBLIC_HEADERS: frozenset[str] = frozenset()
"""Headers of an actor that identify rather than authenticate: none."""

TRIGGERS: dict[str, str] = {}
"""Situations that a target file may say how to make happen: the document knows none that a request does not."""

DECLARED = {
    "concurrency": "the target may be raced with simultaneous calls",
    "volume": "more than 100 sessions may be created in one run",
}
"""What a target file says with true."""

SHAPES = {
    "list": "the array of sessions in the answer to a list",
    "error_code": "the error code in an error",
}
"""What a target file may point at where looking is not enough."""


def lent(target: Target) -> frozenset[str]:
    """The capabilities, by the names of the catalogue."""
    file, fixtures = target.file, target.fixtures
    present = {
        "customer": bool(fixtures.customers),
        "gateway": bool(fixtures.gateways),
        "clock": file.clock is not None,
        **{name: file.capabilities.get(name, False) for name in DECLARED},
    }
    return frozenset({name for name, there in present.items() if there} | set(target.actors))


def is_live(credential: str) -> bool:
    """Whether a key moves real money (`sk_live_…`, `pk_live_…`)."""
    return credential.startswith(("sk_live_", "pk_live_"))
