"""One probe per fault that shows in company only: what is right by itself, asked with something beside it."""

from __future__ import annotations

from collections.abc import Callable

from in_process import Answer
from sumvin_meld_probes import (
    FIXTURES,
    FOREIGN,
    accounts,
    call,
    link,
    quote,
    rows,
    sync,
    token_for,
    transaction,
    transactions,
)
from sumvin_probes import BUY, Bench, Probe, key, opened, problem, replayed, times

COMPANY: dict[str, Probe] = {}
"""The probes, by the name of the fault that each sees."""

OTHER_ORG = "alice_other_org"
REFRESH = "acc_alice_refresh"
"""An account whose connection wants a refresh."""


def of(name: str) -> Callable[[Probe], Probe]:
    def mark(function: Probe) -> Probe:
        assert name not in COMPANY
        COMPANY[name] = function
        return function

    return mark


def refused_as(answer: Answer, status: int, code: str) -> None:
    assert answer.status_code == status, answer.text  # an answer that is no problem has no code to look at
    problem(answer, status, code)


# ---- keys


@of("named-organisations-forget-keys")
async def a_key_counts_under_a_named_organisation(bench: Bench) -> None:
    body = {**BUY, "idempotency_key": key()}
    first = opened(await bench.open(body, OTHER_ORG))
    assert replayed(await bench.open(body, OTHER_ORG))["id"] == first["id"]


@of("numbers-come-without-a-key")
async def a_key_counts_beside_an_amount_that_is_a_number(bench: Bench) -> None:
    for amount in (100, 100.5):
        body = {**BUY, "source_amount": amount, "idempotency_key": key()}
        first = opened(await bench.open(body))
        assert replayed(await bench.open(body))["id"] == first["id"]


@of("blanks-within-a-key-are-one")
async def keys_differ_by_a_blank_within(bench: Bench) -> None:
    stem = key()
    one, other = [opened(await bench.order(idempotency_key=f"{stem}{gap}end")) for gap in (" ", "  ")]
    assert one["id"] != other["id"]


# ---- providers


@of("pin-and-rail-exclude")
async def a_pinned_provider_takes_each_of_its_rails(bench: Bench) -> None:
    for provider in FIXTURES["providers"]:
        country, rail = provider["countries"][0], provider["rails"][0]
        pinned = {"service_provider": provider["name"], "payment_method_type": rail}
        opened(await bench.order(country_code=country, **pinned))


@of("rails-cross-borders")
async def a_rail_is_quoted_by_those_in_the_market(bench: Bench) -> None:
    for country in ("GB", "ZA"):
        live = {each["name"] for each in FIXTURES["providers"] if country in each["countries"]}
        quoted = rows(await quote(bench, country_code=country, payment_method_type="CARD"))
        assert quoted and {each["service_provider"] for each in quoted} <= live


# ---- transactions


@of("further-pages-need-no-kyc")
async def a_further_page_needs_kyc_too(bench: Bench) -> None:
    for page in ("0", "1", "2"):
        answer = await call(bench, "GET", "/v0/ramp/transactions", "unverified", params={"page": page})
        refused_as(answer, 403, "RAMP_KYC_REQUIRED")


@of("count-shows-the-house")
async def a_list_of_some_length_is_of_ones_own(bench: Bench) -> None:
    for count in (5, 50):
        assert {each["id"] for each in await transactions(bench, count=count)} == set(FIXTURES["transactions"]["own"])


@of("nothing-of-ones-own-shows-all")
async def who_has_no_transactions_sees_none(bench: Bench) -> None:
    for actor in ("newcomer", OTHER_ORG):
        assert await transactions(bench, actor) == []


@of("the-header-opens-transactions")
async def a_foreign_transaction_stays_hidden_under_the_header(bench: Bench) -> None:
    for ident in FIXTURES["transactions"]["foreign"]:
        answer = await transaction(bench, ident, **{"x-timestamp-format": "iso8601"})
        refused_as(answer, 404, "RAMP_TRANSACTION_NOT_FOUND")


# ---- banks


@of("named-organisations-select-nothing")
async def a_named_organisation_selects_its_institutions_too(bench: Bench) -> None:
    answer = await call(bench, "GET", "/v0/accounts/link/config", OTHER_ORG)
    assert answer.status_code == 200 and answer.json()["requires_institution_selection"] is True


@of("institutions-of-a-country-are-open")
async def the_institutions_of_a_country_are_gated(bench: Bench) -> None:
    answer = await call(bench, "GET", "/v0/bank-linking/institutions", "unentitled", params={"country_code": "US"})
    refused_as(answer, 403, "GATE-403-001")


@of("a-region-is-enough")
async def a_region_names_no_institution(bench: Bench) -> None:
    for chosen in ({}, {"institution_id": None}, {"institution_id": ""}):
        refused_as(await link(bench, regions=["US"], **chosen), 400, "BANK_INSTITUTION_REQUIRED")


@of("links-with-regions-answer-200")
async def a_link_with_regions_is_started(bench: Bench) -> None:
    assert (await link(bench, institution_id=FIXTURES["institutions"][0], regions=["US"])).status_code == 202


@of("owners-token-serves-all")
async def a_token_of_the_owner_gives_others_none(bench: Bench) -> None:
    assert (await token_for(bench, FOREIGN, "bob")).status_code == 201
    refused_as(await token_for(bench, FOREIGN), 403, "BANK_ACCOUNT_UNAUTHORIZED")


@of("named-organisations-share-accounts")
async def accounts_stay_within_their_organisation(bench: Bench) -> None:
    assert await accounts(bench, OTHER_ORG) == {}


@of("impaired-sync-answers-200")
async def an_account_that_wants_a_refresh_is_synced(bench: Bench) -> None:
    assert (await accounts(bench))[REFRESH]["status"] == "refresh_required"
    assert (await sync(bench, REFRESH)).status_code == 202


# ---- the header


async def shows_milliseconds(bench: Bench, header: str) -> None:
    answer = await call(bench, "GET", "/v0/ramp/transactions", headers={"x-timestamp-format": header})
    shown = list(times(answer.json()))
    assert shown and all(type(value) is int for value in shown), shown


@of("what-begins-with-iso-is-iso")
async def more_than_the_value_is_not_the_value(bench: Bench) -> None:
    for header in ("iso8601-basic", "iso8601;q=1", "iso8601, epoch"):
        await shows_milliseconds(bench, header)


@of("what-holds-iso-is-iso")
async def the_value_within_another_is_not_the_value(bench: Bench) -> None:
    for header in ("x-iso8601", "epoch, iso8601", "format=iso8601;q=1"):
        await shows_milliseconds(bench, header)
