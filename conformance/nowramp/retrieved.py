"""What GET shows of a session, held against its creation (Get Session, Response)."""

from collections.abc import Collection
from typing import Final

from conformance.expectation import expect
from conformance.nowramp.facade import NowRamp, Opened
from conformance.nowramp.reading import attribute, unchanged
from conformance.scenario import Answer

GET_SAME: Final = "NOWRAMP-GET-SAME"

ATTRIBUTES: Final = (
    "sessionId", "projectId", "type", "status", "customerId", "externalCustomerId", "sourceAmount", "sourceCurrency",
    "destinationCurrency", "destinationAddress", "network", "redirectUrl", "fieldLocks", "expiresAt", "createdAt",
)  # fmt: skip
"""The documented attributes but for the client secret."""


async def is_kept_untouched(nowramp: NowRamp, session: Opened, name: str) -> bool:
    """Whether a twin of a session, to which nothing is done, is read with the attribute that it was created with.

    Where it is not, nothing that was done to the session has changed it: it was never kept, and GET_SAME says so.
    """
    twin = await nowramp.open(session.body)
    return unchanged(name, attribute(twin.answer, name), attribute(await nowramp.shown(twin), name))


def expect_same(shown: Answer, creation: Answer, *, but: Collection[str] = ()) -> None:
    """A retrieved session has the structure and the values of its creation, but for what has changed since."""
    expect(shown, GET_SAME).same(creation, at="/type")
    expect(shown, GET_SAME).same(creation, at="/id")
    for name in ATTRIBUTES:
        if name in but:
            continue
        first, now = attribute(creation, name), attribute(shown, name)
        expect(shown, GET_SAME).that(
            unchanged(name, first, now),
            expected=f"{name} as at creation, {first!r}",
            observed=f"{now!r}",
            beside=(creation,),
        )
