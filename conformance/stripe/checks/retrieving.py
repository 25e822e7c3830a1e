"""Retrieving: a session is shown as its create showed it, at once and later; an id that there is not is 404."""

import time
from collections.abc import Collection
from datetime import timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from conformance.check import check, each, sweep
from conformance.exchange import MISSING, Zone, at
from conformance.expectation import expect, given
from conformance.scenario import Answer
from conformance.stripe.errors import text_at
from conformance.stripe.facade import Stripe
from conformance.stripe.sessions import ATTRIBUTES, DETAILS, id_of, identity, instant
from strategies.forms import Params
from strategies.stripe import parameters
from strategies.stripe.fixtures import Fixtures
from strategies.stripe.vocabulary import STATUSES

ANSWERS_200 = "STRIPE-RETRIEVE-ANSWERS-200"
EQUALS_CREATE = "STRIPE-RETRIEVE-EQUALS-CREATE"
LIST_EQUALS = "STRIPE-LIST-EQUALS-RETRIEVE"
LIST_FRESH = "STRIPE-LIST-FRESH"
UNKNOWN = "STRIPE-RETRIEVE-UNKNOWN"
UNKNOWN_CODE = "STRIPE-RETRIEVE-UNKNOWN-CODE"
CREATED = "STRIPE-SESSION-CREATED"
SECRET_SINGLE = "STRIPE-SESSION-CLIENT-SECRET-SINGLE"
METADATA = "STRIPE-METADATA-ECHO"

MOST_PAGES = 20
"""No more sessions than this many pages hold are created in one second."""

SKEW = timedelta(minutes=15).total_seconds()
"""By how much two clocks may differ. Time zones differ by more."""

LASTING = ("destination_currencies", "destination_networks", "lock_wallet_address", "transaction_id")
"""Details that no price has a part in."""

A_DAY_LATER = int(timedelta(hours=25).total_seconds())
"""When everything that lasts a day is over."""

NEAR = ("another end", "another last character", "a character more", "a character less")
"""How an id may nearly be one that there is; the first two have its very form."""

APART = frozenset({"client_secret", "redirect_url"})
"""Attributes that are not compared: a requirement of its own says that the secret stays the same, and no sentence says
so of the URL."""


@check(ANSWERS_200, EQUALS_CREATE, SECRET_SINGLE)
@sweep(params=parameters.valid)
async def a_session_is_retrieved_as_it_was_created(stripe: Stripe, params: Params) -> None:
    """A session of any kind, retrieved twice."""
    created = given(await stripe.alice.create(params)).status(200)
    for _ in range(2):
        retrieved = await stripe.alice.retrieve(id_of(created))
        if expect(retrieved, ANSWERS_200).status(200):
            expect_same_session(retrieved, created, params)


def _rich(fixtures: Fixtures) -> list[Params]:
    pair = fixtures.pairs[-1]
    networks = list(reversed(fixtures.networks))
    said: Params = {
        "customer_ip_address": fixtures.ipv6[0],
        "kyc_details": fixtures.kyc_details,
        "metadata": parameters.METADATA[1],
    }
    currencies = list(reversed(fixtures.currencies))
    addresses = {"destination_networks": networks, **parameters.wallets(fixtures, networks)}
    return [
        {**parameters.bought(fixtures, pair, pair.precision), **said, "source_currency": fixtures.fiats[-1]},
        {**addresses, "destination_currencies": currencies, "lock_wallet_address": True, **said},
        {**parameters.paid(fixtures, fixtures.fiats[0], 100_003), **parameters.pointed(pair), **said},
    ]


@check(EQUALS_CREATE, SECRET_SINGLE, METADATA)
@sweep(params=each(_rich))
async def a_rich_session_is_retrieved_whole(stripe: Stripe, params: Params) -> None:
    """A session of which much was said, so that whatever is not kept is missed."""
    created = given(await stripe.alice.create(params)).status(200)
    retrieved = given(await stripe.alice.retrieve(id_of(created))).status(200)
    expect_same_session(retrieved, created, params)
    expect(retrieved, METADATA).same(created, at="/metadata")


