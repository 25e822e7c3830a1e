"""What was sent is what is stored: shown by the creation, by GET with either key, and by the list."""

from typing import Any

from conformance.check import check, each, sweep
from conformance.errors import Blocked
from conformance.exchange import Zone
from conformance.expectation import expect, given
from conformance.nowramp.facade import NowRamp, Opened, tidily
from conformance.nowramp.reading import NOTHING, attribute, attributes_of, id_of, same, sessions_in
from conformance.nowramp.retrieved import GET_SAME, expect_same
from conformance.scenario import Answer
from strategies import amounts, keys
from strategies.keys import KeyShape
from strategies.nowramp import metadata, sessions
from strategies.nowramp.assets import Asset
from strategies.nowramp.fixtures import Fixtures
from strategies.nowramp.metadata import Metadata
from strategies.nowramp.sessions import Body
from strategies.nowramp.vocabulary import LONGEST_TEXT, TYPES

STORED = {
    "externalCustomerId": "NOWRAMP-STORED-EXTERNAL-CUSTOMER",
    "customerId": "NOWRAMP-STORED-CUSTOMER-ID",
    "sourceAmount": "NOWRAMP-STORED-AMOUNT",
    "sourceCurrency": "NOWRAMP-STORED-SOURCE-CURRENCY",
    "destinationCurrency": "NOWRAMP-STORED-DESTINATION-CURRENCY",
    "network": "NOWRAMP-STORED-NETWORK",
    "destinationAddress": "NOWRAMP-STORED-ADDRESS",
    "redirectUrl": "NOWRAMP-STORED-REDIRECT-URL",
    "type": "NOWRAMP-STORED-TYPE",
}
CUSTOMER_ID = STORED["customerId"]
EXTERNAL_CUSTOMER = "NOWRAMP-CREATE-EXTERNAL-CUSTOMER"
TYPE_MEMBERS = "NOWRAMP-CREATE-TYPE-MEMBERS"
AMOUNT_STRING = "NOWRAMP-CREATE-AMOUNT-STRING"
AMOUNT_NUMBER = "NOWRAMP-CREATE-AMOUNT-NUMBER"
METADATA_ACCEPTED = "NOWRAMP-METADATA-ACCEPTED"
ALWAYS = tuple(requirement for field, requirement in STORED.items() if field != "customerId")
AMOUNT_TEXT = "NOWRAMP-STORED-AMOUNT-TEXT"
METADATA = "NOWRAMP-METADATA-STORED"
COUNTRY = "NOWRAMP-STORED-COUNTRY"
GET_STATUS = "NOWRAMP-GET-STATUS"

CUSTOMERS = (
    *(KeyShape(LONGEST_TEXT, alphabet) for alphabet in keys.ALPHABETS),
    *(KeyShape(length) for length in (36, 64, 129, 200, LONGEST_TEXT - 1)),
)
"""Customer ids up to the longest, in several alphabets."""

NAMES = (
    "Zoë-{}",
    "客户-{}-東京",
    "игрок_{}",
    "player {} with spaces",
    "{}@partner.example",
    "Zoe\u0308-{}",
    "UPPER-lower-{}",
    "a+b&c=d;{}",
    "'quoted'-{}",
    "100%-{}",
    "#{}/x?y",
    "007{}",
    "00{number}",
    "🎲-{}",
)
"""Customer ids, to be filled with a nonce: other alphabets, and what URLs, SQL and shells read otherwise."""

ADDRESSES = (
    "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq",
    "rEb8TK3gBgk5auZkwc6sHnwrGVJH8DuaLh",
    "a" * LONGEST_TEXT,
    "Memo:7?dt=12345",
)
"""Addresses of other networks, and the longest: taken or not, but not altered."""


def _wallets(fixtures: Fixtures) -> list[tuple[str, str]]:
    return list(
        dict.fromkeys((network, fixtures.wallet(network, n)) for network in fixtures.networks for n in range(3))
    )


@check(*ALWAYS, GET_STATUS, GET_SAME, METADATA, COUNTRY)
@sweep(body=sessions.valid, most=9)
@tidily
async def everything_is_kept(nowramp: NowRamp, body: Body) -> None:
    """Any valid creation, read back with both keys and found in the list."""
    await _expect_kept(nowramp, {**body, **nowramp.new_customer()}, everywhere=True)


