"""Creations with one thing wrong: each is refused, as a validation error."""

from collections.abc import Callable

from conformance.check import check, each, sweep
from conformance.exchange import Zone
from conformance.expectation import expect
from conformance.nowramp.errors import VALIDATION, expect_error
from conformance.nowramp.facade import NowRamp, tidily
from strategies.nowramp.fixtures import Fixtures
from strategies.nowramp.near_misses import NearMiss, near_misses

CUSTOMER_REQUIRED = "NOWRAMP-CREATE-CUSTOMER-REQUIRED"
TEXTS = (
    "NOWRAMP-CREATE-CUSTOMER-ID-UUID",
    "NOWRAMP-CREATE-EXTERNAL-CUSTOMER-TOO-LONG",
    "NOWRAMP-CREATE-ADDRESS-TOO-LONG",
    "NOWRAMP-CREATE-TYPE-NONMEMBERS",
    "NOWRAMP-CREATE-REDIRECT-URL",
    "NOWRAMP-CREATE-COUNTRY-FORM",
)
METADATA = (
    "NOWRAMP-METADATA-KEYS-TOO-MANY",
    "NOWRAMP-METADATA-SIZE-TOO-LARGE",
    "NOWRAMP-METADATA-NESTING-TOO-DEEP",
)
FIELD_TYPES = "NOWRAMP-CREATE-FIELD-TYPES"
LOCK_TYPES = "NOWRAMP-LOCK-TYPES"
IMPLIED = (
    "NOWRAMP-CREATE-AMOUNT-NUMERIC",
    "NOWRAMP-CREATE-AMOUNT-POSITIVE",
    "NOWRAMP-CREATE-COUNTRY-ASSIGNED",
    "NOWRAMP-EXPIRY-POSITIVE",
    "NOWRAMP-LOCK-RANGE-ORDER",
)


def _breaking(*requirements: str) -> Callable[[Fixtures], list[NearMiss]]:
    return lambda fixtures: [one for one in near_misses(fixtures) if one.requirement in requirements]


async def _refused(nowramp: NowRamp, near_miss: NearMiss) -> bool:
    """The near miss is refused as invalid; whether it was refused at all."""
    body = near_miss.body if near_miss.nameless else {"externalCustomerId": nowramp.customer(), **near_miss.body}
    answer = await nowramp.secret.create(body, nameless=True, zone=Zone.MUST_REJECT)
    expect(answer, near_miss.requirement).refused(400, 422)
    # What no sentence forbids, no sentence gives a code to.
    if 400 <= answer.status < 500 and near_miss.requirement not in IMPLIED:
        expect_error(answer, VALIDATION, "VALIDATION_ERROR")
    return not answer.succeeded


@check(CUSTOMER_REQUIRED, VALIDATION)
@sweep(near_miss=each(_breaking(CUSTOMER_REQUIRED)))
@tidily
async def a_session_needs_a_customer(nowramp: NowRamp, near_miss: NearMiss) -> None:
    """An otherwise plain creation that names nobody."""
    await _refused(nowramp, near_miss)


@check(*TEXTS, VALIDATION)
@sweep(near_miss=each(_breaking(*TEXTS)))
@tidily
async def a_text_of_another_form(nowramp: NowRamp, near_miss: NearMiss) -> None:
    """An otherwise plain creation with one text that is too long, or is not what it is called."""
    await _refused(nowramp, near_miss)


@check(*METADATA, VALIDATION)
@sweep(near_miss=each(_breaking(*METADATA)))
@tidily
async def metadata_beyond_its_limits(nowramp: NowRamp, near_miss: NearMiss) -> None:
    """An otherwise plain creation with too many keys, too much or too deep metadata."""
    await _refused(nowramp, near_miss)


@check(FIELD_TYPES, VALIDATION)
@sweep(near_miss=each(_breaking(FIELD_TYPES)))
@tidily
async def a_value_of_another_type(nowramp: NowRamp, near_miss: NearMiss) -> None:
    """An otherwise plain creation with a structure for a text, or a text for a structure."""
    await _refused(nowramp, near_miss)


@check(LOCK_TYPES, VALIDATION)
@sweep(near_miss=each(_breaking(LOCK_TYPES)))
@tidily
async def a_lock_of_another_type(nowramp: NowRamp, near_miss: NearMiss) -> None:
    """An otherwise plain creation with one lock that cannot be read."""
    await _refused(nowramp, near_miss)


@check(*IMPLIED)
@sweep(near_miss=each(_breaking(*IMPLIED)))
@tidily
async def what_makes_no_sense(nowramp: NowRamp, near_miss: NearMiss) -> None:
    """An otherwise plain creation that the document does not forbid, and nobody can mean."""
    await _refused(nowramp, near_miss)
