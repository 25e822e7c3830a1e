"""One probe per requirement beyond sessions: quotes, transactions, their lifecycle, banks, accounts, assets.

They are registered beside those of `sumvin_probes`, and keep its rules: a probe holds on the healthy reference and on
every variant, and each fault breaks the probe of its requirement.
"""

from __future__ import annotations

import re
import secrets
import uuid
from collections.abc import Callable
from datetime import datetime
from itertools import pairwise
from typing import Any
from urllib.parse import quote as quote_path

import jwt
from in_process import Answer
from sumvin_probes import (
    ACTORS,
    BUY,
    CHAINS,
    COUNTRIES,
    PROBES,
    RAILS,
    SELL,
    TARGET,
    TITLES,
    Bench,
    Probe,
    denied,
    opened,
    probe,
    problem,
    times,
    untimed,
)

SESSIONS = frozenset(PROBES)
"""The requirements whose probes were there before: those of sessions."""

FIXTURES = TARGET["fixtures"]
DUE = FIXTURES["due"]
ACCOUNTS = FIXTURES["accounts"]
OWN, FOREIGN, SPARE = ACCOUNTS["own"][0], ACCOUNTS["foreign"][0], ACCOUNTS["deletable"][0]
QUERY = {name: str(BUY[name]) for name in ("source_amount", "from_asset", "to_asset", "chain_id", "country_code")}
SELL_QUERY = {name: str(SELL[name]) for name in QUERY}
STATUSES = ("pending", "processing", "completed", "failed", "cancelled")
CONNECTIONS = ("active", "refresh_required", "disconnected", "error")
NOBODYS = ("nope", "acc_ffffffffffff", "0", "null")

Json = Any


async def call(
    bench: Bench,
    method: str,
    path: str,
    actor: str | None = "alice",
    *,
    headers: dict[str, str] | None = None,
    **how: Any,
) -> Answer:
    return await bench.client.request(
        method, path, headers={**(ACTORS[actor] if actor else {}), **(headers or {})}, **how
    )


async def quote(bench: Bench, actor: str = "alice", base: dict[str, str] = QUERY, **changes: str) -> Answer:
    return await call(bench, "GET", "/v0/ramp/quotes", actor, params={**base, **changes})


async def link(bench: Bench, actor: str = "alice", **body: Any) -> Answer:
    return await call(bench, "POST", "/v0/accounts/link", actor, json=body)


async def token_for(bench: Bench, account: str, actor: str = "alice", processor: str | None = None) -> Answer:
    path = f"/v0/bank-linking/accounts/{account}/processor-token"
    return await call(bench, "POST", path, actor, json={"processor": processor or FIXTURES["processor"]})


async def operations(bench: Bench, actor: str | None, headers: dict[str, str] | None = None) -> list[Answer]:
    """Call every operation but the opening of a session."""
    calls: list[tuple[str, str, dict[str, Any]]] = [
        ("GET", "/v0/ramp/quotes", {"params": QUERY}),
        ("GET", "/v0/ramp/transactions", {}),
        ("GET", f"/v0/ramp/transactions/{uuid.uuid4()}", {}),
        ("GET", "/v0/assets", {}),
        ("GET", "/v0/accounts/link/config", {}),
        ("GET", "/v0/bank-linking/institutions", {}),
        ("POST", "/v0/accounts/link", {"json": {"institution_id": FIXTURES["institutions"][0]}}),
        ("POST", f"/v0/bank-linking/accounts/{OWN}/processor-token", {"json": {"processor": "x"}}),
        ("GET", "/v0/accounts", {}),
        ("GET", f"/v0/accounts/{OWN}", {}),
        ("POST", f"/v0/accounts/{OWN}/sync", {}),
        ("DELETE", f"/v0/accounts/{SPARE}", {}),
    ]
    return [await call(bench, method, path, actor, headers=headers, **how) for method, path, how in calls]


# ---- finding lists and single things, whose place is open


def rows(answer: Answer, status: int = 200) -> list[dict[str, Any]]:
    """The one list of objects at the top or one level down."""
    assert answer.status_code == status, answer.text
    body = answer.json()
    levels = [body, *(inner for name, inner in body.items() if isinstance(inner, dict) and name != "_links")]
    found = [value for level in levels for name, value in level.items() if isinstance(value, list)]
    assert len(found) == 1, answer.text
    assert all(isinstance(row, dict) for row in found[0])
    return found[0]


def single(answer: Answer) -> dict[str, Any]:
    """The one object that has an id."""
    assert answer.status_code == 200, answer.text
    body = answer.json()
    shown = (
        body if "id" in body else next((each for each in body.values() if isinstance(each, dict) and "id" in each), {})
    )
    assert isinstance(shown["id"], str)
    return shown


def refused(answer: Answer) -> None:
    assert 400 <= answer.status_code < 500, answer.text


def error(answer: Answer, code: str) -> None:
    assert answer.status_code >= 400 and answer.json()["error_code"] == code, answer.text


def split(asset: str) -> dict[str, str]:
    symbol, chain = asset.split("@")
    return {"symbol": symbol, "chain_id": chain}


# ---- credentials


@probe("SUMVIN-AUTH-EVERYWHERE-MISSING")
async def _(bench: Bench) -> None:
    for answer in await operations(bench, None):
        denied(answer)