@check(*ALWAYS)
@sweep(fiat=each(lambda fixtures: fixtures.fiats), asset=each(lambda fixtures: fixtures.assets))
@tidily
async def every_trade_is_kept(nowramp: NowRamp, fiat: str, asset: Asset) -> None:
    """Each currency for each asset, since a default would look like what was sent."""
    amount = amounts.plain(*nowramp.fixtures.amount_range(fiat))
    trade = {**sessions.full(nowramp.fixtures, asset), "sourceCurrency": fiat, "sourceAmount": amount}
    await _expect_kept(nowramp, {**trade, **nowramp.new_customer()})


@check(EXTERNAL_CUSTOMER, *ALWAYS)
@sweep(shape=each(CUSTOMERS))
@tidily
async def customer_ids_of_every_length_are_accepted_and_kept(nowramp: NowRamp, shape: KeyShape) -> None:
    """Ids of up to 255 characters, as long as the partner likes and in its own alphabet."""
    body: Body = {"externalCustomerId": shape.key(nowramp.nonce())}
    await _expect_kept(nowramp, body, served=EXTERNAL_CUSTOMER)


@check(*ALWAYS)
@sweep(name=each(NAMES))
@tidily
async def customer_ids_are_kept_to_the_letter(nowramp: NowRamp, name: str) -> None:
    """Ids in other alphabets, and with characters that mean something elsewhere."""
    nonce = nowramp.nonce()
    customer = name.format(nonce, number=int(nonce, 16))
    await _expect_kept(nowramp, {"externalCustomerId": customer}, certain=False, everywhere=True)


@check(TYPE_MEMBERS, *ALWAYS)
@sweep(kind=each(TYPES), provided=each(("everything", "everything and locks", "what can be locked", "nothing")))
@tidily
async def types_are_accepted_and_kept(nowramp: NowRamp, kind: str, provided: str) -> None:
    """An onramp and an offramp that say everything, locked or not, all that can be locked, and nothing."""
    full, company = sessions.full(nowramp.fixtures), sessions.company(nowramp.fixtures)
    bodies: dict[str, Body] = {
        "everything": {**full, **company},
        "everything and locks": {**full, **company, "fieldLocks": {"network": {"locked": True}}},
        "what can be locked": full,
    }
    body = bodies.get(provided, {})
    await _expect_kept(nowramp, {**body, **nowramp.new_customer(), "type": kind}, served=TYPE_MEMBERS)


@check(*ALWAYS)
@sweep(url=each(sessions.URLS))
@tidily
async def urls_are_kept_to_the_letter(nowramp: NowRamp, url: str) -> None:
    """Redirect URLs with queries, fragments, ports and escapes."""
    await _expect_kept(nowramp, {"externalCustomerId": nowramp.customer(), "redirectUrl": url})


@check(AMOUNT_STRING, AMOUNT_NUMBER, *ALWAYS)
@sweep(amount=each(sessions.amounts_of))
@tidily
async def amounts_are_accepted_and_kept(nowramp: NowRamp, amount: object) -> None:
    """Ordinary amounts of up to two decimals, as texts and as numbers: shown with the same value."""
    body = {**nowramp.new_customer(), "sourceAmount": amount, "sourceCurrency": nowramp.fixtures.fiats[0]}
    await _expect_kept(nowramp, body, served=AMOUNT_STRING if isinstance(amount, str) else AMOUNT_NUMBER)


@check(*ALWAYS)
@sweep(place=each(_wallets))
@tidily
async def addresses_are_kept_to_the_letter(nowramp: NowRamp, place: tuple[str, str]) -> None:
    """Addresses with upper and lower case letters, on their networks."""
    network, address = place
    await _expect_kept(nowramp, {**nowramp.new_customer(), "network": network, "destinationAddress": address})


@check(*ALWAYS)
@sweep(address=each(ADDRESSES))
@tidily
async def an_accepted_address_is_kept_whatever_it_is(nowramp: NowRamp, address: str) -> None:
    """Addresses that a target need not accept; what it accepts it keeps whole."""
    await _expect_kept(nowramp, {**nowramp.new_customer(), "destinationAddress": address}, certain=False)


@check(*ALWAYS)
@sweep(amount=each(sessions.UNUSUAL_AMOUNTS))
@tidily
async def an_accepted_amount_is_kept_whatever_its_size(nowramp: NowRamp, amount: object) -> None:
    """Small and large amounts of up to two decimals, that a target need not accept."""
    body = {**nowramp.new_customer(), "sourceAmount": amount, "sourceCurrency": nowramp.fixtures.fiats[0]}
    await _expect_kept(nowramp, body, certain=False)


