"""One probe per requirement: a few calls, and assertions of what the documents say must come back.

A probe holds on the healthy reference and on every variant, and each fault breaks the probe of its requirement.
The probes are the reference's own tests, written from the documents; they know nothing of the suite's checks.
"""

from __future__ import annotations

import asyncio
import json
import re
import secrets
import tomllib
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

import jwt
from in_process import Answer, Client

import reference

TARGET = tomllib.loads(reference.target_file("sumvin").read_text())
ACTORS: dict[str, dict[str, str]] = {name: actor["headers"] for name, actor in TARGET["actors"].items()}
WALLET = "0x52908400098527886E0F7030069857D2E4169EE7"
BUY = {
    "source_amount": "100",
    "from_asset": "USD",
    "to_asset": "USDC",
    "chain_id": 8453,
    "wallet_address": WALLET,
    "country_code": "US",
}
SELL = {**BUY, "from_asset": "USDC", "to_asset": "USD"}
CHAINS = [1, 10, 137, 42161, 8453, 43114, 56, 1328, 1329]
COUNTRIES = re.findall(
    "..",
    "USCAMXBRARCLCOPEGBDEFRITESNLBEIEPTATCHSENODKFIPLCZGRSGHKJPKRAUNZINTHPHMYIDAESAILTRZANG",
)
RAILS = re.findall(
    r"\w+",
    "CARD CREDIT_DEBIT_CARD VISA MASTERCARD ACH SEPA BACS BANK_TRANSFER LOCAL_BANK_TRANSFER LOCAL PIX MOBILE_WALLET "
    "APPLE_PAY GOOGLE_PAY SAMSUNG_PAY",
)
TITLES = {
    "RAMP_INVALID_PAIR": "Invalid Asset Pair",
    "RAMP_UNKNOWN_ASSET": "Unknown Asset",
    "RAMP_UNSUPPORTED_ASSET": "Asset Not Supported for Ramp",
    "RAMP_KYC_REQUIRED": "KYC Required for Ramp",
    "RAMP_PROVIDER_ERROR": "Ramp Provider Error",
    "RAMP_TRANSACTION_NOT_FOUND": "Ramp Transaction Not Found",
}
DAY = 86_400


class Bench:
    """A client for one instance."""

    def __init__(self, app: Any) -> None:
        self.client = Client(app)

    @property
    def statuses(self) -> set[int]:
        """Every status that was met so far."""
        return self.client.statuses

    async def send(self, content: bytes | str, actor: str | None = "alice", **headers: str) -> Answer:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        sent = {"content-type": "application/json", **(ACTORS[actor] if actor else {}), **named}
        return await self.client.post("/v0/ramp/sessions", content=content, headers=sent)

    async def open(self, body: Any, actor: str | None = "alice", **headers: str) -> Answer:
        return await self.send(json.dumps(body), actor, **headers)

    async def order(self, actor: str = "alice", base: dict[str, Any] = BUY, **changes: Any) -> Answer:
        return await self.open({**base, **changes}, actor)

    async def without(self, *names: str, **changes: Any) -> Answer:
        return await self.open({name: value for name, value in {**BUY, **changes}.items() if name not in names})

    async def advance(self, seconds: float) -> None:
        answer = await self.client.post("/_test/clock", json={"advance_seconds": seconds})
        assert answer.status_code == 200


VIOLATION = (AssertionError, KeyError, TypeError, AttributeError, json.JSONDecodeError)
"""What a probe raises: a body of another shape than it expects is a violation as good as a false assertion."""

Probe = Callable[[Bench], Awaitable[None]]
PROBES: dict[str, Probe] = {}


def probe(requirement: str) -> Callable[[Probe], Probe]:
    def mark(function: Probe) -> Probe:
        assert requirement not in PROBES
        PROBES[requirement] = function
        return function

    return mark


# ---- what an answer must be


def opened(answer: Answer) -> dict[str, Any]:
    assert answer.status_code == 201, answer.text
    return answer.json()["session"]


def replayed(answer: Answer) -> dict[str, Any]:
    assert answer.status_code == 208, answer.text
    return answer.json()["session"]


def invalid(answer: Answer) -> None:
    assert answer.status_code in (400, 422), answer.text


def denied(answer: Answer) -> None:
    assert answer.status_code in (401, 403), answer.text


def problem(answer: Answer, status: int, code: str) -> dict[str, Any]:
    body = answer.json()
    assert (answer.status_code, body["error_code"]) == (status, code), answer.text
    return body