@probe("SUMVIN-AUTH-EVERYWHERE-MALFORMED")
async def _(bench: Bench) -> None:
    for token in ("word", "Bearer", "a.b"):
        for answer in await operations(bench, None, {"x-juno-jwt": token}):
            denied(answer)


@probe("SUMVIN-AUTH-EVERYWHERE-BAD-SIGNATURE")
async def _(bench: Bench) -> None:
    claims = jwt.decode(ACTORS["alice"]["x-juno-jwt"], options={"verify_signature": False})
    forged = jwt.encode(claims, "another key that nobody trusts, and long enough", algorithm="HS256")
    for answer in await operations(bench, None, {"x-juno-jwt": forged}):
        denied(answer)


@probe("SUMVIN-AUTH-EVERYWHERE-EXPIRED")
async def _(bench: Bench) -> None:
    for answer in await operations(bench, "expired"):
        denied(answer)


@probe("SUMVIN-AUTH-EVERYWHERE-USER-FROM-CONTEXT")
async def _(bench: Bench) -> None:
    opened(await bench.order(actor="bob"))
    bobs = {row["id"] for path in LISTS for row in rows(await call(bench, "GET", path, "bob"))}
    for how in ({"params": {"user_id": "usr_bob"}}, {"headers": {"x-user-id": "usr_bob"}}):
        for path in LISTS:
            assert not bobs & {row["id"] for row in rows(await call(bench, "GET", path, **how))}
        refused(await call(bench, "GET", f"/v0/accounts/{FOREIGN}", **how))
    before = set(await accounts(bench, "bob"))
    await link(bench, institution_id=FIXTURES["institutions"][0], user_id="usr_bob")
    opened(await bench.order())
    await bench.advance(DUE["linked"] + 5)
    assert set(await accounts(bench, "bob")) == before
    first, second = [{row["id"] for row in await transactions(bench, user)} for user in ("alice", "alice_refreshed")]
    assert first == second


LISTS = ("/v0/accounts", "/v0/ramp/transactions")

# ---- quotes


@probe("SUMVIN-QUOTES-STATUS")
async def _(bench: Bench) -> None:
    for base in (QUERY, SELL_QUERY, {**QUERY, "country_code": "NG"}):
        assert (await quote(bench, base=base)).status_code == 200


@probe("SUMVIN-QUOTES-LIST")
async def _(bench: Bench) -> None:
    for base in (QUERY, SELL_QUERY):
        rows(await quote(bench, base=base))


@probe("SUMVIN-QUOTES-PAIR-BOTH-FIAT")
async def _(bench: Bench) -> None:
    for one, other in (("USD", "EUR"), ("USD", "USD"), ("GBP", "USD")):
        problem(await quote(bench, from_asset=one, to_asset=other), 400, "RAMP_INVALID_PAIR")


@probe("SUMVIN-QUOTES-PAIR-BOTH-CRYPTO")
async def _(bench: Bench) -> None:
    for one, other in (("ETH", "USDC"), ("USDC", "ETH"), ("ETH", "ETH")):
        problem(await quote(bench, from_asset=one, to_asset=other), 400, "RAMP_INVALID_PAIR")


async def _both_ways(bench: Bench, symbol: str, chain: str, code: str) -> None:
    problem(await quote(bench, to_asset=symbol, chain_id=chain), 400, code)
    problem(await quote(bench, base=SELL_QUERY, from_asset=symbol, chain_id=chain), 400, code)


@probe("SUMVIN-QUOTES-ASSET-UNKNOWN")
async def _(bench: Bench) -> None:
    for symbol in ("NOSUCH", "ZZZ9"):
        await _both_ways(bench, symbol, "8453", "RAMP_UNKNOWN_ASSET")


@probe("SUMVIN-QUOTES-ASSET-UNKNOWN-ON-CHAIN")
async def _(bench: Bench) -> None:
    for asset in FIXTURES["unknown"]:
        await _both_ways(bench, *asset.split("@"), "RAMP_UNKNOWN_ASSET")


@probe("SUMVIN-QUOTES-ASSET-UNSUPPORTED")
async def _(bench: Bench) -> None:
    for asset in FIXTURES["unsupported"]:
        await _both_ways(bench, *asset.split("@"), "RAMP_UNSUPPORTED_ASSET")


@probe("SUMVIN-QUOTES-CHAIN-UNLISTED")
async def _(bench: Bench) -> None:
    for chain in ("999", "0", "-1", "base"):
        refused(await quote(bench, chain_id=chain))


@probe("SUMVIN-QUOTES-KYC")
async def _(bench: Bench) -> None:
    for base in (QUERY, SELL_QUERY):
        problem(await quote(bench, "unverified", base), 403, "RAMP_KYC_REQUIRED")


@probe("SUMVIN-QUOTES-PROVIDER-ERROR")
async def _(bench: Bench) -> None:
    problem(await quote(bench, **TARGET["triggers"]["quote_failure"]["query"]), 502, "RAMP_PROVIDER_ERROR")


@probe("SUMVIN-QUOTES-COUNTRY-FILTERS")
async def _(bench: Bench) -> None:
    markets = {each["name"]: each["countries"] for each in FIXTURES["providers"]}
    for country in ("US", "GB", "ZA", "NG"):
        for each in rows(await quote(bench, country_code=country)):
            assert country in markets[each["service_provider"]]