@check(EQUALS_CREATE, CREATED, SECRET_SINGLE)
@sweep(params=parameters.valid, most=2)
async def a_session_stays_the_same(stripe: Stripe, params: Params) -> None:
    """A session retrieved once more after more than a second."""
    created = given(await stripe.alice.create(params)).status(200)
    # Long enough that a time of reading differs from the time of creation.
    await stripe.pause(1.2)
    retrieved = given(await stripe.alice.retrieve(id_of(created))).status(200)
    expect_same_session(retrieved, created, params)
    expect(retrieved, CREATED).same(created, at="/created")


@check(EQUALS_CREATE, needs=("clock",), waits=True)
@sweep(params=parameters.valid, most=2)
async def a_session_is_still_there_later(stripe: Stripe, params: Params) -> None:
    """A session on which nobody acts, retrieved a day later."""
    created = given(await stripe.alice.create(params)).status(200)
    await stripe.after(A_DAY_LATER)
    retrieved = await stripe.alice.retrieve(id_of(created))
    if expect(retrieved, EQUALS_CREATE).accepted():
        expect_same_session(retrieved, created, params)


def expect_same_session(shown: Answer, created: Answer, params: Params) -> None:
    """What the create showed is shown again, unchanged."""
    changed = [
        change
        for name in ATTRIBUTES
        if name not in APART
        for change in _changes(created.json, shown.json, name, params)
    ]
    expect(shown, EQUALS_CREATE).that(
        not changed, expected="the session as its create showed it", observed="; ".join(changed), beside=(created,)
    )
    if created.at("/client_secret") is not MISSING and shown.at("/client_secret") is not MISSING:
        expect(shown, SECRET_SINGLE).same(created, at="/client_secret")


def _changes(before: Any, now: Any, name: str, members: Collection[str]) -> list[str]:
    """Where an attribute differs. Of the details only some: those that are defaults may depend on the time."""
    if name == "transaction_details":
        pointers = [f"/{name}/{member}" for member in DETAILS if member in members]
    else:
        pointers = [f"/{name}"]
    found = [(pointer, at(before, pointer), at(now, pointer)) for pointer in pointers]
    return [
        f"{pointer} was {old!r}, is {new!r}"
        for pointer, old, new in found
        if old is not MISSING and not _same(old, new)
    ]


def _same(old: Any, new: Any) -> bool:
    """Equality of JSON values; no metadata may be written as null or as an empty object."""
    return (old in (None, {}) and new in (None, {})) or (old == new and isinstance(old, bool) == isinstance(new, bool))


@check(LIST_EQUALS, LIST_FRESH)
@sweep(params=each(_rich))
async def a_list_shows_the_same_session(stripe: Stripe, params: Params) -> None:
    """A session in a list beside the same one retrieved."""
    created = given(await stripe.alice.create(params)).status(200)
    ident, time_of_creation = id_of(created), instant(created.json)
    entry, listed = await _entry(stripe, ident, time_of_creation)
    if entry is None:
        # No document says how soon a list knows of a session; a moment is granted.
        await stripe.pause(2)
        entry, listed = await _entry(stripe, ident, time_of_creation)
    expect(listed, LIST_FRESH).that(
        entry is not None, expected=f"the session {ident!r} in the list of its second", beside=(created,)
    )
    retrieved = given(await stripe.alice.retrieve(ident)).status(200)
    if entry is None:
        return
    _expect_entry(listed, entry, retrieved, params)


def _expect_entry(listed: Answer, entry: dict[str, Any], retrieved: Answer, members: Collection[str]) -> None:
    """An entry of a list is the session that a retrieve shows; of the details some members are compared."""
    changed = [
        change
        for name in ATTRIBUTES
        if name not in APART and name in entry
        for change in _changes(retrieved.json, entry, name, members)
    ]
    hidden = isinstance(retrieved.at("/redirect_url"), str) and not isinstance(entry.get("redirect_url"), str)
    changed += ["/redirect_url is not shown"] if hidden else []
    expect(listed, LIST_EQUALS).that(
        not changed,
        expected="the entry as a retrieve shows it",
        observed="; ".join(changed),
        beside=(retrieved,),
    )