@check(AMOUNT_TEXT)
@sweep(amount=each(sessions.EXACT_AMOUNTS))
@tidily
async def an_accepted_amount_is_kept_exactly(nowramp: NowRamp, amount: str) -> None:
    """Amounts that a double cannot hold; what is accepted is not rounded."""
    body = {"sourceAmount": amount, "sourceCurrency": nowramp.fixtures.fiats[0]}
    answer = given(await nowramp.secret.create(body, zone=Zone.MAY_EITHER)).status(200, 201)
    _expect(answer, "sourceAmount", amount, attribute(answer, "sourceAmount"), AMOUNT_TEXT)


@check(METADATA_ACCEPTED, METADATA)
@sweep(data=each(metadata.ORDINARY))
@tidily
async def metadata_is_accepted_and_kept(nowramp: NowRamp, data: Metadata) -> None:
    """Texts in any alphabet, numbers, booleans, one object within another, nothing at all."""
    await _expect_kept(nowramp, {**nowramp.new_customer(), "metadata": data}, served=METADATA_ACCEPTED)


@check(METADATA)
@sweep(data=each(metadata.ODD_KEYS))
@tidily
async def accepted_metadata_is_kept_whatever_its_keys(nowramp: NowRamp, data: Metadata) -> None:
    """Metadata with keys that a target need not accept."""
    await _expect_kept(nowramp, {**nowramp.new_customer(), "metadata": data}, certain=False)


def _customers(fixtures: Fixtures) -> tuple[str, ...]:
    return fixtures.customers


@check(CUSTOMER_ID)
@sweep(customer=each(_customers))
@tidily
async def the_customer_is_kept(nowramp: NowRamp, customer: str) -> None:
    """A customer whom the project knows, read back and found in the list under that id."""
    await _expect_kept(nowramp, {**nowramp.new_customer(), "customerId": customer}, everywhere=True)


async def _expect_kept(
    nowramp: NowRamp,
    body: Body,
    *,
    served: str | None = None,
    certain: bool = True,
    everywhere: bool = False,
) -> None:
    """What is sent is what the answers show.

    Args:
        nowramp: the API.
        body: what to send.
        served: the requirement that promises that it is accepted.
        certain: it is valid; else it need not be accepted.
        everywhere: look with the public key, and in the list, too.
    """
    zone = Zone.MUST_ACCEPT if certain else Zone.MAY_EITHER
    creation = await nowramp.secret.create(body, zone=zone)
    if served is not None:
        expect(creation, served).accepted()
    given(creation).status(200, 201)
    ident, secret = (given(creation).member(f"/attributes/{name}") for name in ("sessionId", "clientSecret"))
    session = Opened(str(ident), str(secret), body, creation)
    _expect_fields(creation, body)
    readers = ("secret_key", "public_key") if everywhere and nowramp.lends("public_key") else ("secret_key",)
    for role in readers:
        shown = await nowramp.actor(role).get(session.id)
        if expect(shown, GET_STATUS).status(200):
            _expect_fields(shown, body)
            expect_same(shown, creation)
    if everywhere:
        listed = await nowramp.secret.find(externalCustomerId=body["externalCustomerId"])
        if listed.status == 200:
            _expect_listed(listed, session)


def _expect_fields(answer: Answer, body: Body) -> None:
    for field, requirement in STORED.items():
        if field in body:
            _expect(answer, field, body[field], attribute(answer, field), requirement)
    for field, requirement in (("metadata", METADATA), ("country", COUNTRY)):
        # The document shows neither in an answer.
        if field in body and attribute(answer, field) not in NOTHING:
            _expect(answer, field, body[field], answer.at(f"/attributes/{field}"), requirement)


def _expect_listed(listed: Answer, session: Opened) -> None:
    """In a list, whose form is open, a field may be left out; one that is shown is right."""
    try:
        items = sessions_in(listed)
    except Blocked:
        return
    found = next((attributes_of(item) for item in items if id_of(item) == session.id), {})
    for field, requirement in STORED.items():
        if field in session.body and found.get(field) is not None:
            _expect(listed, field, session.body[field], found[field], requirement)


def _expect(answer: Answer, field: str, sent: Any, shown: Any, requirement: str) -> None:
    expect(answer, requirement).that(
        same(field, sent, shown), expected=f"the {field} that was sent, {sent!r}", observed=f"{shown!r}"
    )