@probe("SUMVIN-QUOTES-COUNTRY-DEFAULT")
async def _(bench: Bench) -> None:
    base = {name: value for name, value in QUERY.items() if name != "country_code"}
    explicit = {each["service_provider"] for each in rows(await quote(bench))}
    assert {each["service_provider"] for each in rows(await quote(bench, base=base))} == explicit


@probe("SUMVIN-QUOTES-AMOUNT-POSITIVE")
async def _(bench: Bench) -> None:
    for amount in ("0", "0.00", "-5", "-0.01", "abc", "NaN", ""):
        refused(await quote(bench, source_amount=amount))


@probe("SUMVIN-QUOTES-VOCABULARY")
async def _(bench: Bench) -> None:
    words: dict[str, list[Any]] = {"chain_id": CHAINS, "country_code": COUNTRIES, "payment_method_type": RAILS}
    for name, members in words.items():
        for member in members:
            answer = await quote(bench, **{name: str(member)})
            codes = ("RAMP_UNKNOWN_ASSET", "RAMP_UNSUPPORTED_ASSET", "RAMP_PROVIDER_ERROR")
            assert answer.status_code == 200 or answer.json().get("error_code") in codes, answer.text


@probe("SUMVIN-QUOTES-ECHO")
async def _(bench: Bench) -> None:
    for query in (QUERY, SELL_QUERY, {**QUERY, "source_amount": "100.75"}, {**QUERY, "country_code": "GB"}):
        for each in rows(await quote(bench, base=query)):
            for name, asked in query.items():
                same = float(each.get(name, asked)) == float(asked) if name == "source_amount" else None
                assert same or str(each.get(name, asked)) == asked, (name, each)


@probe("SUMVIN-QUOTES-RAIL")
async def _(bench: Bench) -> None:
    for rail in RAILS:
        for each in rows(await quote(bench, payment_method_type=rail)):
            assert each.get("payment_method_type", rail) == rail


@probe("SUMVIN-QUOTES-PINNABLE")
async def _(bench: Bench) -> None:
    for country in ("US", "GB"):
        for each in rows(await quote(bench, country_code=country)):
            opened(await bench.order(country_code=country, service_provider=each["service_provider"]))


# ---- transactions


async def transactions(bench: Bench, actor: str = "alice", **params: Any) -> list[dict[str, Any]]:
    return rows(await call(bench, "GET", "/v0/ramp/transactions", actor, params=params))


async def transaction(bench: Bench, ident: str, actor: str = "alice", **headers: str) -> Answer:
    return await call(bench, "GET", f"/v0/ramp/transactions/{quote_path(ident, safe='')}", actor, headers=headers)


async def some_ramps(bench: Bench, actor: str = "alice") -> list[str]:
    """Open two sessions and wait until their transactions show."""
    before = {each["id"] for each in await transactions(bench, actor)}
    for base in (BUY, SELL):
        opened(await bench.order(actor, base))
    await bench.advance(DUE["processing"])
    return [each["id"] for each in await transactions(bench, actor) if each["id"] not in before]


@probe("SUMVIN-TRANSACTIONS-STATUS")
async def _(bench: Bench) -> None:
    await transactions(bench, "newcomer")
    await transactions(bench)
    await some_ramps(bench)
    await transactions(bench)


@probe("SUMVIN-TRANSACTIONS-LIST")
async def _(bench: Bench) -> None:
    assert len(await some_ramps(bench)) == 2


@probe("SUMVIN-TRANSACTIONS-KYC")
async def _(bench: Bench) -> None:
    problem(await call(bench, "GET", "/v0/ramp/transactions", "unverified"), 403, "RAMP_KYC_REQUIRED")


@probe("SUMVIN-TRANSACTIONS-OWN")
async def _(bench: Bench) -> None:
    mine, theirs = await some_ramps(bench), await some_ramps(bench, "bob")
    assert not set(mine) & set(theirs) and len(mine) == len(theirs) == 2
    own, foreign = (FIXTURES["transactions"][name] for name in ("own", "foreign"))
    listed = [{each["id"] for each in await transactions(bench, actor)} for actor in ("alice", "bob")]
    assert listed == [{*mine, *own}, {*theirs, *foreign}]


@probe("SUMVIN-TRANSACTIONS-PAGES")
async def _(bench: Bench) -> None:
    await some_ramps(bench)
    every = [each["id"] for each in await transactions(bench)]
    walked = [each["id"] for page in range(5) for each in await transactions(bench, page=page, count=2)]
    assert sorted(walked) == sorted(every)


@probe("SUMVIN-TRANSACTION-STATUS")
async def _(bench: Bench) -> None:
    for ident in await some_ramps(bench):
        refused(await transaction(bench, ident, "bob"))
        assert (await transaction(bench, ident)).status_code == 200
    opened(await bench.order())
    for each in await transactions(bench):
        assert (await transaction(bench, each["id"])).status_code == 200


@probe("SUMVIN-TRANSACTION-SAME")
async def _(bench: Bench) -> None:
    for ident in await some_ramps(bench):
        assert single(await transaction(bench, ident))["id"] == ident


@probe("SUMVIN-TRANSACTION-AGREES")
async def _(bench: Bench) -> None:
    await some_ramps(bench)
    opened(await bench.order())
    for each in await transactions(bench):
        shown = single(await transaction(bench, each["id"]))
        for name in set(shown) & set(each) - {"_links"}:
            assert shown[name] == each[name], name


