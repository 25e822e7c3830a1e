"""Odd paths, odd parameters, odd bodies: served or refused, but never a server's failure. The invariants judge."""

from itertools import cycle
from typing import Final

from conformance.check import check, each, sweep
from conformance.errors import Blocked
from conformance.exchange import Zone
from conformance.sumvin import holdings, operations
from conformance.sumvin.facade import Sumvin
from strategies.noise import Noise, hostile
from strategies.sumvin import idents, links, quotes
from strategies.sumvin.fixtures import Fixtures

RAMP_STATUS = "SUMVIN-RAMP-STATUS-DOCUMENTED"
BANK_STATUS = "SUMVIN-BANK-STATUS-DOCUMENTED"
ACCOUNTS_STATUS = "SUMVIN-ACCOUNTS-STATUS-DOCUMENTED"
RAMP_JSON = "SUMVIN-RAMP-BODY-JSON"
BANK_JSON = "SUMVIN-BANK-BODY-JSON"
ACCOUNTS_JSON = "SUMVIN-ACCOUNTS-BODY-JSON"

ODD_TEXTS: Final = ("", "null", "x" * 1000, "'; DROP TABLE t; --", "%00", "9" * 400, "-1", "🚀", "a\x00b", "[]")
ODD_IDS: Final = ("a b", "%2e%2e", "'; --", "a\x00🚀", "x" * 2000, "9" * 30)
PARAMETERS: Final = ("source_amount", "from_asset", "to_asset", "chain_id", "country_code", "payment_method_type")


@check(RAMP_STATUS, RAMP_JSON)
@sweep(name=each(PARAMETERS))
async def odd_queries_for_quotes_upset_nobody(sumvin: Sumvin, name: str) -> None:
    """Each parameter left out, and with half of the texts that name nothing."""
    plainly = quotes.plainest(sumvin.fixtures)
    left_out = {key: value for key, value in plainly.items() if key != name}
    texts = ODD_TEXTS[PARAMETERS.index(name) % 2 :: 2]
    for query in (left_out, *({**plainly, name: text} for text in texts)):
        await sumvin.alice.quotes(query, zone=Zone.MAY_EITHER)


@check(RAMP_STATUS, RAMP_JSON)
@sweep(name=each(("page", "count")))
async def odd_queries_for_transactions_upset_nobody(sumvin: Sumvin, name: str) -> None:
    """Parameters that the target may or may not have, with texts that name nothing."""
    for text in (*ODD_TEXTS, "0", "101"):
        await sumvin.alice.list_transactions(query={name: text}, zone=Zone.MAY_EITHER)


@check(RAMP_STATUS, ACCOUNTS_STATUS, BANK_STATUS)
@sweep(ident=each(ODD_IDS))
async def odd_ids_upset_nobody(sumvin: Sumvin, ident: str) -> None:
    """Ids that nobody has and that many a server cannot hold, in every path that takes one."""
    for operation in (
        operations.GET_TRANSACTION,
        operations.GET_ACCOUNT,
        operations.SYNC_ACCOUNT,
        operations.DELETE_ACCOUNT,
        operations.MAKE_PROCESSOR_TOKEN,
    ):
        body = {"processor": "plaid"} if operation == operations.MAKE_PROCESSOR_TOKEN else None
        await sumvin.alice.call(operation, ident=ident, body=body, zone=Zone.MAY_EITHER)


def _every(step: int, noise: tuple[Noise, ...]) -> list[Noise]:
    """One of so many, from each kind of noise in turn."""
    return [one for one, place in zip(noise, cycle(range(step)), strict=False) if place == 0]


def _around_a_link(fixtures: Fixtures) -> list[Noise]:
    institution = fixtures.institutions[0] if fixtures.institutions else "ins_conformance"
    return _every(3, hostile(links.selecting(fixtures, institution), "redirect_uri"))


def _around_a_processor(fixtures: Fixtures) -> list[Noise]:
    return _every(6, hostile({"processor": fixtures.processor or "plaid"}, "processor"))


@check(BANK_STATUS, BANK_JSON)
@sweep(noise=each(_around_a_link))
async def noise_in_a_link_upsets_nobody(sumvin: Sumvin, noise: Noise) -> None:
    """No JSON, no object, odd texts, odd structures, odd labels."""
    await sumvin.alice.call(
        operations.START_LINK, content=noise.content, content_type=noise.content_type, zone=Zone.MAY_EITHER
    )


@check(BANK_STATUS, BANK_JSON)
@sweep(noise=each(_around_a_processor))
async def noise_in_a_processor_token_upsets_nobody(sumvin: Sumvin, noise: Noise) -> None:
    """The same, for an account of alice's own where she has one."""
    try:
        account = (await holdings.own_accounts(sumvin))[0]
    except Blocked:
        account = idents.OTHER_FORMS[0]
    await sumvin.alice.call(
        operations.MAKE_PROCESSOR_TOKEN,
        ident=account,
        content=noise.content,
        content_type=noise.content_type,
        zone=Zone.MAY_EITHER,
    )


@check(ACCOUNTS_STATUS, ACCOUNTS_JSON)
@sweep(text=each(ODD_TEXTS[::2]))
async def odd_queries_for_accounts_upset_nobody(sumvin: Sumvin, text: str) -> None:
    """Parameters that no document names."""
    await sumvin.alice.accounts(query={"status": text, "conformance": text}, zone=Zone.MAY_EITHER)
