"""Who may call: credentials missing, malformed, badly signed, expired; and whose call it is."""

import base64
import json
import uuid

from conformance.check import check, each, sweep
from conformance.errors import Blocked
from conformance.exchange import Zone
from conformance.expectation import expect, given
from conformance.scenario import Answer
from conformance.sumvin.caller import Caller
from conformance.sumvin.capabilities import JWT
from conformance.sumvin.facade import Sumvin
from strategies.sumvin import sessions
from strategies.sumvin.bodies import DIRECTIONS, Body, Direction

MISSING_CREDENTIALS = "SUMVIN-AUTH-MISSING"
MALFORMED = "SUMVIN-AUTH-MALFORMED"
BAD_SIGNATURE = "SUMVIN-AUTH-BAD-SIGNATURE"
EXPIRED = "SUMVIN-AUTH-EXPIRED"
USER_FROM_CONTEXT = "SUMVIN-AUTH-USER-FROM-CONTEXT"
HEADERS_OPTIONAL = "SUMVIN-HEADERS-OPTIONAL"

SHAPELESS = ("not-a-token", "null", "undefined", "0", "e30.e30", "eyJhbGciOiJub25lIn0.e30.", "....")
"""Texts that are no signed token; the last but one says of itself that it is unsigned."""

FORGERIES = (
    "signature changed",
    "signature of other bytes",
    "no signature",
    "claims changed",
    "algorithm none",
    "something behind it",
    "cut short",
)

DRESSES = ("plain", "with a key", "with an organisation")
"""What a bad credential may come with; none of it makes the credential better."""


@check(MISSING_CREDENTIALS)
@sweep(dress=each(DRESSES), order=sessions.valid)
async def nobody_is_refused(sumvin: Sumvin, dress: str, order: Body) -> None:
    """A valid order without any credentials."""
    expect(await _refused(sumvin, sumvin.bearing({}), dress, order), MISSING_CREDENTIALS).refused(401, 403)


@check(MALFORMED)
@sweep(text=each(SHAPELESS), order=sessions.valid)
async def a_text_that_is_no_token_is_refused(sumvin: Sumvin, text: str, order: Body) -> None:
    """A valid order under alice's headers, with a text that is no token in each."""
    credentials = {name: with_secret(value, text) for name, value in sumvin.alice_credentials.items()}
    answer = await sumvin.bearing(credentials).open_session(order, zone=Zone.MUST_REJECT)
    expect(answer, MALFORMED).refused(401, 403)


@check(BAD_SIGNATURE)
@sweep(forgery=each(FORGERIES), dress=each(DRESSES), order=sessions.valid)
async def a_forged_token_is_refused(sumvin: Sumvin, forgery: str, dress: str, order: Body) -> None:
    """A valid order with alice's token, changed so that its issuer cannot have signed it."""
    credentials = {
        name: with_secret(value, forged(value.rpartition(" ")[2], forgery))
        for name, value in sumvin.alice_credentials.items()
    }
    expect(await _refused(sumvin, sumvin.bearing(credentials), dress, order), BAD_SIGNATURE).refused(401, 403)


@check(EXPIRED)
@sweep(dress=each(DRESSES), order=sessions.valid)
async def an_expired_token_is_refused(sumvin: Sumvin, dress: str, order: Body) -> None:
    """A valid order with a token whose lifetime is over."""
    expect(await _refused(sumvin, sumvin.actor("expired"), dress, order), EXPIRED).refused(401, 403)


@check(USER_FROM_CONTEXT)
@sweep(place=each(("body", "query", "header")), whose=each(("a stranger", "bob")), order=sessions.valid)
async def a_user_id_sent_along_changes_nothing(sumvin: Sumvin, place: str, whose: str, order: Body) -> None:
    """Alice replays her key with somebody else's user id: she is refused, or she is still alice."""
    user = (user_id(sumvin, "bob") if whose == "bob" else None) or str(uuid.uuid4())
    keyed: Body = {**order, "idempotency_key": sumvin.nonce()}
    first = given(await sumvin.alice.open_session(keyed)).status(201)
    session = given(first).member("/session/id")
    # Another field, query parameter or header may be what turns a replay into something else.
    await _expect_replayed(sumvin, keyed, session, place, "conformance", user)
    answer = await _sent_along(sumvin, keyed, place, "user_id", user)
    if answer.succeeded and answer.at("/session/id") != session:
        await _expect_replayed(sumvin, keyed, session, place, "conformance", user)
    same_user = answer.succeeded and answer.at("/session/id") == session
    expect(answer, USER_FROM_CONTEXT).that(
        same_user or 400 <= answer.status < 500,
        expected=f"alice's own session, {session!r}, or a refusal of the parameter (4xx)",
        beside=(first,),
    )


