"""The request body: what must be accepted, and what must be refused as invalid, one rule at a time."""

from collections.abc import Callable

from hypothesis import strategies as st

from conformance.check import check, each, sweep
from conformance.exchange import Zone
from conformance.expectation import expect
from conformance.sumvin.errors import expect_recognised
from conformance.sumvin.facade import Sumvin
from strategies import amounts
from strategies.noise import Noise, hostile
from strategies.sumvin import sessions
from strategies.sumvin.bodies import DIRECTIONS, Body
from strategies.sumvin.fixtures import Fixtures
from strategies.sumvin.sessions import NearMiss

BODY_OBJECT = "SUMVIN-SESSIONS-BODY-OBJECT"
AMOUNT_STRING = "SUMVIN-SESSIONS-AMOUNT-STRING"
AMOUNT_NUMBER = "SUMVIN-SESSIONS-AMOUNT-NUMBER"
AMOUNT_RANGE = "SUMVIN-SESSIONS-AMOUNT-RANGE"
AMOUNT_POSITIVE = "SUMVIN-SESSIONS-AMOUNT-POSITIVE"
AMOUNT_NUMERIC = "SUMVIN-SESSIONS-AMOUNT-NUMERIC"
REQUIRED = (
    "SUMVIN-SESSIONS-AMOUNT-REQUIRED",
    "SUMVIN-SESSIONS-FROM-REQUIRED",
    "SUMVIN-SESSIONS-TO-REQUIRED",
    "SUMVIN-SESSIONS-CHAIN-REQUIRED",
    "SUMVIN-SESSIONS-WALLET-REQUIRED",
)
NONEMPTY = (
    "SUMVIN-SESSIONS-FROM-NONEMPTY",
    "SUMVIN-SESSIONS-TO-NONEMPTY",
    "SUMVIN-SESSIONS-WALLET-NONEMPTY",
)
FIELD_TYPES = "SUMVIN-SESSIONS-FIELD-TYPES"
KEY_TOO_LONG = "SUMVIN-IDEMPOTENCY-KEY-TOO-LONG"
COUNTRY_OPTIONAL = "SUMVIN-SESSIONS-COUNTRY-OPTIONAL"
RAIL_OPTIONAL = "SUMVIN-SESSIONS-RAIL-OPTIONAL"
PROVIDER_OPTIONAL = "SUMVIN-SESSIONS-PROVIDER-OPTIONAL"
STATUS_DOCUMENTED = "SUMVIN-SESSIONS-STATUS-DOCUMENTED"

MANY = 100
"""More near misses of one kind than this are shared out between buys and sales."""

OPTIONAL_FIELDS = ("country_code", "payment_method_type", "service_provider")


def breaking(*requirements: str) -> Callable[[Fixtures], list[NearMiss]]:
    """The near misses that break one of these requirements, in buys and in sales."""

    def near_misses(fixtures: Fixtures) -> list[NearMiss]:
        found = [
            [one for one in sessions.near_misses(fixtures, direction=direction) if one.requirement in requirements]
            for direction in DIRECTIONS
        ]
        if len(found[0]) <= MANY:
            return [one for of_direction in found for one in of_direction]
        # Of very many, every second in either direction: the list is covered, and so are both directions.
        return [pair[position % len(pair)] for position, pair in enumerate(zip(*found, strict=True))]

    return near_misses


async def expect_invalid(sumvin: Sumvin, near_miss: NearMiss) -> None:
    """A request that breaks the declared schema is refused with 400 or 422."""
    answer = await sumvin.alice.open_session(near_miss.body, zone=Zone.MUST_REJECT)
    expect(answer, near_miss.requirement).refused(400, 422)


@check(*REQUIRED)
@sweep(near_miss=each(breaking(*REQUIRED)))
async def a_required_field_is_missing(sumvin: Sumvin, near_miss: NearMiss) -> None:
    """An otherwise plain order without one of the required fields."""
    await expect_invalid(sumvin, near_miss)


@check(AMOUNT_POSITIVE)
@sweep(near_miss=each(breaking(AMOUNT_POSITIVE)))
async def an_amount_of_zero_or_less(sumvin: Sumvin, near_miss: NearMiss) -> None:
    """An otherwise plain order with nothing or less to trade."""
    await expect_invalid(sumvin, near_miss)


@check(AMOUNT_NUMERIC)
@sweep(near_miss=each(breaking(AMOUNT_NUMERIC)))
async def an_amount_that_is_no_number(sumvin: Sumvin, near_miss: NearMiss) -> None:
    """An otherwise plain order whose amount nobody can read as a finite number."""
    await expect_invalid(sumvin, near_miss)


@check(*NONEMPTY)
@sweep(near_miss=each(breaking(*NONEMPTY)))
async def an_empty_text(sumvin: Sumvin, near_miss: NearMiss) -> None:
    """An otherwise plain order with an empty asset or wallet."""
    await expect_invalid(sumvin, near_miss)


@check(FIELD_TYPES)
@sweep(near_miss=each(breaking(FIELD_TYPES)))
async def a_value_of_another_type(sumvin: Sumvin, near_miss: NearMiss) -> None:
    """An otherwise plain order with one value of another JSON type than documented."""
    await expect_invalid(sumvin, near_miss)


