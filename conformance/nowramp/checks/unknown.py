"""Ids that no session has."""

from conformance.check import check, each, sweep
from conformance.exchange import Zone
from conformance.expectation import expect
from conformance.nowramp.errors import expect_error
from conformance.nowramp.facade import NowRamp, Opened, tidily
from conformance.nowramp.operations import CANCEL, CONFIRM, GET, ORDER, PUBLIC_ONLY

READ = "NOWRAMP-GET-UNKNOWN"
UNKNOWN = {
    GET: READ,
    CONFIRM: "NOWRAMP-CONFIRM-UNKNOWN",
    ORDER: "NOWRAMP-ORDER-UNKNOWN",
    CANCEL: "NOWRAMP-CANCEL-UNKNOWN",
}
STATUS_DOCUMENTED = "NOWRAMP-STATUS-DOCUMENTED"

ALTERED = ("its last character changed", "a character in its middle changed")
"""Ids in the form of a real one. Of other forms a server may say that they are invalid."""

ODD = (
    "sess_unknown",
    "0",
    "-1",
    "null",
    "undefined",
    "00000000-0000-0000-0000-000000000000",
    "a" * 300,
    "a b",
    "ü",
    "'; --",
    "%00",
    "{}",
    "*",
)


@check(*UNKNOWN.values())
@sweep(operation=each(tuple(UNKNOWN)), how=each(ALTERED))
@tidily
async def an_unknown_session_is_not_found(nowramp: NowRamp, operation: str, how: str) -> None:
    """Each operation on an id that differs from a real one in a character."""
    real = await nowramp.open()
    unknown = Opened(_altered(real.id, how), real.client_secret, real.body, real.answer)
    caller = nowramp.public if operation in PUBLIC_ONLY else nowramp.secret
    answer = await caller.perform(operation, unknown, zone=Zone.MUST_REJECT)
    if operation in PUBLIC_ONLY:
        # No client secret fits a session that is not there, so both are true.
        expect_error(answer, UNKNOWN[operation], "NOT_FOUND", "FORBIDDEN")
    else:
        expect_error(answer, UNKNOWN[operation], "NOT_FOUND")


@check(READ)
@sweep(how=each(ALTERED))
@tidily
async def an_unknown_session_is_not_found_with_a_public_key(nowramp: NowRamp, how: str) -> None:
    """GET of an id that differs from a real one in a character, with the public key."""
    if not nowramp.lends("public_key"):
        return
    real = await nowramp.open()
    answer = await nowramp.public.get(_altered(real.id, how), zone=Zone.MUST_REJECT)
    expect_error(answer, READ, "NOT_FOUND")


@check(READ, STATUS_DOCUMENTED)
@sweep(ident=each(ODD))
async def an_odd_id_is_no_session(nowramp: NowRamp, ident: str) -> None:
    """GET of texts that look like no id: not found, or refused as invalid."""
    answer = await nowramp.secret.get(ident, zone=Zone.MUST_REJECT)
    expect(answer, READ).refused()


def _altered(ident: str, how: str) -> str:
    """An id with one letter or digit replaced by another of its kind, so that its form stays."""
    places = [position for position, character in enumerate(ident) if character.isalnum()]
    if not places:
        return ident + "0"
    place = places[-1] if how == ALTERED[0] else places[len(places) // 2]
    character = ident[place]
    if character.isdigit():
        other = str((int(character) + 1) % 10) if character.isascii() else "0"
    else:
        alphabet = "abcdef" if character in "abcdef" else "ABCDEF" if character in "ABCDEF" else "ghij"
        other = next(one for one in alphabet if one != character)
    return ident[:place] + other + ident[place + 1 :]