@check(USER_FROM_CONTEXT, needs=("bob",))
@sweep(place=each(("body", "query", "header")), order=sessions.valid, most=3)
async def a_user_id_sent_along_opens_for_nobody_else(sumvin: Sumvin, place: str, order: Body) -> None:
    """Alice opens a session with bob's user id and a key; what bob then opens with that key is his own."""
    user = user_id(sumvin, "bob")
    if user is None:
        raise Blocked("bob's credentials do not show his user id; give it as fixtures.user_ids.bob")
    keyed: Body = {**order, "idempotency_key": sumvin.nonce()}
    opened = await _sent_along(sumvin, keyed, place, "user_id", user)
    if opened.status != 201:
        return  # the parameter may be refused
    session = given(opened).member("/session/id")
    theirs = given(await sumvin.bob.open_session(keyed)).status(201, 208)
    expect(theirs, USER_FROM_CONTEXT).that(
        theirs.at("/session/id") != session, expected="a session of bob's own", beside=(opened,)
    )


async def _sent_along(sumvin: Sumvin, keyed: Body, place: str, name: str, value: str) -> Answer:
    return await sumvin.alice.open_session(
        keyed,
        zone=Zone.MAY_EITHER,
        query={name: value} if place == "query" else None,
        headers={f"x-{name.replace('_', '-')}": value} if place == "header" else None,
        **({name: value} if place == "body" else {}),
    )


async def _expect_replayed(sumvin: Sumvin, keyed: Body, session: object, place: str, name: str, value: str) -> None:
    """A replay with something else sent along returns the original session, or is refused for what is sent along.

    Raises:
        Blocked: it returns another one.
    """
    control = await _sent_along(sumvin, keyed, place, name, value)
    if control.succeeded and control.at("/session/id") != session:
        raise Blocked("a replay without any user id did not return the original session either")


@check(HEADERS_OPTIONAL)
@sweep(direction=each(DIRECTIONS), order=sessions.valid, most=2)
async def the_other_headers_may_be_left_out(sumvin: Sumvin, direction: Direction, order: Body) -> None:
    """A valid order under alice's credentials alone, without a key and with one."""
    order = sessions.turned(sumvin.fixtures, order, direction)
    expect(await sumvin.alice.open_session(order), HEADERS_OPTIONAL).accepted()
    keyed = await sumvin.alice.open_session(order, idempotency_key=sumvin.nonce())
    expect(keyed, HEADERS_OPTIONAL).accepted()


async def _refused(sumvin: Sumvin, caller: Caller, dress: str, order: Body) -> Answer:
    """A call that has to be refused, in one of the dresses."""
    key = {"idempotency_key": sumvin.nonce()} if dress == "with a key" else {}
    organisation = sumvin.organisation_of("alice_other_org") or {"x-juno-orgid": "conformance"}
    headers = organisation if dress == "with an organisation" else {}
    return await caller.open_session({**order, **key}, zone=Zone.MUST_REJECT, headers=headers)


def with_secret(value: str, secret: str) -> str:
    """A header value with another secret behind the same scheme word."""
    scheme, space, _ = value.rpartition(" ")
    return f"{scheme}{space}{secret}"


def forged(token: str, forgery: str) -> str:
    """A token changed so that its issuer cannot have signed it."""
    if forgery == "something behind it":
        return token + "AAAA"
    if forgery == "cut short":
        return token[:-4]
    if not JWT.fullmatch(token):
        return _altered(token)
    header, claims, signature = token.split(".")
    match forgery:
        case "signature changed":
            signature = _altered(signature)
        case "signature of other bytes":
            signature = _base64(bytes(len(signature) * 3 // 4))
        case "no signature":
            signature = ""
        case "claims changed":
            claims = _base64(_json(claims) | {"conformance": str(uuid.uuid4())})
        case "algorithm none":
            header, signature = _base64(_json(header) | {"alg": "none"}), ""
    return f"{header}.{claims}.{signature}"


def _altered(text: str) -> str:
    """A text with another character in its middle: the last one of base64 holds bits that do not count."""
    middle = len(text) // 2
    return text[:middle] + ("A" if text[middle] != "A" else "B") + text[middle + 1 :]


def _json(part: str) -> dict[str, object]:
    """One part of a token as JSON; empty where it is none (an opaque token of the same form)."""
    try:
        value = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _base64(value: object) -> str:
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def user_id(sumvin: Sumvin, role: str) -> str | None:
    """The id of a user: as the target file says, else the subject of the first token among the headers, or None."""
    named = sumvin.fixtures.user_ids.get(role)
    if named is not None:
        return named
    for value in sumvin.headers_of(role).values():
        if JWT.fullmatch(token := value.rpartition(" ")[2]):
            subject = _json(token.split(".")[1]).get("sub")
            return subject if isinstance(subject, str) else None
    return None