@check(KEY_TOO_LONG)
@sweep(near_miss=each(breaking(KEY_TOO_LONG)))
async def a_key_of_more_than_128_characters(sumvin: Sumvin, near_miss: NearMiss) -> None:
    """An otherwise plain order with a key that is too long."""
    await expect_invalid(sumvin, near_miss)


def _no_objects(fixtures: Fixtures) -> list[Noise]:
    return [noise for noise in hostile(sessions.plain(fixtures), "service_provider") if noise.breaks]


def _odd(fixtures: Fixtures) -> list[Noise]:
    return [noise for noise in hostile(sessions.plain(fixtures), "service_provider") if not noise.breaks]


@check(BODY_OBJECT)
@sweep(noise=each(_no_objects))
async def a_body_that_is_no_json_object(sumvin: Sumvin, noise: Noise) -> None:
    """Nothing, half an object, an array, a bare value, another format."""
    answer = await sumvin.alice.post(noise.content, content_type=noise.content_type, zone=Zone.MUST_REJECT)
    expect(answer, BODY_OBJECT).refused()


@check(STATUS_DOCUMENTED)
@sweep(noise=each(_odd))
async def noise_upsets_nobody(sumvin: Sumvin, noise: Noise) -> None:
    """Odd texts, odd structures, odd labels: accepted or refused, but never a server's failure."""
    await sumvin.alice.post(noise.content, content_type=noise.content_type)


ODD_TEXTS = ("no-such-value", "", "null", "0", "x" * 1000, "'; --", "../..", "%00", "a,b", "{}")
OPTIONAL_HEADERS = ("x-juno-orgid", "x-sumvin-token", "x-sumvin-pat", "x-sumvin-pint-token")


@check(STATUS_DOCUMENTED)
@sweep(header=each(OPTIONAL_HEADERS), text=each(ODD_TEXTS), order=sessions.valid)
async def odd_headers_upset_nobody(sumvin: Sumvin, header: str, text: str, order: Body) -> None:
    """Each optional header with texts that name nothing: accepted or refused, but never a server's failure."""
    await sumvin.alice.open_session(order, headers={header: text}, zone=Zone.MAY_EITHER)


@check(AMOUNT_STRING)
@sweep(order=sessions.valid)
async def an_amount_as_a_decimal_string(sumvin: Sumvin, order: Body) -> None:
    """A valid order, its amount a decimal string."""
    expect(await sumvin.alice.open_session(order), AMOUNT_STRING).accepted()


@check(AMOUNT_NUMBER)
@sweep(order=sessions.valid_with_number_amount)
async def an_amount_as_a_number(sumvin: Sumvin, order: Body) -> None:
    """A valid order, its amount a JSON number."""
    expect(await sumvin.alice.open_session(order), AMOUNT_NUMBER).accepted()


@check(AMOUNT_RANGE)
@sweep(amount=each(amounts.UNUSUAL), order=sessions.valid)
async def an_unusual_amount_above_zero(sumvin: Sumvin, amount: str, order: Body) -> None:
    """Amounts at the edges of columns, types and business rules: served or not, but not invalid."""
    await _expect_in_range(sumvin, {**order, "source_amount": amount})


@check(AMOUNT_RANGE)
@sweep(amount=st.one_of(amounts.tiny(), amounts.large(), amounts.many_decimals()), order=sessions.valid)
async def any_amount_above_zero(sumvin: Sumvin, amount: str, order: Body) -> None:
    """Drawn amounts of every size: served or not, but not invalid."""
    await _expect_in_range(sumvin, {**order, "source_amount": amount})


async def _expect_in_range(sumvin: Sumvin, order: Body) -> None:
    expect_recognised(await sumvin.alice.open_session(order, zone=Zone.MAY_EITHER), AMOUNT_RANGE)


@check(COUNTRY_OPTIONAL)
@sweep(order=sessions.valid)
async def the_country_is_left_out(sumvin: Sumvin, order: Body) -> None:
    """A valid order that names no country."""
    expect(await sumvin.alice.open_session(_without_optional(order)), COUNTRY_OPTIONAL).accepted()


@check(RAIL_OPTIONAL)
@sweep(form=each(("left out", "null")), order=sessions.valid)
async def the_rail_is_left_out_or_null(sumvin: Sumvin, form: str, order: Body) -> None:
    """A valid order that names no rail."""
    rail: Body = {"payment_method_type": None} if form == "null" else {}
    expect(await sumvin.alice.open_session({**_without_optional(order), **rail}), RAIL_OPTIONAL).accepted()


@check(PROVIDER_OPTIONAL)
@sweep(form=each(("left out", "null")), order=sessions.valid)
async def the_provider_is_left_out_or_null(sumvin: Sumvin, form: str, order: Body) -> None:
    """A valid order that names no provider."""
    provider: Body = {"service_provider": None} if form == "null" else {}
    expect(await sumvin.alice.open_session({**_without_optional(order), **provider}), PROVIDER_OPTIONAL).accepted()


def _without_optional(order: Body) -> Body:
    return {name: value for name, value in order.items() if name not in OPTIONAL_FIELDS}