@probe("SUMVIN-TRANSACTION-UNKNOWN")
async def _(bench: Bench) -> None:
    for ident in (*NOBODYS, str(uuid.uuid4())):
        problem(await transaction(bench, ident), 404, "RAMP_TRANSACTION_NOT_FOUND")


@probe("SUMVIN-TRANSACTION-FOREIGN")
async def _(bench: Bench) -> None:
    for ident in await some_ramps(bench, "bob"):
        problem(await transaction(bench, ident), 404, "RAMP_TRANSACTION_NOT_FOUND")


@probe("SUMVIN-TRANSACTION-FOREIGN-ALIKE")
async def _(bench: Bench) -> None:
    volatile = {"instance", "trace_id", "timestamp"}
    unknown = (await transaction(bench, str(uuid.uuid4()))).json()
    for ident in await some_ramps(bench, "bob"):
        foreign = (await transaction(bench, ident)).json()
        assert all(foreign[name] == unknown[name] for name in set(foreign) | set(unknown) if name not in volatile)


@probe("SUMVIN-TRANSACTION-KYC")
async def _(bench: Bench) -> None:
    own = FIXTURES["transactions"]["unverified"]
    for ident in (*await some_ramps(bench), *own, str(uuid.uuid4())):
        problem(await transaction(bench, ident, "unverified"), 403, "RAMP_KYC_REQUIRED")


@probe("SUMVIN-RAMP-STATUS-DOCUMENTED")
async def _(bench: Bench) -> None:
    for name in QUERY:
        for value in ("", "x" * 500, "\N{ROCKET}", "-1", "1e999999999", "9" * 500):
            _documented(await quote(bench, **{name: value}), {200, 502})
        without = {each: value for each, value in QUERY.items() if each != name}
        _documented(await quote(bench, base=without), {200, 502})
    for params in ({"page": "-1"}, {"count": "0"}, {"page": "x"}, {"count": "9" * 50}, {"page": "9" * 50}):
        _documented(await call(bench, "GET", "/v0/ramp/transactions", params=params), {200})
    for ident in ODD_IDS:
        _documented(await transaction(bench, ident), {200})


ODD_IDS = ("x" * 3000, "a b", "\N{ROCKET}", "a\x00b", "'--", "..", "%2e")


def _documented(answer: Answer, allowed: set[int]) -> None:
    assert answer.status_code in allowed or 400 <= answer.status_code < 500, answer.text[:200]


def _json(answer: Answer) -> None:
    assert re.match(r"application/(json|[\w.-]+\+json)\s*(;|$)", answer.headers["content-type"])
    assert isinstance(answer.json(), dict)


@probe("SUMVIN-RAMP-BODY-JSON")
async def _(bench: Bench) -> None:
    _json(await quote(bench))
    for ident in await some_ramps(bench):
        _json(await transaction(bench, ident))
    _json(await call(bench, "GET", "/v0/ramp/transactions"))


# ---- the lifecycle


async def polled(
    bench: Bench, trigger: str | None, *seconds: int, base: dict[str, Any] = BUY
) -> list[list[dict[str, Any]]]:
    """Open a session, then look at its transaction, in the list and by its id, at each of some times."""
    before = {each["id"] for each in await transactions(bench)}
    opened(await bench.order(base=base, **(TARGET["triggers"][trigger]["body"] if trigger else {})))
    seen, now = [], 0
    for moment in seconds:
        await bench.advance(moment - now)
        now = moment
        listed = [each for each in await transactions(bench) if each["id"] not in before]
        seen.append([view for each in listed for view in (each, single(await transaction(bench, each["id"])))])
    return seen


async def becomes(bench: Bench, trigger: str | None, due: str, status: str) -> None:
    [views] = await polled(bench, trigger, DUE[due] + 5)
    assert [view["status"] for view in views] == [status, status]


@probe("SUMVIN-LIFECYCLE-STATUS-VALUES")
async def _(bench: Bench) -> None:
    for trigger in (None, "ramp_failure", "ramp_abandonment", "ramp_refund", "ramp_void"):
        for views in await polled(bench, trigger, 0, 310, 905, 3605):
            assert all(view["status"] in STATUSES for view in views)


@probe("SUMVIN-LIFECYCLE-PENDING")
async def _(bench: Bench) -> None:
    [views] = await polled(bench, None, 0)
    assert all(view["status"] == "pending" for view in views)  # that it shows at once is open


@probe("SUMVIN-LIFECYCLE-PROCESSING")
async def _(bench: Bench) -> None:
    await becomes(bench, None, "processing", "processing")


@probe("SUMVIN-LIFECYCLE-COMPLETES")
async def _(bench: Bench) -> None:
    await becomes(bench, None, "completed", "completed")


@probe("SUMVIN-LIFECYCLE-FAILS")
async def _(bench: Bench) -> None:
    await becomes(bench, "ramp_failure", "failed", "failed")


@probe("SUMVIN-LIFECYCLE-CANCELS")
async def _(bench: Bench) -> None:
    await becomes(bench, "ramp_abandonment", "cancelled", "cancelled")


