"""Who may call: keys missing, made up, no longer valid, publishable; and the two ways to send a good one."""

from conformance.check import check, each, sweep
from conformance.exchange import Zone
from conformance.expectation import expect, given
from conformance.scenario import Answer
from conformance.stripe import keys
from conformance.stripe.facade import Caller, Stripe
from conformance.stripe.sessions import id_of
from strategies.stripe import parameters

BEARER = "STRIPE-AUTH-BEARER"
BASIC = "STRIPE-AUTH-BASIC"
NO_KEY = "STRIPE-AUTH-MISSING"
BAD_KEY = "STRIPE-AUTH-BAD-KEY"
EXPIRED = "STRIPE-AUTH-EXPIRED"
PUBLISHABLE = "STRIPE-AUTH-PUBLISHABLE"

OPERATIONS = ("create", "retrieve", "list", "list with filters")

NOTHING = ("no header", "an empty bearer", "an empty user name", "another scheme")

FORGERIES = (
    "another end",
    "another middle",
    "cut short",
    "something behind it",
    "in capitals",
    "its prefix alone",
    "made up",
)


@check(BEARER)
@sweep(operation=each(OPERATIONS))
async def a_bearer_token_is_accepted(stripe: Stripe, operation: str) -> None:
    """Alice's key as a bearer token."""
    caller = stripe.bearing(keys.bearer(stripe.key))
    expect(await _call(stripe, caller, operation, Zone.MUST_ACCEPT), BEARER).accepted()


@check(BASIC)
@sweep(operation=each(OPERATIONS))
async def a_user_name_is_accepted(stripe: Stripe, operation: str) -> None:
    """Alice's key as the user name of HTTP Basic."""
    caller = stripe.bearing(keys.basic(stripe.key))
    expect(await _call(stripe, caller, operation, Zone.MUST_ACCEPT), BASIC).accepted()


@check(BASIC, needs=("alice_basic",))
@sweep(operation=each(OPERATIONS))
async def the_basic_actor_is_alice(stripe: Stripe, operation: str) -> None:
    """The actor whom the target file names for HTTP Basic, with one of alice's sessions."""
    answer = await _call(stripe, stripe.actor("alice_basic"), operation, Zone.MUST_ACCEPT)
    expect(answer, BASIC).accepted()


@check(NO_KEY)
@sweep(operation=each(OPERATIONS), nothing=each(NOTHING))
async def nobody_is_refused(stripe: Stripe, operation: str, nothing: str) -> None:
    """No key at all."""
    headers = {
        "no header": {},
        "an empty bearer": {keys.HEADER: "Bearer"},
        "an empty user name": keys.basic(""),
        "another scheme": {keys.HEADER: "Negotiate bm90aGluZw=="},
    }
    answer = await _call(stripe, stripe.bearing(headers[nothing]), operation, Zone.MUST_REJECT)
    expect(answer, NO_KEY).refused(401, 403)


@check(BAD_KEY)
@sweep(operation=each(OPERATIONS), forgery=each(FORGERIES))
async def a_key_that_was_never_issued_is_refused(stripe: Stripe, operation: str, forgery: str) -> None:
    """Alice's key with something changed, in the one way to send it and in the other."""
    key = _forged(stripe.key, forgery, stripe.nonce())
    for headers in (keys.bearer(key), keys.basic(key)):
        answer = await _call(stripe, stripe.bearing(headers), operation, Zone.MUST_REJECT)
        expect(answer, BAD_KEY).refused(401)


@check(EXPIRED)
@sweep(operation=each(OPERATIONS))
async def an_expired_key_is_refused(stripe: Stripe, operation: str) -> None:
    """A key that was good once, in the one way to send it and in the other."""
    for caller in stripe.both_ways("expired"):
        expect(await _call(stripe, caller, operation, Zone.MUST_REJECT), EXPIRED).refused(401, 403)


@check(PUBLISHABLE)
@sweep(operation=each(OPERATIONS))
async def a_publishable_key_is_refused(stripe: Stripe, operation: str) -> None:
    """The key that everybody can read in a browser, likewise."""
    for caller in stripe.both_ways("publishable"):
        expect(await _call(stripe, caller, operation, Zone.MUST_REJECT), PUBLISHABLE).refused(401, 403)


async def _call(stripe: Stripe, caller: Caller, operation: str, zone: Zone) -> Answer:
    if operation == "create":
        return await caller.create(parameters.plain(stripe.fixtures), zone=zone)
    if operation == "retrieve":
        created = given(await stripe.alice.create(parameters.plain(stripe.fixtures))).status(200)
        return await caller.retrieve(id_of(created), zone=zone)
    filters = {"status": "initialized"} if operation == "list with filters" else {}
    return await caller.list(limit=1, zone=zone, **filters)


def _forged(key: str, forgery: str, nonce: str) -> str:
    middle = len(key) // 2
    beginning, _, _ = key.rpartition("_")
    forged = {
        "another end": key[:-4] + nonce[:4],
        "another middle": key[:middle] + _other(key[middle]) + key[middle + 1 :],
        "cut short": key[:-1],
        "something behind it": key + nonce[:4],
        "in capitals": beginning + "_" + key[len(beginning) + 1 :].swapcase(),
        "its prefix alone": f"{beginning}_",
        "made up": f"sk_test_{nonce}",
    }[forgery]
    return forged if forged != key else key + nonce[:4]


def _other(character: str) -> str:
    return "A" if character != "A" else "B"
