"""One probe per fault that shows in company only: a few calls with the one thing beside the other that it takes."""

from __future__ import annotations

from collections.abc import Callable

from nowramp_probes import (
    DAY,
    FULL,
    OTHER_SK,
    PK,
    RANGE,
    SK,
    Bench,
    Made,
    Probe,
    client_error,
    customer,
    denied,
    everywhere,
    expired,
    hidden,
    ident,
    items,
    lifetime,
    locked,
    refused,
    sessions,
    succeeded,
    told,
)

from reference.nowramp.catalog import CUSTOMERS

COMPANY: dict[str, Probe] = {}
"""By the name of the fault that breaks it; what the probe asserts is the requirement of that fault."""


def of(name: str) -> Callable[[Probe], Probe]:
    def mark(function: Probe) -> Probe:
        assert name not in COMPANY
        COMPANY[name] = function
        return function

    return mark


# ---- the key


@of("filtered-lists-are-open")
async def a_filtered_list_needs_a_key(bench: Bench) -> None:
    who = customer()
    await bench.made(externalCustomerId=who)
    for key in (None, ""):
        denied(await bench.list(key, externalCustomerId=who))


@of("keys-in-any-case")
async def a_key_in_the_other_case_is_none(bench: Bench) -> None:
    session = await bench.full()
    denied(await bench.get(session.id, PK.swapcase()))
    denied(await bench.list(SK.swapcase()))


@of("second-page-is-everybodys")
async def every_page_is_of_the_own_project(bench: Bench) -> None:
    theirs = [Made((await bench.post({"externalCustomerId": customer()}, OTHER_SK)).json()).id for _ in range(3)]
    ours = await sessions(bench, 3)
    pages = [await bench.list(page=page, pageSize=2) for page in (1, 2)]
    walked = [ident(each) for page in pages for each in items(page.json())]
    assert not set(walked) & set(theirs)
    assert sorted(walked) == sorted(ours)


# ---- what stands beside what, at the creation


@of("offramps-need-nobody")
async def an_offramp_needs_a_customer(bench: Bench) -> None:
    refused(await bench.post({"type": "offramp"}))
    refused(await bench.post({**FULL, "type": "offramp"}))


@of("offramp-metadata-unchecked")
async def the_metadata_of_an_offramp_is_bounded(bench: Bench) -> None:
    refused(await bench.create(type="offramp", metadata={f"k{number}": number for number in range(21)}))


@of("metadata-brings-the-default-life")
async def a_lifetime_counts_beside_metadata(bench: Bench) -> None:
    assert lifetime((await bench.made(metadata={"a": "b"}, expiresInSeconds=600)).attributes) == 600


@of("offramps-live-on")
async def an_offramp_lives_for_a_day_at_most(bench: Bench) -> None:
    for seconds in (DAY + 1, 7 * DAY):
        answer = await bench.create(type="offramp", expiresInSeconds=seconds)
        if answer.status_code == 201:
            assert lifetime(answer.json()["attributes"]) <= DAY
        else:
            refused(answer)


@of("metadata-unlocks")
async def an_address_is_locked_beside_metadata(bench: Bench) -> None:
    session = await bench.full(metadata={"a": "b"})
    for shown in (session.attributes, await bench.shown(session)):
        assert locked(shown, "destinationAddress")


@of("locks-lose-the-redirect")
async def a_redirect_is_kept_beside_locks(bench: Bench) -> None:
    for flag in (True, False):
        session = await bench.full(fieldLocks={"network": {"locked": flag}})
        for shown in (session.attributes, await bench.shown(session)):
            assert shown.get("redirectUrl") == FULL["redirectUrl"]


@of("metadata-makes-an-onramp")
async def an_offramp_stays_one_beside_metadata(bench: Bench) -> None:
    for shown in await everywhere(bench, type="offramp", metadata={"a": "b"}):
        assert shown["type"] == "offramp"


@of("known-customers-sell")
async def a_known_customer_buys_by_default(bench: Bench) -> None:
    assert (await bench.made(customerId=CUSTOMERS[0])).attributes["type"] == "onramp"


@of("ids-of-digits-are-numbers")
async def an_id_of_digits_keeps_its_zeros(bench: Bench) -> None:
    for shown in await everywhere(bench, externalCustomerId="0042"):
        assert shown["externalCustomerId"] == "0042"


@of("null-lock-crashes")
async def a_null_lock_is_no_crash(bench: Bench) -> None:
    for name in ("sourceAmount", "network"):
        answer = await bench.create(**FULL, fieldLocks={name: None})
        assert answer.status_code < 500, answer.text


# ---- afterwards


@of("secret-in-a-header")
async def no_header_tells_the_secret(bench: Bench) -> None:
    session = await bench.full()
    for key in (SK, PK):
        answer = await bench.get(session.id, key)
        hidden(answer, session)
        assert not any(session.secret in value for value in answer.headers.values())


@of("secrets-of-one-customer-pass")
async def a_secret_opens_no_other_session_of_its_customer(bench: Bench) -> None:
    who = customer()
    session, other = await bench.full(externalCustomerId=who), await bench.full(externalCustomerId=who)
    client_error(await bench.order(session, clientSecret=other.secret))
    assert await bench.status(session) == "pending"


@of("out-of-bounds-burns")
async def an_amount_out_of_range_burns_nothing(bench: Bench) -> None:
    for amount in ("19", "1001"):
        session = await bench.made(**RANGE)
        client_error(await bench.order(session, fiatAmount=amount))
        answer = await bench.order(session)
        assert answer.status_code == 201, answer.text


@of("offramps-are-ordered-again")
async def an_offramp_is_ordered_once(bench: Bench) -> None:
    session = await bench.full(type="offramp")
    await bench.ordered(session)
    told(await bench.order(session), "SESSION_ALREADY_USED")


@of("locked-sessions-are-kept")
async def a_session_with_locks_of_its_own_is_cancelled(bench: Bench) -> None:
    for flag in (True, False):
        succeeded(await bench.cancel(await bench.full(fieldLocks={"network": {"locked": flag}})))


@of("long-lives-never-end")
async def a_long_life_ends(bench: Bench) -> None:
    session = await bench.full(expiresInSeconds=7200)
    await bench.advance(7202)
    assert await bench.status(session) == "expired"


@of("known-customers-never-expire")
async def a_session_of_a_known_customer_expires(bench: Bench) -> None:
    session = await bench.made(customerId=CUSTOMERS[0], expiresInSeconds=60)
    await bench.advance(62)
    assert await bench.status(session) == "expired"


@of("expired-are-cancelled-too")
async def an_expired_session_is_not_listed_as_cancelled(bench: Bench) -> None:
    late, cancelled = await expired(bench), await bench.full()
    succeeded(await bench.cancel(cancelled))
    assert await bench.ids(status="cancelled") == [cancelled.id]
    assert await bench.ids(status="expired") == [late.id]


@of("external-filter-is-a-pattern")
async def an_underscore_stands_for_itself(bench: Bench) -> None:
    who = customer()
    mine = await bench.made(externalCustomerId=f"{who}_1")
    await bench.made(externalCustomerId=f"{who}x1")
    assert await bench.ids(externalCustomerId=f"{who}_1") == [mine.id]


@of("external-filter-looks-at-64")
async def a_long_id_is_compared_to_its_end(bench: Bench) -> None:
    begun = customer().ljust(64, "x")
    mine = await bench.made(externalCustomerId=f"{begun}1")
    await bench.made(externalCustomerId=f"{begun}2")
    assert await bench.ids(externalCustomerId=f"{begun}1") == [mine.id]