@probe("SUMVIN-LIFECYCLE-REFUND")
async def _(bench: Bench) -> None:
    await becomes(bench, "ramp_refund", "refunded", "cancelled")
    await becomes(bench, "ramp_void", "voided", "cancelled")


def _moves(seen: list[list[dict[str, Any]]]) -> set[tuple[str, str]]:
    statuses = [views[0]["status"] for views in seen if views]
    return {(one, other) for one, other in pairwise(statuses) if one != other}


@probe("SUMVIN-LIFECYCLE-LEGAL")
async def _(bench: Bench) -> None:
    for base in (BUY, SELL):
        assert ("processing", "pending") not in _moves(await polled(bench, None, 0, 310, 600, 905, 1200, base=base))


@probe("SUMVIN-LIFECYCLE-TERMINAL")
async def _(bench: Bench) -> None:
    for trigger, moments in (
        (None, (310, 905, 1300, 1600, 9000)),
        ("ramp_failure", (905, 1250, 9000)),
        ("ramp_abandonment", (905, 1250, 1550, 9000)),
        ("ramp_refund", (905, 3605, 9000)),
    ):
        for one, other in _moves(await polled(bench, trigger, *moments)):
            assert one in ("pending", "processing") or (one, other) == ("completed", "cancelled"), (one, other)


@probe("SUMVIN-LIFECYCLE-MELD-STATUS")
async def _(bench: Bench) -> None:
    for views in await polled(bench, None, 310, 905):
        assert all(isinstance(view["meld_status"], str) and view["meld_status"] for view in views)


@probe("SUMVIN-LIFECYCLE-MELD-MIRRORS")
async def _(bench: Bench) -> None:
    before, after = await polled(bench, None, 310, 905)
    assert before[0]["meld_status"] != after[0]["meld_status"]


# ---- linking


async def config(bench: Bench) -> dict[str, Any]:
    answer = await call(bench, "GET", "/v0/accounts/link/config")
    assert answer.status_code == 200, answer.text
    body = answer.json()
    return (
        body
        if "provider" in body
        else next((each for each in body.values() if isinstance(each, dict) and "provider" in each), {})
    )


@probe("SUMVIN-LINK-CONFIG-STATUS")
async def _(bench: Bench) -> None:
    for actor in ("alice", "bob", "newcomer"):
        assert (await call(bench, "GET", "/v0/accounts/link/config", actor)).status_code == 200


@probe("SUMVIN-LINK-CONFIG-PROVIDER")
async def _(bench: Bench) -> None:
    assert (await config(bench))["provider"] == "meld"
    other = await call(bench, "GET", "/v0/accounts/link/config", "unentitled")
    assert other.status_code == 403 or '"meld"' in other.text


@probe("SUMVIN-LINK-CONFIG-SELECTION")
async def _(bench: Bench) -> None:
    for _ in range(2):
        assert (await config(bench))["requires_institution_selection"] is True
        await link(bench, institution_id=FIXTURES["institutions"][0])


async def institutions(bench: Bench, actor: str = "alice") -> Answer:
    return await call(bench, "GET", "/v0/bank-linking/institutions", actor)


@probe("SUMVIN-INSTITUTIONS-STATUS")
async def _(bench: Bench) -> None:
    assert (await institutions(bench)).status_code == 200
    nowhere = await call(bench, "GET", "/v0/bank-linking/institutions", params={"country_code": "NG"})
    assert nowhere.status_code == 200


@probe("SUMVIN-INSTITUTIONS-LIST")
async def _(bench: Bench) -> None:
    rows(await institutions(bench))


@probe("SUMVIN-INSTITUTIONS-GATE")
async def _(bench: Bench) -> None:
    problem(await institutions(bench, "unentitled"), 403, "GATE-403-001")


@probe("SUMVIN-INSTITUTIONS-SELECTABLE")
async def _(bench: Bench) -> None:
    for each in rows(await institutions(bench)):
        assert (await link(bench, institution_id=each["id"])).status_code == 202


@probe("SUMVIN-LINK-STATUS")
async def _(bench: Bench) -> None:
    for ident in FIXTURES["institutions"]:
        assert (await link(bench, institution_id=ident)).status_code == 202
        more = {"redirect_uri": "https://partner.invalid/", "products": ["balances"], "regions": ["US"]}
        assert (await link(bench, institution_id=ident, **more)).status_code == 202


@probe("SUMVIN-LINK-INSTITUTION-REQUIRED")
async def _(bench: Bench) -> None:
    for body in ({}, {"redirect_uri": "https://partner.invalid/"}, {"institutionId": "ins_first_harbor"}):
        problem(await link(bench, **body), 400, "BANK_INSTITUTION_REQUIRED")


@probe("SUMVIN-LINK-TOKEN-FAILED")
async def _(bench: Bench) -> None:
    error(await link(bench, **TARGET["triggers"]["link_token_failure"]["body"]), "BANK_LINK_TOKEN_FAILED")


async def accounts(bench: Bench, actor: str = "alice") -> dict[str, dict[str, Any]]:
    return {each["id"]: each for each in rows(await call(bench, "GET", "/v0/accounts", actor))}


async def linked(bench: Bench, institution: str) -> str:
    """Link an account, and return its id once it shows."""
    before = set(await accounts(bench))
    assert (await link(bench, institution_id=institution)).status_code == 202
    await bench.advance(DUE["linked"] + 5)
    new = set(await accounts(bench)) - before
    assert len(new) == 1
    return new.pop()


