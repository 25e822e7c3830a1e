"""One probe per fault at the edges of what is usually sent, which the probes of the requirements do not see."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from stripe_bench import MINUTE, Bench, refused
from stripe_probes import ETH, Probe, details, each_refused, three_answers

COMPANY: dict[str, Probe] = {}


def of(name: str) -> Callable[[Probe], Probe]:
    def keep(body: Probe) -> Probe:
        assert name not in COMPANY, name
        COMPANY[name] = body
        return body

    return keep


async def what_is_shown_on_the_way(bench: Bench, story: str, **params: Any) -> list[dict[str, Any]]:
    """Create a session whose customer acts, and return it at its creation and at each of its later statuses."""
    shown = [await bench.new("alice", {"x-reference-customer": story}, **params)]
    for _ in range(3):
        await bench.advance(MINUTE)
        shown.append(await bench.again(shown[0]))
    assert shown[-1]["status"] == {"pays": "fulfillment_complete", "rejected": "rejected"}[story]
    return shown


# ---- amounts


@of("pennies-of-thousands-unchecked")
async def thousands_have_no_fractions_of_a_penny_either(bench: Bench) -> None:
    for amount in ("1000.001", "1234.567", "19999.999"):
        await each_refused(bench, {"source_amount": amount, "source_currency": "usd"})
    await bench.new(source_amount="1000.01", source_currency="usd")


@of("cents-are-floats")
async def cents_that_no_double_can_hold_are_cents(bench: Bench) -> None:
    for amount in ("64.1", "1.1", "19.99"):
        assert (await bench.post(source_amount=amount, source_currency="usd")).status_code == 200


@of("small-amounts-are-shown-as-zero")
async def the_smallest_amounts_are_shown(bench: Bench) -> None:
    for amount in ("0.0000001", "0.000000000000000001"):
        for each in await three_answers(bench, destination_amount=amount, **ETH):
            assert Decimal(details(each)["destination_amount"]) == Decimal(amount)


# ---- the customer


@of("details-open-every-region")
async def a_region_stays_closed_to_customers_with_details(bench: Bench) -> None:
    ada = {"first_name": "Ada", "last_name": "Lovelace"}
    for address in ("175.45.176.1", "2001:db8:bad::1"):
        await each_refused(bench, {"customer_ip_address": address, "kyc_details": ada})
    await bench.new(customer_ip_address="8.8.8.8", kyc_details=ada)


# ---- what is kept


@of("metadata-is-composed")
async def metadata_stays_as_it_was_composed(bench: Bench) -> None:
    sent = {"apart": "Zoe\u0308 A\u030a", "together": "Zo\u00eb \u00c5", "angstrom": "\u212b"}
    for each in await three_answers(bench, metadata=sent):
        assert each["metadata"] == sent


@of("metadata-is-one-line")
async def metadata_keeps_its_lines(bench: Bench) -> None:
    sent = {"address": "12 St James's Square\nLondon\n\nSW1Y 4JH"}
    for each in await three_answers(bench, metadata=sent):
        assert each["metadata"] == sent


@of("metadata-is-lost-on-the-way")
async def metadata_is_there_at_every_status(bench: Bench) -> None:
    for story in ("pays", "rejected"):
        for each in await what_is_shown_on_the_way(bench, story, metadata={"order": "007"}):
            assert each["metadata"] == {"order": "007"}


@of("created-is-the-last-change")
async def the_time_of_creation_is_there_at_every_status(bench: Bench) -> None:
    for story in ("pays", "rejected"):
        shown = await what_is_shown_on_the_way(bench, story)
        assert {each["created"] for each in shown} == {shown[0]["created"]}


# ---- what nobody has


@of("beginning-of-an-id-is-enough")
async def an_id_with_one_letter_more_is_unknown(bench: Bench) -> None:
    session = await bench.new()
    for more in ("0", "x", "_"):
        refused(await bench.get(session["id"] + more), 404)
    assert await bench.again(session) == session


@of("other-shapes-crash")
async def a_list_where_a_text_is_meant_is_a_documented_answer(bench: Bench) -> None:
    for text in ("destination_currency[]=eth", "destination_currency[0]=eth", "destination_currency[a]=eth"):
        assert (await bench.send(text)).status_code in (200, 400)