@check(LIST_EQUALS, ANSWERS_200, needs=("archive",))
@sweep(status=each(STATUSES))
async def an_old_session_is_listed_as_it_is_retrieved(stripe: Stripe, status: str) -> None:
    """The last session of each status in an account that is never written to."""
    archive = stripe.actor("archive")
    listed = given(await archive.list(status=status, limit=1)).status(200)
    entries = [one for one in given(listed).member("/data") if isinstance(one, dict) and one.get("status") == status]
    if not entries:
        return
    entry = entries[0]
    retrieved = await archive.retrieve(identity(entry))
    # A customer may act on it at this very moment, and then it has moved on between the two.
    still = await archive.retrieve(identity(entry))
    settled = not any(_changes(retrieved.json, still.json, name, LASTING) for name in ATTRIBUTES if name not in APART)
    if expect(retrieved, ANSWERS_200).status(200) and settled:
        _expect_entry(listed, entry, retrieved, LASTING)


async def _entry(stripe: Stripe, ident: str, created: int | None) -> tuple[dict[str, Any] | None, Answer]:
    """The entry of a session in the list of its second, and the last answer that was looked at."""
    after = None
    for _ in range(MOST_PAGES):
        answer = given(await stripe.alice.list(created=created, limit=100, starting_after=after)).status(200)
        entries = [one for one in given(answer).member("/data") if isinstance(one, dict)]
        found = next((one for one in entries if one.get("id") == ident), None)
        after = entries[-1].get("id") if entries else None
        if found is not None or not answer.at("/has_more") or after is None:
            break
    return found, answer


@check(CREATED)
@sweep(params=parameters.valid, most=3)
async def created_is_the_time_of_creation(stripe: Stripe, params: Params) -> None:
    """The time of a new session beside the time of its answer, or ours where the answer tells none."""
    answer = given(await stripe.alice.create(params)).status(200)
    created = instant(answer.json)
    if created is None:
        return
    now = _date(answer)
    late = created > now + SKEW
    # A clock that can be moved may have been moved on, by an earlier run too.
    expect(answer, CREATED).that(
        created >= now - SKEW and (stripe.has_clock or not late),
        expected=f"about {now:.0f}, give or take {SKEW:.0f} seconds",
        observed=f"{created}",
    )


def _date(answer: Answer) -> float:
    try:
        return parsedate_to_datetime(answer.exchange.response.header("date") or "").timestamp()
    except ValueError:
        return time.time()


@check(UNKNOWN, UNKNOWN_CODE)
@sweep(form=each((*NEAR, "another beginning", "cut short", "invented", "a number", "capitals", "long")))
async def an_unknown_id_is_not_found(stripe: Stripe, form: str) -> None:
    """Ids that no session has: near ones of a session's, and others."""
    created = given(await stripe.alice.create(parameters.plain(stripe.fixtures))).status(200)
    ident = id_of(created)
    answer = await stripe.alice.retrieve(_unknown(ident, form, stripe.nonce()), zone=Zone.MUST_REJECT)
    # A text that has not the form of an id may be refused for that alone.
    accepted = (404,) if form in NEAR[:2] else (400, 404)
    if expect(answer, UNKNOWN).status(*accepted) and answer.status == 404:
        code = text_at(answer, "/error/code")
        expect(answer, UNKNOWN_CODE).that(
            code == "resource_missing", expected="the code resource_missing", observed=f"{code!r}"
        )


def _unknown(ident: str, form: str, nonce: str) -> str:
    # What an id ends in may be padding.
    last = max(place for place, character in enumerate(ident) if _another(character) != character)
    return {
        "another end": ident[:-8] + "".join(map(_another, ident[-8:])),
        "another last character": ident[:last] + _another(ident[last]) + ident[last + 1 :],
        "a character more": f"{ident}0",
        "a character less": ident[:-1],
        "another beginning": nonce[:4] + ident[4:],
        "cut short": ident[:-4],
        "invented": f"cos_{nonce}",
        "a number": str(int(nonce[:12], 16)),
        "capitals": f"COS_{nonce.upper()}",
        "long": f"cos_{nonce * 8}",
    }[form]


def _another(character: str) -> str:
    """Another character of the same kind, so that an id keeps its form."""
    if character.isdecimal():
        return str((int(character) + 5) % 10)
    if character.islower():
        return "a" if character != "a" else "b"
    if character.isupper():
        return "A" if character != "A" else "B"
    return character
