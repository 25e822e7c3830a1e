"""What a creation may hold: every documented field with its documented values is accepted."""

from conformance.check import check, each, sweep
from conformance.exchange import Zone
from conformance.expectation import expect, given
from conformance.nowramp.facade import NowRamp, tidily
from conformance.nowramp.lived import expect_lifetime
from conformance.nowramp.reading import STATUS, same
from conformance.nowramp.retrieved import GET_SAME, expect_same
from conformance.together import together
from strategies.nowramp import metadata, sessions
from strategies.nowramp.fixtures import Fixtures
from strategies.nowramp.metadata import Metadata
from strategies.nowramp.sessions import Body
from strategies.nowramp.vocabulary import DEFAULT_LIFETIME, LONGEST_TEXT, TYPES

STATUS_CREATED = "NOWRAMP-CREATE-STATUS"
FRESH = "NOWRAMP-CREATE-FRESH"
PENDING = "NOWRAMP-SESSION-PENDING"
PROJECT = "NOWRAMP-SESSION-PROJECT"
OPTIONAL = "NOWRAMP-CREATE-OPTIONAL"
CUSTOMER_ID = "NOWRAMP-CREATE-CUSTOMER-ID"
TYPE_DEFAULT = "NOWRAMP-CREATE-TYPE-DEFAULT"
LIFETIME_DEFAULT = "NOWRAMP-EXPIRY-DEFAULT"
LONGEST_ADDRESS = "NOWRAMP-CREATE-ADDRESS-LONGEST"
COUNTRY = "NOWRAMP-CREATE-COUNTRY"
METADATA_KEYS = "NOWRAMP-METADATA-KEYS-FIT"
METADATA_SIZE = "NOWRAMP-METADATA-SIZE-FITS"
METADATA_NESTING = "NOWRAMP-METADATA-NESTING-FITS"


def _customers(fixtures: Fixtures) -> tuple[str, ...]:
    return fixtures.customers


def _countries(fixtures: Fixtures) -> tuple[str, ...]:
    return fixtures.countries


@check(STATUS_CREATED, PENDING, FRESH, PROJECT)
@sweep(body=sessions.valid, most=6)
@tidily
async def a_valid_creation_is_served(nowramp: NowRamp, body: Body) -> None:
    """Any of the optional fields, twice; the same request makes another session."""
    for _ in range(2):
        answer = await nowramp.secret.create(body)
        expect(answer, STATUS_CREATED).status(201)
        if answer.succeeded:
            expect(answer, PENDING).that(answer.at(STATUS) == "pending", expected="the status 'pending'")


@check(FRESH)
@sweep(body=sessions.payable, most=2)
@tidily
async def one_customer_has_many_sessions(nowramp: NowRamp, body: Body) -> None:
    """One and the same request for one customer, again and again, also at the same time."""
    body = {**body, "externalCustomerId": nowramp.customer()}
    first = await nowramp.open(body)
    others = await together(*(nowramp.open(body) for _ in range(3)))
    for other in others:
        expect(other.answer, FRESH).differs(first.answer, at="/id")
        expect(other.answer, FRESH).differs(first.answer, at="/attributes/clientSecret")


def _lone_fields(fixtures: Fixtures) -> list[Body]:
    known: list[Body] = [{"customerId": customer} for customer in fixtures.customers[:1]]
    return [*sessions.lone_fields(fixtures), *known]


@check(OPTIONAL, TYPE_DEFAULT, LIFETIME_DEFAULT, GET_SAME)
@sweep(body=each(_lone_fields))
@tidily
async def optional_fields_may_be_left_out(nowramp: NowRamp, body: Body) -> None:
    """Nothing but either customer, each field alone, everything but each field, everything; read back too."""
    creation = await nowramp.secret.create(body)
    expect(creation, OPTIONAL).accepted()
    shown = given(await nowramp.secret.get(str(given(creation).member("/id")))).status(200)
    expect_same(shown, creation)
    for answer in (creation, shown):
        if "type" not in body:
            kind = answer.at("/attributes/type")
            expect(answer, TYPE_DEFAULT).that(kind == TYPES[0], expected=f"the type {TYPES[0]!r}")
        if "expiresInSeconds" not in body:
            expect_lifetime(answer, DEFAULT_LIFETIME, LIFETIME_DEFAULT)


@check(CUSTOMER_ID)
@sweep(customer=each(_customers), beside=each((False, True)))
@tidily
async def customer_ids_of_nowramp_are_accepted(nowramp: NowRamp, customer: str, beside: bool) -> None:
    """A customer whom the project knows, alone and beside the partner's own id."""
    body = {"customerId": customer} | ({"externalCustomerId": nowramp.customer()} if beside else {})
    answer = await nowramp.secret.create(body)
    if expect(answer, CUSTOMER_ID).accepted():
        shown = answer.at("/attributes/customerId")
        expect(answer, CUSTOMER_ID).that(same("customerId", shown, customer), expected=f"the customerId {customer!r}")


@check(LONGEST_ADDRESS)
@tidily
async def an_address_has_up_to_255_characters(nowramp: NowRamp) -> None:
    """An address of 255 characters, where one of 253 and one of 254 are taken: nothing else speaks against it."""
    shorter = (
        nowramp.secret.create({"destinationAddress": "x" * (LONGEST_TEXT - less)}, zone=Zone.MAY_EITHER)
        for less in (2, 1)
    )
    if all(answer.succeeded for answer in await together(*shorter)):
        longest = await nowramp.secret.create({"destinationAddress": "x" * LONGEST_TEXT})
        expect(longest, LONGEST_ADDRESS).accepted()


@check(COUNTRY)
@sweep(country=each(_countries), body=sessions.payable, most=8)
@tidily
async def countries_are_accepted(nowramp: NowRamp, country: str, body: Body) -> None:
    """Each country that the target serves."""
    expect(await nowramp.secret.create({**body, "country": country}), COUNTRY).accepted()


@check(METADATA_KEYS, METADATA_SIZE, METADATA_NESTING)
@sweep(
    case=each(
        [
            *((METADATA_KEYS, data) for data in metadata.KEYS_FIT),
            *((METADATA_SIZE, data) for data in metadata.SIZE_FITS),
            *((METADATA_NESTING, data) for data in metadata.NESTING_FITS),
        ]
    ),
)
@tidily
async def metadata_at_its_limits_is_accepted(nowramp: NowRamp, case: tuple[str, Metadata]) -> None:
    """Twenty keys, just under 4 KB, two levels."""
    requirement, data = case
    expect(await nowramp.secret.create({"metadata": data}), requirement).accepted()