@probe("SUMVIN-LINK-COMPLETES")
async def _(bench: Bench) -> None:
    theirs = set(await accounts(bench, "bob"))
    for institution in FIXTURES["institutions"][1:]:
        await linked(bench, institution)
    assert set(await accounts(bench, "bob")) == theirs


@probe("SUMVIN-PROCESSOR-TOKEN-STATUS")
async def _(bench: Bench) -> None:
    for _ in range(2):
        assert (await token_for(bench, OWN)).status_code == 201


@probe("SUMVIN-PROCESSOR-TOKEN-FOREIGN")
async def _(bench: Bench) -> None:
    for ident in ACCOUNTS["foreign"]:
        problem(await token_for(bench, ident), 403, "BANK_ACCOUNT_UNAUTHORIZED")


@probe("SUMVIN-PROCESSOR-TOKEN-UNKNOWN")
async def _(bench: Bench) -> None:
    for ident in (*NOBODYS, str(uuid.uuid4())):
        problem(await token_for(bench, ident), 404, "BANK_ACCOUNT_NOT_FOUND")


@probe("SUMVIN-PROCESSOR-TOKEN-GATE")
async def _(bench: Bench) -> None:
    for ident in ("acc_unentitled_checking", OWN):
        problem(await token_for(bench, ident, "unentitled"), 403, "GATE-403-001")


@probe("SUMVIN-PROCESSOR-TOKEN-PROVIDER-ERROR")
async def _(bench: Bench) -> None:
    trigger = TARGET["triggers"]["token_exchange_failure"]["body"]
    error(await token_for(bench, OWN, processor=trigger["processor"]), "BANK_PROVIDER_ERROR")


NOISE = (b"", b"{", b"[]", b"null", b'"x"', b"[" * 5000, b"\xff\xfe", b'{"institution_id": 5, "processor": []}')


@probe("SUMVIN-BANK-STATUS-DOCUMENTED")
async def _(bench: Bench) -> None:
    token_path = f"/v0/bank-linking/accounts/{OWN}/processor-token"
    for content in (*NOISE, b'{"institution_id": "ins_nobody"}', b'{"institution_id": {}}'):
        for path, success in (("/v0/accounts/link", 202), (token_path, 201)):
            headers = {"content-type": "application/json"}
            answer = await call(bench, "POST", path, headers=headers, content=content)
            assert answer.status_code in (success, 502, 503) or 400 <= answer.status_code < 500, answer.text
    _documented(await call(bench, "GET", "/v0/bank-linking/institutions?country_code=%00&page=x"), {200})


@probe("SUMVIN-BANK-BODY-JSON")
async def _(bench: Bench) -> None:
    _json(await call(bench, "GET", "/v0/accounts/link/config"))
    _json(await institutions(bench))
    _json(await link(bench, institution_id=FIXTURES["institutions"][0]))
    _json(await token_for(bench, OWN))


# ---- accounts


async def account(bench: Bench, ident: str, actor: str = "alice") -> Answer:
    return await call(bench, "GET", f"/v0/accounts/{quote_path(ident, safe='')}", actor)


async def sync(bench: Bench, ident: str) -> Answer:
    return await call(bench, "POST", f"/v0/accounts/{ident}/sync")


async def delete(bench: Bench, ident: str, actor: str = "alice") -> Answer:
    return await call(bench, "DELETE", f"/v0/accounts/{ident}", actor)


@probe("SUMVIN-ACCOUNTS-STATUS")
async def _(bench: Bench) -> None:
    for actor in ("alice", "bob", "alice_other_org", "newcomer"):
        assert (await call(bench, "GET", "/v0/accounts", actor)).status_code == 200


@probe("SUMVIN-ACCOUNTS-LIST")
async def _(bench: Bench) -> None:
    assert set(ACCOUNTS["own"] + ACCOUNTS["deletable"] + ACCOUNTS["unsyncable"]) == set(await accounts(bench))


@probe("SUMVIN-ACCOUNTS-OWN")
async def _(bench: Bench) -> None:
    mine, theirs = set(await accounts(bench)), set(await accounts(bench, "bob"))
    assert mine and theirs and not mine & theirs and set(ACCOUNTS["foreign"]) <= theirs


async def _connections(bench: Bench) -> dict[str, list[str]]:
    seen = {ident: [each["status"]] for ident, each in (await accounts(bench)).items()}
    for ident, statuses in seen.items():
        statuses.append(single(await account(bench, ident))["status"])
    return seen


@probe("SUMVIN-ACCOUNTS-CONNECTION-STATUS")
async def _(bench: Bench) -> None:
    for statuses in (await _connections(bench)).values():
        assert all(status in CONNECTIONS for status in statuses)


@probe("SUMVIN-ACCOUNTS-STATUS-CHANGES")
async def _(bench: Bench) -> None:
    for trigger, status in (("connection_refresh", "refresh_required"), ("connection_error", "error")):
        ident = await linked(bench, TARGET["triggers"][trigger]["body"]["institution_id"])
        assert (await accounts(bench))[ident]["status"] == "active"
        await bench.advance(DUE["changed"])
        assert (await _connections(bench))[ident] == [status, status]