def recognised(answer: Answer) -> None:
    """A listed value may be served or not, but it is never invalid."""
    codes = ("RAMP_UNKNOWN_ASSET", "RAMP_UNSUPPORTED_ASSET", "RAMP_PROVIDER_ERROR")
    assert answer.status_code == 201 or answer.json().get("error_code") in codes, answer.text


def key(length: int = 24) -> str:
    return (secrets.token_hex(64))[:length]


def times(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        for name, inner in value.items():
            timed = name.endswith("_at") or name in ("timestamp", "period_start", "period_end")
            if timed and not isinstance(inner, dict | list) and inner is not None:
                yield inner
            else:
                yield from times(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from times(inner)


def untimed(value: Any) -> Any:
    if isinstance(value, dict):
        kept = {n: v for n, v in value.items() if not (n.endswith("_at") or n in ("timestamp", "period_start"))}
        return {name: untimed(inner) for name, inner in kept.items() if name != "period_end"}
    return [untimed(inner) for inner in value] if isinstance(value, list) else value


async def documented_errors(bench: Bench) -> list[Answer]:
    """Return an answer for each documented error code."""
    return [
        await bench.order(from_asset="USD", to_asset="EUR"),
        await bench.order(from_asset="ETH", to_asset="USDC"),
        await bench.order(to_asset="NOSUCH"),
        await bench.order(to_asset="DOGE", chain_id=1),
        await bench.order(actor="unverified"),
        await bench.order(service_provider="FAILING"),
    ]


# ---- credentials


@probe("SUMVIN-AUTH-MISSING")
async def _(bench: Bench) -> None:
    denied(await bench.open(BUY, actor=None))
    denied(await bench.open(BUY, actor=None, x_juno_jwt=""))


@probe("SUMVIN-AUTH-MALFORMED")
async def _(bench: Bench) -> None:
    for token in ("word", "a.b", "a.b.c.d", "..", "Bearer", '{"sub":"usr_alice"}'):
        denied(await bench.open(BUY, actor=None, x_juno_jwt=token))


@probe("SUMVIN-AUTH-BAD-SIGNATURE")
async def _(bench: Bench) -> None:
    header, payload, signature = ACTORS["alice"]["x-juno-jwt"].split(".")
    claims = jwt.decode(ACTORS["alice"]["x-juno-jwt"], options={"verify_signature": False})
    forged = [
        f"{header}.{payload}.{'A' if signature[0] != 'A' else 'B'}{signature[1:]}",
        f"{header}.{payload}.",
        jwt.encode(claims, "", algorithm="none"),
        jwt.encode(claims, "another key that nobody trusts, and long enough", algorithm="HS256"),
    ]
    for token in forged:
        denied(await bench.open(BUY, actor=None, x_juno_jwt=token))


@probe("SUMVIN-AUTH-EXPIRED")
async def _(bench: Bench) -> None:
    denied(await bench.order(actor="expired"))


@probe("SUMVIN-AUTH-USER-FROM-CONTEXT")
async def _(bench: Bench) -> None:
    same = {**BUY, "idempotency_key": key()}
    bobs = opened(await bench.open(same, actor="bob"))
    for name in ("usr_bob", secrets.token_hex(8)):
        body = await bench.open({**same, "user_id": name, "idempotency_key": same["idempotency_key"]})
        assert body.status_code in (201, 208, 400, 422) and bobs["id"] not in body.text
    mine = opened(await bench.order(idempotency_key=(mine_key := key())))
    again = await bench.open({**BUY, "idempotency_key": mine_key, "user_id": "usr_bob"})
    assert again.status_code in (400, 422) or replayed(again)["id"] == mine["id"]
    by_header = await bench.open({**BUY, "idempotency_key": mine_key}, x_user_id="usr_bob")
    assert replayed(by_header)["id"] == mine["id"]
    by_query = await bench.client.post(
        "/v0/ramp/sessions?user_id=usr_bob", json={**BUY, "idempotency_key": mine_key}, headers=ACTORS["alice"]
    )
    assert replayed(by_query)["id"] == mine["id"]


@probe("SUMVIN-HEADERS-OPTIONAL")
async def _(bench: Bench) -> None:
    for base in (BUY, SELL, {**BUY, "idempotency_key": key()}):
        opened(await bench.open(base))


# ---- the timestamp header


async def _shown(bench: Bench, **headers: str) -> list[Any]:
    bodies = [opened(await bench.open(BUY, **headers))]
    bodies += [answer.json() for answer in [await bench.open({**BUY, "to_asset": "NOSUCH"}, **headers)]]
    return list(times(bodies))


def _milliseconds(values: list[Any]) -> None:
    now = datetime.now(UTC).timestamp() * 1000
    for value in values:
        assert type(value) is int and abs(value - now) < 3_700_000, value


@probe("SUMVIN-TIMESTAMP-DEFAULT")
async def _(bench: Bench) -> None:
    _milliseconds(await _shown(bench))


@probe("SUMVIN-TIMESTAMP-ISO8601")
async def _(bench: Bench) -> None:
    for value in await _shown(bench, x_timestamp_format="iso8601"):
        assert isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", value), value
        assert abs((datetime.fromisoformat(value) - datetime.now(UTC)).total_seconds()) < 3700


@probe("SUMVIN-TIMESTAMP-UNRECOGNISED")
async def _(bench: Bench) -> None:
    count = len(await _shown(bench))
    for value in ("ISO8601", "Iso8601", "iso-8601", "iso8601x", "epoch", "rfc3339", "seconds"):
        shown = await _shown(bench, x_timestamp_format=value)
        assert len(shown) == count
        _milliseconds(shown)


@probe("SUMVIN-TIMESTAMP-NEVER-REJECTED")
async def _(bench: Bench) -> None:
    for value in ("iso8601", "ISO8601", "epoch", "", "0", "x" * 500, "a,b;c=d"):
        opened(await bench.open(BUY, x_timestamp_format=value))


@probe("SUMVIN-TIMESTAMP-OTHERS-UNCHANGED")
async def _(bench: Bench) -> None:
    body = {**BUY, "idempotency_key": key()}
    opened(await bench.open(body))
    plain = untimed(replayed(await bench.open(body)))
    for value in ("iso8601", "whatever"):
        assert untimed(replayed(await bench.open(body, x_timestamp_format=value))) == plain


# ---- the body


@probe("SUMVIN-SESSIONS-BODY-OBJECT")
async def _(bench: Bench) -> None:
    whole = json.dumps(BUY)
    for text in ("", whole[:-1], whole[:40], f"[{whole}]", "[]", json.dumps(whole), "null", "5", "true", whole + "}"):
        answer = await bench.send(text)
        assert 400 <= answer.status_code < 500, (text, answer.text)


def _required(name: str) -> Probe:
    async def probe_one(bench: Bench) -> None:
        invalid(await bench.without(name))
        body = {each: value for each, value in SELL.items() if each != name}
        invalid(await bench.open(body))

    return probe_one


for _id, _name in {
    "AMOUNT": "source_amount",
    "FROM": "from_asset",
    "TO": "to_asset",
    "CHAIN": "chain_id",
    "WALLET": "wallet_address",
}.items():
    probe(f"SUMVIN-SESSIONS-{_id}-REQUIRED")(_required(_name))


@probe("SUMVIN-SESSIONS-AMOUNT-POSITIVE")
async def _(bench: Bench) -> None:
    for amount in ("0", "-5", "0.00", "-0.01", "-0", 0, -5, 0.0, -0.01):
        invalid(await bench.order(source_amount=amount))


@probe("SUMVIN-SESSIONS-AMOUNT-NUMERIC")
async def _(bench: Bench) -> None:
    for amount in ("", "abc", "NaN", "nan", "Infinity", "inf", None, [], ["100"], [100], {}, {"amount": 1}, True):
        invalid(await bench.order(source_amount=amount))


@probe("SUMVIN-SESSIONS-AMOUNT-STRING")
async def _(bench: Bench) -> None:
    for amount in ("100", "100.5", "0.5"):
        opened(await bench.order(source_amount=amount))


@probe("SUMVIN-SESSIONS-AMOUNT-NUMBER")
async def _(bench: Bench) -> None:
    for amount in (100, 100.5):
        opened(await bench.order(source_amount=amount))


@probe("SUMVIN-SESSIONS-AMOUNT-RANGE")
async def _(bench: Bench) -> None:
    for amount in ("0.000000000000000001", "1", "9.99", "0.123456789", "99999999", "1" + "0" * 40):
        answer = await bench.order(source_amount=amount)
        assert answer.status_code in (201, 502), answer.text
    for number in ("1" + "0" * 40, "1e-18", "9" * 5000):
        answer = await bench.send(json.dumps(BUY).replace('"100"', number))
        assert answer.status_code in (201, 502), answer.text


@probe("SUMVIN-SESSIONS-AMOUNT-EXACT")
async def _(bench: Bench) -> None:
    for amount in ("100", "123456789.123456789", "0.1"):
        answer = await bench.order(source_amount=amount)
        if answer.status_code == 201:
            assert Decimal(opened(answer).get("source_amount", amount)) == Decimal(amount)


@probe("SUMVIN-SESSIONS-FROM-NONEMPTY")
async def _(bench: Bench) -> None:
    for base in (BUY, SELL):
        assert (await bench.order(base=base, from_asset="")).status_code in range(400, 500)


@probe("SUMVIN-SESSIONS-TO-NONEMPTY")
async def _(bench: Bench) -> None:
    for base in (BUY, SELL):
        assert (await bench.order(base=base, to_asset="")).status_code in range(400, 500)


@probe("SUMVIN-SESSIONS-WALLET-NONEMPTY")
async def _(bench: Bench) -> None:
    invalid(await bench.order(wallet_address=""))


@probe("SUMVIN-SESSIONS-FIELD-TYPES")
async def _(bench: Bench) -> None:
    for name in ("from_asset", "to_asset", "wallet_address", "country_code"):
        for value in (5, 1.5, True, None, [], {}, ["USD"]):
            invalid(await bench.order(**{name: value}))
    for value in ("8453", 1.5, True, None, [], {}, [8453]):
        invalid(await bench.order(chain_id=value))
    for name in ("payment_method_type", "service_provider", "idempotency_key"):
        for value in (5, 1.5, True, False, [], {}, ["CARD"]):
            invalid(await bench.order(**{name: value}))


@probe("SUMVIN-SESSIONS-CHAIN-MEMBERS")
async def _(bench: Bench) -> None:
    for chain in CHAINS:
        recognised(await bench.order(chain_id=chain))


@probe("SUMVIN-SESSIONS-CHAIN-NONMEMBERS")
async def _(bench: Bench) -> None:
    for chain in (999, 0, -1, 2, 8454, 11155111, 10**30):
        invalid(await bench.order(chain_id=chain))


@probe("SUMVIN-SESSIONS-COUNTRY-MEMBERS")
async def _(bench: Bench) -> None:
    for country in COUNTRIES:
        recognised(await bench.order(country_code=country))


@probe("SUMVIN-SESSIONS-COUNTRY-NONMEMBERS")
async def _(bench: Bench) -> None:
    for country in ("XX", "us", "Us", "RU", "UK", "USA", "", "840", " US", "United States"):
        invalid(await bench.order(country_code=country))


@probe("SUMVIN-SESSIONS-COUNTRY-OPTIONAL")
async def _(bench: Bench) -> None:
    opened(await bench.without("country_code"))


@probe("SUMVIN-SESSIONS-COUNTRY-DEFAULT")
async def _(bench: Bench) -> None:
    for provider in ("BANXA", "STRIPE", "TRANSAK"):
        default = await bench.without("country_code", service_provider=provider)
        explicit = await bench.order(country_code="US", service_provider=provider)
        assert default.status_code == explicit.status_code
        assert default.json().get("error_code") == explicit.json().get("error_code")


@probe("SUMVIN-SESSIONS-RAIL-MEMBERS")
async def _(bench: Bench) -> None:
    for rail in RAILS:
        recognised(await bench.order(payment_method_type=rail))


@probe("SUMVIN-SESSIONS-RAIL-NONMEMBERS")
async def _(bench: Bench) -> None:
    for rail in ("CASH", "card", "Card", "", "CARD ", "WIRE"):
        invalid(await bench.order(payment_method_type=rail))


@probe("SUMVIN-SESSIONS-RAIL-OPTIONAL")
async def _(bench: Bench) -> None:
    opened(await bench.order())
    opened(await bench.order(payment_method_type=None))


@probe("SUMVIN-SESSIONS-PROVIDER-OPTIONAL")
async def _(bench: Bench) -> None:
    opened(await bench.order())
    opened(await bench.order(service_provider=None))


@probe("SUMVIN-SESSIONS-PROVIDER-PIN")
async def _(bench: Bench) -> None:
    for provider in TARGET["fixtures"]["providers"]:
        for country in provider["countries"][:3]:
            opened(await bench.order(service_provider=provider["name"], country_code=country))
        for rail in provider["rails"]:
            pinned = {"service_provider": provider["name"], "payment_method_type": rail}
            opened(await bench.order(country_code=provider["countries"][0], **pinned))


@probe("SUMVIN-SESSIONS-DIRECTION-BUY")
async def _(bench: Bench) -> None:
    for fiat in TARGET["fixtures"]["fiats"]:
        for asset in TARGET["fixtures"]["rampable"]:
            symbol, chain = asset.split("@")
            opened(await bench.order(from_asset=fiat, to_asset=symbol, chain_id=int(chain)))


@probe("SUMVIN-SESSIONS-DIRECTION-SELL")
async def _(bench: Bench) -> None:
    for fiat in TARGET["fixtures"]["fiats"]:
        for asset in TARGET["fixtures"]["rampable"]:
            symbol, chain = asset.split("@")
            opened(await bench.order(from_asset=symbol, to_asset=fiat, chain_id=int(chain)))


# ---- pairs and assets


@probe("SUMVIN-PAIR-BOTH-FIAT")
async def _(bench: Bench) -> None:
    for one, other in (("USD", "EUR"), ("USD", "USD"), ("GBP", "USD")):
        problem(await bench.order(from_asset=one, to_asset=other), 400, "RAMP_INVALID_PAIR")


@probe("SUMVIN-PAIR-BOTH-CRYPTO")
async def _(bench: Bench) -> None:
    for one, other in (("ETH", "USDC"), ("USDC", "ETH"), ("ETH", "ETH")):
        problem(await bench.order(from_asset=one, to_asset=other), 400, "RAMP_INVALID_PAIR")


async def _both_ways(bench: Bench, symbol: str, chain: int, code: str) -> None:
    problem(await bench.order(to_asset=symbol, chain_id=chain), 400, code)
    problem(await bench.order(base=SELL, from_asset=symbol, chain_id=chain), 400, code)


@probe("SUMVIN-ASSET-UNKNOWN")
async def _(bench: Bench) -> None:
    for symbol in ("NOSUCH", "ZZZ9", "X"):
        await _both_ways(bench, symbol, 8453, "RAMP_UNKNOWN_ASSET")


@probe("SUMVIN-ASSET-UNKNOWN-ON-CHAIN")
async def _(bench: Bench) -> None:
    for asset in TARGET["fixtures"]["unknown"]:
        symbol, chain = asset.split("@")
        await _both_ways(bench, symbol, int(chain), "RAMP_UNKNOWN_ASSET")


@probe("SUMVIN-ASSET-UNSUPPORTED")
async def _(bench: Bench) -> None:
    for asset in TARGET["fixtures"]["unsupported"]:
        symbol, chain = asset.split("@")
        await _both_ways(bench, symbol, int(chain), "RAMP_UNSUPPORTED_ASSET")


# ---- the user and the upstream


@probe("SUMVIN-KYC-REQUIRED")
async def _(bench: Bench) -> None:
    for body in (BUY, SELL, {**BUY, "idempotency_key": key()}):
        problem(await bench.open(body, actor="unverified"), 403, "RAMP_KYC_REQUIRED")


@probe("SUMVIN-PROVIDER-ERROR")
async def _(bench: Bench) -> None:
    body = TARGET["triggers"]["provider_failure"]["body"]
    problem(await bench.order(**body), 502, "RAMP_PROVIDER_ERROR")


# ---- the answer


@probe("SUMVIN-SESSIONS-CREATE-STATUS")
async def _(bench: Bench) -> None:
    for base in (BUY, SELL, {**BUY, "idempotency_key": key()}):
        assert (await bench.open(base)).status_code == 201


NOISE: list[tuple[str, bytes]] = [
    ("deep array", b"[" * 100_000),
    ("deep object", b'{"a":' * 100_000 + b"1" + b"}" * 100_000),
    ("deep field", json.dumps({**BUY, "note": json.loads("[" * 300 + "]" * 300)}).encode()),
    ("array", b"[]"),
    ("nothing", b""),
    ("NaN", json.dumps(BUY).replace('"100"', "NaN").encode()),
    ("Infinity", json.dumps(BUY).replace('"100"', "-Infinity").encode()),
    ("exponent", json.dumps(BUY).replace('"100"', "1e99999999999999999999").encode()),
    ("big integer", json.dumps(BUY).replace("8453", "9" * 6000).encode()),
    ("emoji", json.dumps({**BUY, "wallet_address": "\N{ROCKET}" * 9}, ensure_ascii=False).encode()),
    ("NUL", json.dumps({**BUY, "wallet_address": "a\x00b"}).encode()),
    ("NUL key", json.dumps({**BUY, "idempotency_key": "a\x00b"}).encode()),
    ("surrogate", json.dumps({**BUY, "idempotency_key": "\ud800"}).encode()),
    ("surrogate symbol", json.dumps({**BUY, "from_asset": "\udfff"}).encode()),
    ("invalid UTF-8", b'{"source_amount": "\xff"}'),
    ("UTF-16", json.dumps(BUY).encode("utf-16")),
    ("huge", b'{"source_amount": "' + b"9" * 2_000_000 + b'"}'),
    ("long amount", json.dumps({**BUY, "source_amount": "9" * 500_000}).encode()),
    ("wrong types", json.dumps({name: {"a": []} for name in BUY}).encode()),
    ("nulls", json.dumps(dict.fromkeys(BUY)).encode()),
    ("duplicates", json.dumps(BUY)[:-1].encode() + b', "chain_id": "x"}'),
    ("control characters", b"\x00\x01\x02"),
]


def _documented(answer: Answer, what: object) -> None:
    status = answer.status_code
    assert status in (201, 208, 502) or 400 <= status < 500, (what, status, answer.text[:200])


@probe("SUMVIN-SESSIONS-STATUS-DOCUMENTED")
async def _(bench: Bench) -> None:
    for name, content in NOISE:
        _documented(await bench.send(content), name)
    for media_type in ("text/plain", "application/xml", "multipart/form-data", "", "x", "application/problem+json"):
        _documented(await bench.send(json.dumps(BUY), content_type=media_type), media_type)
    for provider in ("NOSUCH", "", "transak", "x" * 5000):
        _documented(await bench.order(service_provider=provider), provider)
    for country in ("NG", "TR", "AR"):
        _documented(await bench.order(country_code=country), country)
    for token in ("\xff", "." * 3000, "eyJ.eyJ.x", jwt.utils.base64url_encode(b"[" * 5000).decode() + ".e.e"):
        _documented(await bench.open(BUY, actor=None, x_juno_jwt=token), token[:20])
    _documented(await bench.open(BUY, x_juno_orgid="\xe9"), "org")


@probe("SUMVIN-SESSIONS-BODY-JSON")
async def _(bench: Bench) -> None:
    answer = await bench.order()
    assert re.match(r"application/(json|[\w.-]+\+json)\s*(;|$)", answer.headers["content-type"])
    assert isinstance(answer.json(), dict)


async def _twice(bench: Bench) -> list[Any]:
    bodies = []
    for base in (BUY, SELL):
        body = {**base, "idempotency_key": key()}
        bodies += [(await bench.open(body)).json(), (await bench.open(body)).json()]
    return bodies


@probe("SUMVIN-SESSION-ENVELOPE")
async def _(bench: Bench) -> None:
    for body in await _twice(bench):
        assert isinstance(body.get("session"), dict)
        assert isinstance(body.get("_links", {}), dict)


def _string(name: str) -> Probe:
    async def probe_one(bench: Bench) -> None:
        for body in await _twice(bench):
            assert isinstance(body["session"].get(name), str)

    return probe_one


for _id in ("ID", "WIDGET-URL", "TOKEN"):
    probe(f"SUMVIN-SESSION-{_id}")(_string(_id.lower().replace("-", "_")))


@probe("SUMVIN-SESSION-OPTIONAL-FIELDS")
async def _(bench: Bench) -> None:
    for body in await _twice(bench):
        for name in ("service_provider_widget_url", "external_session_id"):
            assert isinstance(body["session"].get(name, ""), str | None)


@probe("SUMVIN-SESSION-WIDGET-LOADABLE")
async def _(bench: Bench) -> None:
    url = urlsplit(opened(await bench.order())["widget_url"])
    assert url.scheme in ("http", "https") and url.hostname


# ---- idempotency


@probe("SUMVIN-IDEMPOTENCY-REPLAY-STATUS")
async def _(bench: Bench) -> None:
    body = {**BUY, "idempotency_key": key()}
    opened(await bench.open(body))
    for _ in range(4):
        assert (await bench.open(body)).status_code == 208
    assert (await bench.open({**body, "source_amount": "77"})).status_code == 208
    assert (await bench.order(source_amount="0", idempotency_key=key())).status_code in (400, 422)
    assert (await bench.open(body)).status_code == 208
    await bench.advance(80_000)
    assert (await bench.open(body)).status_code == 208


@probe("SUMVIN-IDEMPOTENCY-REPLAY-SESSION")
async def _(bench: Bench) -> None:
    body = {**BUY, "idempotency_key": key()}
    first = opened(await bench.open(body))
    opened(await bench.order(idempotency_key=key()))
    opened(await bench.order())
    for _ in range(3):
        again = (await bench.open(body)).json()["session"]
        for name in ("id", "widget_url", "token", "external_session_id"):
            assert again.get(name) == first.get(name), name


@probe("SUMVIN-IDEMPOTENCY-KEY-DECIDES")
async def _(bench: Bench) -> None:
    same = key()
    first = opened(await bench.order(idempotency_key=same))
    for changes in ({"source_amount": "7"}, {"from_asset": "EUR"}, {"to_asset": "ETH"}, SELL):
        again = replayed(await bench.order(**{**changes, "idempotency_key": same}))
        assert again == first or times(again)
        assert again["id"] == first["id"] and again["widget_url"] == first["widget_url"]


@probe("SUMVIN-IDEMPOTENCY-NOTHING-NEW")
async def _(bench: Bench) -> None:
    same = key()
    opened(await bench.order(idempotency_key=same))
    listed = []
    for amount in ("100", "101"):
        replayed(await bench.order(idempotency_key=same, source_amount=amount))
        answer = await bench.client.get("/v0/ramp/transactions", headers=ACTORS["alice"])
        listed.append(answer.text.count('"meld_status"'))
    assert listed[0] == listed[1]  # whether a session shows at once is open


@probe("SUMVIN-IDEMPOTENCY-WINDOW-HOLDS")
async def _(bench: Bench) -> None:
    body = {**BUY, "idempotency_key": key()}
    first = opened(await bench.open(body))
    for seconds in (600, 3600, 12 * 3600, DAY - 600 - 3600 - 12 * 3600 - 60):
        await bench.advance(seconds)
        assert replayed(await bench.open(body))["id"] == first["id"]


@probe("SUMVIN-IDEMPOTENCY-WINDOW-ENDS")
async def _(bench: Bench) -> None:
    body = {**BUY, "idempotency_key": key()}
    first = opened(await bench.open(body))
    await bench.advance(DAY + 60)
    second = opened(await bench.open(body))
    assert second["id"] != first["id"]
    assert replayed(await bench.open(body))["id"] == second["id"]


@probe("SUMVIN-IDEMPOTENCY-WINDOW-FIXED")
async def _(bench: Bench) -> None:
    body = {**BUY, "idempotency_key": key()}
    opened(await bench.open(body))
    await bench.advance(20 * 3600)
    replayed(await bench.open(body))
    await bench.advance(5 * 3600)
    opened(await bench.open(body))


def _apart(other: str) -> Probe:
    async def probe_one(bench: Bench) -> None:
        body = {**BUY, "idempotency_key": key()}
        mine = opened(await bench.open(body))
        theirs = opened(await bench.open(body, actor=other))
        assert theirs["id"] != mine["id"]
        assert replayed(await bench.open(body))["id"] == mine["id"]
        assert replayed(await bench.open(body, actor=other))["id"] == theirs["id"]

    return probe_one


probe("SUMVIN-IDEMPOTENCY-SCOPE-USER")(_apart("bob"))
probe("SUMVIN-IDEMPOTENCY-SCOPE-ORG")(_apart("alice_other_org"))


@probe("SUMVIN-IDEMPOTENCY-SCOPE-TOKEN")
async def _(bench: Bench) -> None:
    body = {**BUY, "idempotency_key": key()}
    mine = opened(await bench.open(body))
    assert replayed(await bench.open(body, actor="alice_refreshed"))["id"] == mine["id"]


async def _fresh_each_time(bench: Bench, body: dict[str, Any]) -> None:
    seen = [opened(await bench.open(body)) for _ in range(3)]
    assert len({each["id"] for each in seen}) == 3
    assert len({each["widget_url"] for each in seen}) == 3


@probe("SUMVIN-IDEMPOTENCY-KEY-OMITTED")
async def _(bench: Bench) -> None:
    await _fresh_each_time(bench, BUY)


@probe("SUMVIN-IDEMPOTENCY-KEY-NULL")
async def _(bench: Bench) -> None:
    await _fresh_each_time(bench, {**BUY, "idempotency_key": None})


@probe("SUMVIN-IDEMPOTENCY-KEY-ACCEPTED")
async def _(bench: Bench) -> None:
    for made in (
        "k",
        key(8),
        key(64),
        key(65),
        key(127),
        key(128),
        "a b.c_d:e/f+g=h",
        "partner-retry-2026-05-07-12345",
    ):
        opened(await bench.order(idempotency_key=made))


@probe("SUMVIN-IDEMPOTENCY-KEY-TOO-LONG")
async def _(bench: Bench) -> None:
    for length in (129, 130, 255, 256, 5000):
        invalid(await bench.order(idempotency_key="k" * length))


@probe("SUMVIN-IDEMPOTENCY-KEY-DISTINCT")
async def _(bench: Bench) -> None:
    stem = key(120)
    alike = [stem + end for end in ("", "a", "A", "a ", " a", "a-", "a.", "1", "2", "abcdefgh", "abcdefgi")]
    alike += ["x" + stem, "y" + stem, " " + stem, stem[:60] + "-" + stem[60:], stem.upper()]
    seen = {opened(await bench.order(idempotency_key=each))["id"] for each in alike}
    assert len(seen) == len(alike)


@probe("SUMVIN-IDEMPOTENCY-FAILED-CALL")
async def _(bench: Bench) -> None:
    broken = (
        {"source_amount": "0"},
        {"to_asset": "EUR"},
        {"to_asset": "NOSUCH"},
        {"service_provider": "FAILING"},
        {"country_code": "XX"},
    )
    for changes in broken:
        same = key()
        assert (await bench.order(**changes, idempotency_key=same)).status_code >= 400
        later = await bench.order(idempotency_key=same)
        assert later.status_code in (201, 409), later.text  # a burnt key is open; a replay is not


@probe("SUMVIN-IDEMPOTENCY-CONCURRENT")
async def _(bench: Bench) -> None:
    body = {**BUY, "idempotency_key": key()}
    answers = await asyncio.gather(*(bench.open(body) for _ in range(8)))
    statuses = [each.status_code for each in answers]
    assert statuses.count(201) == 1 and set(statuses) <= {201, 208, 409}, statuses
    assert len({each.json()["session"]["id"] for each in answers if each.status_code != 409}) == 1


# ---- problem details


@probe("SUMVIN-PROBLEM-DETAILS")
async def _(bench: Bench) -> None:
    for answer in await documented_errors(bench):
        body = answer.json()
        assert isinstance(body, dict) and isinstance(body.get("error_code"), str)
        assert all(isinstance(body.get(name, ""), str) for name in ("type", "title", "detail", "instance"))
        assert type(body.get("status", 0)) is int


@probe("SUMVIN-PROBLEM-STATUS")
async def _(bench: Bench) -> None:
    for answer in await documented_errors(bench):
        assert answer.json().get("status", answer.status_code) == answer.status_code


@probe("SUMVIN-PROBLEM-TITLE")
async def _(bench: Bench) -> None:
    for answer in await documented_errors(bench):
        body = answer.json()
        assert body.get("title", TITLES[body["error_code"]]) == TITLES[body["error_code"]]


@probe("SUMVIN-PROBLEM-MEDIA-TYPE")
async def _(bench: Bench) -> None:
    for answer in await documented_errors(bench):
        assert answer.headers["content-type"].partition(";")[0] == "application/problem+json"


# ---- robustness


async def _all_kinds(bench: Bench) -> list[Answer]:
    return [
        await bench.order(),
        await bench.order(source_amount="x"),
        await bench.send("{"),
        await bench.open(BUY, actor=None, x_juno_jwt="word"),
        *await documented_errors(bench),
    ]


@probe("SUMVIN-ROBUST-NO-INTERNALS")
async def _(bench: Bench) -> None:
    for answer in await _all_kinds(bench):
        assert not re.search(r'Traceback|File ".*", line|\n\tat |\\n\\tat |sqlite3|site-packages', answer.text)


@probe("SUMVIN-ROBUST-NO-ECHO")
async def _(bench: Bench) -> None:
    for answer in await _all_kinds(bench):
        said = answer.text + str(answer.headers)
        assert not any(headers["x-juno-jwt"] in said for headers in ACTORS.values())