@probe("SUMVIN-ACCOUNTS-DISCONNECT-GONE")
async def _(bench: Bench) -> None:
    ident = await linked(bench, TARGET["triggers"]["disconnect"]["body"]["institution_id"])
    await bench.advance(DUE["disconnected"])
    assert ident not in await accounts(bench)


@probe("SUMVIN-ACCOUNT-STATUS")
async def _(bench: Bench) -> None:
    for ident in ACCOUNTS["own"]:
        assert (await account(bench, ident)).status_code == 200


@probe("SUMVIN-ACCOUNT-SAME")
async def _(bench: Bench) -> None:
    for ident in ACCOUNTS["own"]:
        assert single(await account(bench, ident))["id"] == ident


@probe("SUMVIN-ACCOUNT-AGREES")
async def _(bench: Bench) -> None:
    for ident, each in (await accounts(bench)).items():
        shown = single(await account(bench, ident))
        assert all(shown[name] == each[name] for name in set(shown) & set(each) if name != "_links")


@probe("SUMVIN-ACCOUNT-UNKNOWN")
async def _(bench: Bench) -> None:
    for ident in (*NOBODYS, str(uuid.uuid4())):
        refused(await account(bench, ident))


@probe("SUMVIN-ACCOUNT-FOREIGN")
async def _(bench: Bench) -> None:
    for ident in ACCOUNTS["foreign"]:
        refused(await account(bench, ident))


@probe("SUMVIN-SYNC-STATUS")
async def _(bench: Bench) -> None:
    for _ in range(2):
        assert (await sync(bench, OWN)).status_code == 202


@probe("SUMVIN-SYNC-UNKNOWN")
async def _(bench: Bench) -> None:
    for ident in (*NOBODYS, str(uuid.uuid4())):
        refused(await sync(bench, ident))


@probe("SUMVIN-SYNC-FOREIGN")
async def _(bench: Bench) -> None:
    for ident in ACCOUNTS["foreign"]:
        refused(await sync(bench, ident))


@probe("SUMVIN-SYNC-PROVIDER-ERROR")
async def _(bench: Bench) -> None:
    for ident in ACCOUNTS["unsyncable"]:
        error(await sync(bench, ident), "BANK_PROVIDER_ERROR")


@probe("SUMVIN-DELETE-STATUS")
async def _(bench: Bench) -> None:
    for ident in ACCOUNTS["deletable"][:2]:
        answer = await delete(bench, ident)
        assert answer.status_code == 204 and not answer.content


@probe("SUMVIN-DELETE-GONE")
async def _(bench: Bench) -> None:
    for ident in ACCOUNTS["deletable"][2:4]:
        await delete(bench, ident)
        assert ident not in await accounts(bench)
        await link(bench, institution_id=FIXTURES["institutions"][0])
        await bench.advance(4000)
        assert ident not in await accounts(bench)


@probe("SUMVIN-DELETE-ONLY-THAT")
async def _(bench: Bench) -> None:
    before = set(await accounts(bench))
    await delete(bench, SPARE)
    assert set(await accounts(bench)) | {SPARE} == before


@probe("SUMVIN-DELETE-FOREIGN")
async def _(bench: Bench) -> None:
    for ident in ACCOUNTS["deletable"][:2]:
        refused(await delete(bench, ident, "bob"))
        assert ident in await accounts(bench)


@probe("SUMVIN-ACCOUNTS-STATUS-DOCUMENTED")
async def _(bench: Bench) -> None:
    for ident in (*ODD_IDS, secrets.token_hex(4)):
        path = f"/v0/accounts/{quote_path(ident, safe='')}"
        _documented(await call(bench, "GET", path), {200})
        _documented(await call(bench, "DELETE", path), {204})
    _documented(await call(bench, "POST", f"/v0/accounts/{OWN}/sync", content=b"{"), {202})


@probe("SUMVIN-ACCOUNTS-BODY-JSON")
async def _(bench: Bench) -> None:
    _json(await call(bench, "GET", "/v0/accounts"))
    _json(await account(bench, OWN))
    answer = await sync(bench, OWN)
    if answer.content:
        _json(answer)


# ---- assets


@probe("SUMVIN-ASSETS-KNOWN")
async def _(bench: Bench) -> None:
    answer = await call(bench, "GET", "/v0/assets")
    assert answer.status_code == 200
    found = [each for each in _objects(answer.json()) if each.get("chain_id") and each.get("symbol")]
    assert len(found) > 5
    for each in found:
        session = await bench.order(to_asset=each["symbol"], chain_id=each["chain_id"])
        assert session.status_code == 201 or session.json()["error_code"] != "RAMP_UNKNOWN_ASSET", each


def _objects(value: Any) -> list[dict[str, Any]]:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return ([value] if isinstance(value, dict) else []) + [found for each in inner for found in _objects(each)]


# ---- times and problems, whose probes stand beside those of sessions


async def bodies(bench: Bench, **headers: str) -> list[Answer]:
    """One body of each kind that carries time, and of each kind that does not."""
    await some_ramps(bench)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    [ident, *_] = [each["id"] for each in await transactions(bench)]
    return [
        await call(bench, "GET", "/v0/ramp/transactions", headers=named),
        await transaction(bench, ident, **named),
        await call(bench, "GET", "/v0/accounts", headers=named),
        await call(bench, "GET", f"/v0/accounts/{OWN}", headers=named),
        await call(bench, "POST", f"/v0/accounts/{OWN}/sync", headers=named),
        await call(bench, "GET", "/v0/transactions", headers=named),
        await call(bench, "GET", "/v0/ramp/quotes", headers=named, params=QUERY),
        await call(bench, "GET", "/v0/accounts/link/config", headers=named),
        await call(
            bench, "POST", "/v0/accounts/link", "bob", headers=named, json={"institution_id": "ins_maple_trust"}
        ),
    ]


def instant(value: Any) -> int:
    """The second that a time of either rendering names."""
    if isinstance(value, str):
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", value), value
        return int(datetime.fromisoformat(value).timestamp())
    assert type(value) is int and 10**12 < value < 10**13, value
    return value // 1000


async def bank_errors(bench: Bench) -> list[Answer]:
    """An answer for each documented error code of banks."""
    return [
        await institutions(bench, "unentitled"),
        await link(bench),
        await link(bench, **TARGET["triggers"]["link_token_failure"]["body"]),
        await token_for(bench, FOREIGN),
        await token_for(bench, "nope"),
        await sync(bench, ACCOUNTS["unsyncable"][0]),
    ]


async def ramp_errors(bench: Bench) -> list[Answer]:
    """An answer for each documented error code of quotes and transactions."""
    return [
        await transaction(bench, "nope"),
        await quote(bench, to_asset="EUR"),
        await quote(bench, to_asset="NOSUCH"),
        await quote(bench, to_asset="DOGE", chain_id="1"),
        await quote(bench, "unverified"),
        await quote(bench, service_provider="FAILING"),
    ]


async def documented_errors(bench: Bench) -> list[Answer]:
    return [*await bank_errors(bench), *await ramp_errors(bench)]


def also(requirement: str) -> Callable[[Probe], Probe]:
    """Let a probe of sessions look further, at what else its requirement covers."""

    def extend(further: Probe) -> Probe:
        first = PROBES[requirement]

        async def both(bench: Bench) -> None:
            await first(bench)
            await further(bench)

        PROBES[requirement] = both
        return further

    return extend


@also("SUMVIN-TIMESTAMP-DEFAULT")
async def _(bench: Bench) -> None:
    for answer in await bodies(bench):
        for value in times(answer.json() if answer.content else {}):
            assert type(value) is int
            instant(value)


@also("SUMVIN-TIMESTAMP-ISO8601")
async def _(bench: Bench) -> None:
    plain, iso = await bodies(bench), await bodies(bench, x_timestamp_format="iso8601")
    for one, other in zip(plain[1:6], iso[1:6], strict=True):  # the list of transactions has grown meanwhile
        if not one.content:
            continue
        for before, after in zip(times(one.json()), times(other.json()), strict=True):
            assert isinstance(after, str)
            assert one.target != other.target or abs(instant(before) - instant(after)) <= DUE["processing"] + 5
    for value in (*times(iso[0].json()), *times(iso[-1].json())):
        assert isinstance(value, str)
        instant(value)
    same = await call(bench, "GET", iso[1].target)
    again = await call(bench, "GET", iso[1].target, headers={"x-timestamp-format": "iso8601"})
    assert [*map(instant, times(same.json()))] == [*map(instant, times(again.json()))]


@also("SUMVIN-TIMESTAMP-UNRECOGNISED")
async def _(bench: Bench) -> None:
    for value in ("ISO8601", "iso-8601", "epoch"):
        for answer in await bodies(bench, x_timestamp_format=value):
            for shown in times(answer.json() if answer.content else {}):
                assert type(shown) is int


@also("SUMVIN-TIMESTAMP-NEVER-REJECTED")
async def _(bench: Bench) -> None:
    for value in ("ISO8601", "epoch", "x" * 200):
        for answer in await bodies(bench, x_timestamp_format=value):
            assert answer.status_code in (200, 202)


@also("SUMVIN-TIMESTAMP-OTHERS-UNCHANGED")
async def _(bench: Bench) -> None:
    for path in [each.target for each in await bodies(bench) if each.method == "GET"]:
        plain = untimed((await call(bench, "GET", path)).json())
        for value in ("iso8601", "whatever"):
            answer = await call(bench, "GET", path, headers={"x-timestamp-format": value})
            assert untimed(answer.json()) == plain, path


@also("SUMVIN-PROBLEM-DETAILS")
async def _(bench: Bench) -> None:
    for answer in await documented_errors(bench):
        body = answer.json()
        assert isinstance(body, dict) and isinstance(body.get("error_code"), str)
        assert all(isinstance(body.get(name, ""), str) for name in ("type", "title", "detail", "instance"))
        assert type(body.get("status", 0)) is int


@also("SUMVIN-PROBLEM-STATUS")
async def _(bench: Bench) -> None:
    for answer in await documented_errors(bench):
        assert answer.json().get("status", answer.status_code) == answer.status_code


@also("SUMVIN-PROBLEM-TITLE")
async def _(bench: Bench) -> None:
    for answer in await ramp_errors(bench):
        body = answer.json()
        assert body.get("title", TITLES[body["error_code"]]) == TITLES[body["error_code"]]


@also("SUMVIN-PROBLEM-MEDIA-TYPE")
async def _(bench: Bench) -> None:
    for answer in await documented_errors(bench):
        assert answer.headers["content-type"].partition(";")[0] == "application/problem+json"
