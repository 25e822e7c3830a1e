"""One probe per requirement: a few calls, and assertions of what the document says must come back.

A probe holds on the healthy reference and on every variant, and each fault breaks the probe of its requirement.
The probes are the reference's own tests, written from the document; they know nothing of the suite's checks.
"""

from __future__ import annotations

import asyncio
import json
import re
import secrets
import uuid
from collections.abc import Awaitable, Callable, Iterable, Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import product
from typing import Any

import httpx

from reference.nowramp.catalog import (
    CUSTOMERS,
    EXPIRED_PUBLIC_KEY,
    EXPIRED_SECRET_KEY,
    GATEWAYS,
    OTHER_PUBLIC_KEY,
    OTHER_SECRET_KEY,
    PUBLIC_KEY,
    SECOND_SECRET_KEY,
    SECRET_KEY,
)

SK, PK = SECRET_KEY.value, PUBLIC_KEY.value
SECOND_SK = SECOND_SECRET_KEY.value
OTHER_SK, OTHER_PK = OTHER_SECRET_KEY.value, OTHER_PUBLIC_KEY.value
ADDRESS = "0x742d35Cc6634C0532925a3b844Bc9e7595f1bD21"
OTHER_ADDRESS = "0x52908400098527886E0F7030069857D2E4169EE7"
FULL = {
    "sourceAmount": "100",
    "sourceCurrency": "EUR",
    "destinationCurrency": "ETH",
    "network": "ethereum",
    "destinationAddress": ADDRESS,
    "redirectUrl": "https://yoursite.example/success?order=7&step=done#end",
    "type": "onramp",
}
LOCKABLE = ("destinationAddress", "network", "destinationCurrency", "sourceAmount", "sourceCurrency")
ORDER = {"fiatAmount": "100", "cryptoCurrency": "ETH", "network": "ethereum"}
WHOLE_ORDER = {**ORDER, "fiatCurrency": "EUR", "walletAddress": ADDRESS}
CODES = {
    "SESSION_EXPIRED": 409,
    "SESSION_ALREADY_USED": 409,
    "FORBIDDEN": 403,
    "VALIDATION_ERROR": 400,
    "NOT_FOUND": 404,
}
STATUSES = ("pending", "confirmed", "processing", "completed", "expired", "cancelled")
SUCCESSES = (200, 201, 202, 204)
DAY = 86_400
UNKNOWN = "sess_00000000000000000000000000000000"


class Made:
    """A session as its creation answered it."""

    def __init__(self, body: Any) -> None:
        self.body = body
        self.attributes: dict[str, Any] = body["attributes"]
        self.id: str = body["id"]
        self.secret: str = self.attributes["clientSecret"]


class Bench:
    """A client for one instance."""

    def __init__(self, app: Any) -> None:
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        self.client = httpx.AsyncClient(
            transport=transport, base_url="http://reference", event_hooks={"response": [self._note]}
        )
        self.statuses: set[int] = set()

    async def _note(self, answer: httpx.Response) -> None:
        self.statuses.add(answer.status_code)

    async def call(
        self, method: str, path: str, key: str | None, body: Any = None, content: bytes | None = None, **query: Any
    ) -> httpx.Response:
        sent = content if content is not None else b"" if body is None else json.dumps(body).encode()
        headers = {"content-type": "application/json"} if sent or method == "POST" else {}
        if key is not None:
            headers["authorization"] = f"Bearer {key}"
        return await self.client.request(method, f"/v1/sessions{path}", content=sent, headers=headers, params=query)

    async def post(self, body: Any, key: str | None = SK) -> httpx.Response:
        return await self.call("POST", "", key, body)

    async def create(self, **fields: Any) -> httpx.Response:
        """Create for a new customer, unless one is named."""
        named = {"externalCustomerId": customer()} if "customerId" not in fields else {}
        return await self.post({**named, **fields})

    async def made(self, **fields: Any) -> Made:
        answer = await self.create(**fields)
        assert answer.status_code == 201, answer.text
        return Made(answer.json())

    async def full(self, **fields: Any) -> Made:
        return await self.made(**{**FULL, **fields})

    async def get(self, ident: str, key: str | None = SK) -> httpx.Response:
        return await self.call("GET", f"/{ident}", key)

    async def shown(self, session: Made) -> dict[str, Any]:
        answer = await self.get(session.id)
        assert answer.status_code == 200, answer.text
        return attributes(answer.json())

    async def status(self, session: Made) -> str:
        return str((await self.shown(session))["status"])

    async def confirm(self, session: Made, key: str | None = PK, **fields: Any) -> httpx.Response:
        body = {"clientSecret": session.secret, **fields}
        return await self.call("POST", f"/{session.id}/confirm", key, without_none(body))

    async def order(self, session: Made, key: str | None = PK, **fields: Any) -> httpx.Response:
        body = {"clientSecret": session.secret, **WHOLE_ORDER, **fields}
        return await self.call("POST", f"/{session.id}/order", key, without_none(body))

    async def ordered(self, session: Made, **fields: Any) -> dict[str, Any]:
        answer = await self.order(session, **fields)
        assert answer.status_code == 201, answer.text
        body: dict[str, Any] = answer.json()
        return body

    async def cancel(self, session: Made, key: str | None = SK) -> httpx.Response:
        return await self.call("POST", f"/{session.id}/cancel", key)

    async def list(self, key: str | None = SK, **query: Any) -> httpx.Response:
        return await self.call("GET", "", key, **query)

    async def listed(self, key: str | None = SK, **query: Any) -> list[dict[str, Any]]:
        answer = await self.list(key, **query)
        assert answer.status_code == 200, answer.text
        return items(answer.json())

    async def ids(self, **query: Any) -> list[str]:
        return [ident(each) for each in await self.listed(**query)]

    async def advance(self, seconds: float) -> None:
        answer = await self.client.post("/_test/clock", json={"advance_seconds": seconds})
        assert answer.status_code == 200


VIOLATION = (AssertionError, KeyError, TypeError, AttributeError, ValueError, IndexError)
"""What a probe raises: a body of another shape than it expects is a violation as good as a false assertion."""

Probe = Callable[[Bench], Awaitable[None]]
PROBES: dict[str, Probe] = {}


def probe(requirement: str) -> Callable[[Probe], Probe]:
    def mark(function: Probe) -> Probe:
        name = f"NOWRAMP-{requirement}"
        assert name not in PROBES
        PROBES[name] = function
        return function

    return mark


# ---- what an answer must be


def customer() -> str:
    return f"player-{secrets.token_hex(8)}"


def without_none(body: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in body.items() if value is not None}


def attributes(body: Any) -> dict[str, Any]:
    assert body["type"] == "session"
    found: dict[str, Any] = body["attributes"]
    return found


def items(body: Any) -> list[dict[str, Any]]:
    if isinstance(body, list):
        return body
    inner = list(body.values())
    inner += [value for each in inner if isinstance(each, dict) for value in each.values()]
    found: list[list[dict[str, Any]]] = [each for each in inner if isinstance(each, list)]
    assert len(found) == 1, body
    return found[0]


def ident(item: dict[str, Any]) -> str:
    return str(item["id"])


def inside(item: dict[str, Any]) -> dict[str, Any]:
    """Return the attributes of a listed session, which may stand without an envelope."""
    found: dict[str, Any] = item.get("attributes", item)
    return found


def code(answer: httpx.Response) -> str | None:
    """Find a documented code wherever the envelope puts it."""
    return next((each for each in strings(answer.json()) if each in CODES), None)


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from strings(inner)


def refused(answer: httpx.Response) -> None:
    assert answer.status_code in (400, 422), answer.text


def denied(answer: httpx.Response) -> None:
    assert answer.status_code in (401, 403), answer.text


def strange(answer: httpx.Response) -> None:
    assert answer.status_code in (403, 404), answer.text


def client_error(answer: httpx.Response) -> None:
    assert 400 <= answer.status_code < 500, answer.text


def told(answer: httpx.Response, expected: str) -> None:
    assert (answer.status_code, code(answer)) == (CODES[expected], expected), answer.text


def succeeded(answer: httpx.Response) -> None:
    assert answer.status_code in (200, 202, 204), answer.text


def moment(text: Any) -> datetime:
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", text), text
    return datetime.fromisoformat(text)


def lifetime(shown: dict[str, Any]) -> float:
    return (moment(shown["expiresAt"]) - moment(shown["createdAt"])) / timedelta(seconds=1)


def locked(shown: dict[str, Any], name: str) -> bool:
    lock = shown["fieldLocks"].get(name)
    return lock is not None and lock["locked"] is True


def nested(depth: int) -> dict[str, Any]:
    value: dict[str, Any] = {"a": 1}
    for _ in range(depth - 1):
        value = {"a": value}
    return value


# ---- keys


async def every_call(bench: Bench, key: str | None) -> list[httpx.Response]:
    session = await bench.full()
    return [
        await bench.post({"externalCustomerId": customer()}, key),
        await bench.get(session.id, key),
        await bench.list(key),
        await bench.confirm(session, key),
        await bench.order(session, key),
        await bench.cancel(session, key),
    ]


@probe("AUTH-MISSING")
async def _(bench: Bench) -> None:
    for key in (None, ""):
        for answer in await every_call(bench, key):
            denied(answer)


@probe("AUTH-INVALID")
async def _(bench: Bench) -> None:
    for key in ("sk_test_nobody", "pk_test_nobody", SK[:-1], PK + "x", "word", f"{SK[:20]}0000"):
        for answer in await every_call(bench, key):
            denied(answer)


@probe("AUTH-EXPIRED-SECRET")
async def _(bench: Bench) -> None:
    for answer in await every_call(bench, EXPIRED_SECRET_KEY.value):
        denied(answer)


@probe("AUTH-EXPIRED-PUBLIC")
async def _(bench: Bench) -> None:
    for answer in await every_call(bench, EXPIRED_PUBLIC_KEY.value):
        denied(answer)


@probe("CREATE-KEY")
async def _(bench: Bench) -> None:
    for body in ({}, FULL, {"customerId": CUSTOMERS[0]}):
        denied(await bench.post({"externalCustomerId": customer(), **body}, PK))


@probe("GET-KEY")
async def _(bench: Bench) -> None:
    session = await bench.full()
    for key in (SK, PK):
        assert (await bench.get(session.id, key)).status_code == 200


@probe("CONFIRM-KEY")
async def _(bench: Bench) -> None:
    succeeded(await bench.confirm(await bench.full()))


@probe("ORDER-KEY")
async def _(bench: Bench) -> None:
    assert (await bench.order(await bench.full())).status_code == 201


@probe("CANCEL-KEY")
async def _(bench: Bench) -> None:
    session = await bench.full()
    denied(await bench.cancel(session, PK))
    assert await bench.status(session) == "pending"


@probe("LIST-KEY")
async def _(bench: Bench) -> None:
    who = (await bench.full()).attributes["externalCustomerId"]
    for query in ({}, {"externalCustomerId": who}, {"status": "pending"}):
        denied(await bench.list(PK, **query))


@probe("CONFIRM-KEY-PUBLIC-ONLY")
async def _(bench: Bench) -> None:
    denied(await bench.confirm(await bench.full(), SK))


@probe("ORDER-KEY-PUBLIC-ONLY")
async def _(bench: Bench) -> None:
    denied(await bench.order(await bench.full(), SK))


@probe("KEY-KIND-FORBIDDEN")
async def _(bench: Bench) -> None:
    session = await bench.full()
    for answer in (await bench.post({**FULL, "externalCustomerId": "a"}, PK), await bench.list(PK)):
        told(answer, "FORBIDDEN")
    told(await bench.cancel(session, PK), "FORBIDDEN")


# ---- projects


@probe("PROJECT-KEYS")
async def _(bench: Bench) -> None:
    who = customer()
    for creator, other in ((SK, SECOND_SK), (SECOND_SK, SK)):
        session = Made((await bench.post({"externalCustomerId": who}, creator)).json())
        assert (await bench.get(session.id, other)).json()["id"] == session.id
        mine = await bench.listed(other, externalCustomerId=who, status="pending")
        assert [ident(each) for each in mine] == [session.id]
        succeeded(await bench.cancel(session, other))


@probe("PROJECT-GET")
async def _(bench: Bench) -> None:
    session = await bench.full()
    for key in (OTHER_SK, OTHER_PK):
        strange(await bench.get(session.id, key))


@probe("PROJECT-CONFIRM")
async def _(bench: Bench) -> None:
    session = await bench.full()
    strange(await bench.confirm(session, OTHER_PK))
    assert await bench.status(session) == "pending"


@probe("PROJECT-ORDER")
async def _(bench: Bench) -> None:
    session = await bench.full()
    strange(await bench.order(session, OTHER_PK))
    assert await bench.status(session) == "pending"


@probe("PROJECT-CANCEL")
async def _(bench: Bench) -> None:
    session = await bench.full()
    strange(await bench.cancel(session, OTHER_SK))
    assert await bench.status(session) == "pending"


@probe("PROJECT-LIST")
async def _(bench: Bench) -> None:
    who = customer()
    ours = Made((await bench.post({"externalCustomerId": who, "customerId": CUSTOMERS[0]})).json())
    theirs = Made((await bench.post({"externalCustomerId": who, "customerId": CUSTOMERS[0]}, OTHER_SK)).json())
    filters = ({}, {"status": "pending"}, {"externalCustomerId": who}, {"customerId": CUSTOMERS[0]})
    for key, expected in ((SK, ours), (OTHER_SK, theirs)):
        for query in filters:
            assert [ident(each) for each in await bench.listed(key, **query)] == [expected.id]


# ---- creating


@probe("CREATE-BODY-OBJECT")
async def _(bench: Bench) -> None:
    await no_object(bench, "", SK)


async def no_object(bench: Bench, path: str, key: str) -> None:
    for content in (b"", b"{", b'{"externalCustomerId": "a"', b"[]", b'"word"', b"7", b"null"):
        client_error(await bench.call("POST", path, key, content=content))


@probe("CREATE-CUSTOMER-REQUIRED")
async def _(bench: Bench) -> None:
    refused(await bench.post({}))
    refused(await bench.post(FULL))
    refused(await bench.post({"externalCustomerId": None}))


@probe("CREATE-EXTERNAL-CUSTOMER")
async def _(bench: Bench) -> None:
    for who in ("a", customer(), "spieler-\u00fc\u4e16\U0001f600", "x" * 65, customer().ljust(255, "x")):
        assert (await bench.post({"externalCustomerId": who})).status_code == 201


@probe("CREATE-EXTERNAL-CUSTOMER-TOO-LONG")
async def _(bench: Bench) -> None:
    for length in (256, 300, 5000):
        refused(await bench.post({"externalCustomerId": "x" * length}))


@probe("CREATE-CUSTOMER-ID")
async def _(bench: Bench) -> None:
    for who in CUSTOMERS:
        assert (await bench.post({"customerId": who})).status_code == 201
        assert (await bench.post({"customerId": who, "externalCustomerId": "a"})).status_code == 201


@probe("CREATE-CUSTOMER-ID-UUID")
async def _(bench: Bench) -> None:
    for who in ("word", CUSTOMERS[0][:-1], f"{CUSTOMERS[0]}0", f"x{CUSTOMERS[0]}", "g" * 36):
        refused(await bench.post({"customerId": who}))
        refused(await bench.post({"customerId": who, "externalCustomerId": "a"}))


@probe("CREATE-TYPE-MEMBERS")
async def _(bench: Bench) -> None:
    for kind in ("onramp", "offramp"):
        await bench.made(type=kind)


@probe("CREATE-TYPE-NONMEMBERS")
async def _(bench: Bench) -> None:
    for kind in ("swap", "Onramp", "ONRAMP", "on-ramp", "onramp "):
        refused(await bench.create(type=kind))


@probe("CREATE-TYPE-DEFAULT")
async def _(bench: Bench) -> None:
    assert (await bench.made()).attributes["type"] == "onramp"


@probe("CREATE-AMOUNT-STRING")
async def _(bench: Bench) -> None:
    for amount in ("100", "99.95", "0.5", "12345.67"):
        await bench.made(sourceAmount=amount)


@probe("CREATE-AMOUNT-NUMBER")
async def _(bench: Bench) -> None:
    for amount in (100, 99.95, 0.5):
        await bench.made(sourceAmount=amount)


@probe("CREATE-AMOUNT-NUMERIC")
async def _(bench: Bench) -> None:
    for amount in ("a lot", "1,000", "NaN", "Infinity", "$5", "0x10"):
        refused(await bench.create(sourceAmount=amount))


@probe("CREATE-AMOUNT-POSITIVE")
async def _(bench: Bench) -> None:
    for amount in (0, -5, "0", "-5", "0.00", -0.01):
        refused(await bench.create(sourceAmount=amount))


@probe("CREATE-ADDRESS-TOO-LONG")
async def _(bench: Bench) -> None:
    for length in (256, 300, 5000):
        refused(await bench.create(destinationAddress="x" * length))


@probe("CREATE-ADDRESS-LONGEST")
async def _(bench: Bench) -> None:
    for length in (254, 255):
        await bench.made(destinationAddress="x" * length)


@probe("CREATE-REDIRECT-URL")
async def _(bench: Bench) -> None:
    for url in ("word", "not a url", "/relative", "http://", "://x"):
        refused(await bench.create(redirectUrl=url))


@probe("CREATE-COUNTRY")
async def _(bench: Bench) -> None:
    for country in ("US", "GB", "DE", "CA"):
        await bench.made(country=country)


@probe("CREATE-COUNTRY-FORM")
async def _(bench: Bench) -> None:
    for country in ("USA", "U", "12", "Germany", "GBR", "DEU"):
        refused(await bench.create(country=country))


@probe("CREATE-COUNTRY-ASSIGNED")
async def _(bench: Bench) -> None:
    for country in ("XX", "ZZ", "QQ"):
        refused(await bench.create(country=country))


@probe("CREATE-OPTIONAL")
async def _(bench: Bench) -> None:
    await bench.made()
    for name in FULL:
        await bench.made(**{each: value for each, value in FULL.items() if each != name})


@probe("CREATE-FIELD-TYPES")
async def _(bench: Bench) -> None:
    for name in (*FULL, "country", "expiresInSeconds"):
        for wrong in ([], ["a"], {}, {"a": "b"}):
            refused(await bench.create(**{name: wrong}))
    for wrong in ([], {}):
        refused(await bench.post({"externalCustomerId": wrong}))
        refused(await bench.post({"customerId": wrong}))
    for name in ("metadata", "fieldLocks"):
        for wrong in ("text", 7, ["a"]):
            refused(await bench.create(**{name: wrong}))


# ---- lifetime


@probe("EXPIRY-DEFAULT")
async def _(bench: Bench) -> None:
    assert lifetime((await bench.made()).attributes) == 1800


@probe("EXPIRY-EXPLICIT")
async def _(bench: Bench) -> None:
    for seconds in (1, 30, 60, 90, 1801, 7200):
        assert lifetime((await bench.made(expiresInSeconds=seconds)).attributes) == seconds


@probe("EXPIRY-MAX-ACCEPTED")
async def _(bench: Bench) -> None:
    assert lifetime((await bench.made(expiresInSeconds=DAY)).attributes) == DAY


@probe("EXPIRY-MAX")
async def _(bench: Bench) -> None:
    for seconds in (DAY + 1, 90_000, 7 * DAY):
        answer = await bench.create(expiresInSeconds=seconds)
        if answer.status_code == 201:
            assert lifetime(answer.json()["attributes"]) <= DAY
        else:
            refused(answer)


@probe("EXPIRY-POSITIVE")
async def _(bench: Bench) -> None:
    for seconds in (0, -1, -1800):
        refused(await bench.create(expiresInSeconds=seconds))


# ---- metadata


@probe("METADATA-ACCEPTED")
async def _(bench: Bench) -> None:
    for metadata in ({}, {"a": "b"}, {"a": 1, "b": True, "c": 1.5}, {"a": {"b": 1}}):
        await bench.made(metadata=metadata)


@probe("METADATA-KEYS-FIT")
async def _(bench: Bench) -> None:
    for count in (12, 20):
        await bench.made(metadata={f"k{number}": number for number in range(count)})


@probe("METADATA-KEYS-TOO-MANY")
async def _(bench: Bench) -> None:
    for value in ("x", 1, {"a": 1}):
        for count in (21, 40):
            refused(await bench.create(metadata={f"k{number}": value for number in range(count)}))


@probe("METADATA-SIZE-FITS")
async def _(bench: Bench) -> None:
    await bench.made(metadata={"a": "x" * 3900})
    await bench.made(metadata={f"k{number}": "x" * 380 for number in range(10)})


@probe("METADATA-SIZE-TOO-LARGE")
async def _(bench: Bench) -> None:
    refused(await bench.create(metadata={"a": "x" * 4200}))
    refused(await bench.create(metadata={"a": "x" * 20_000}))
    refused(await bench.create(metadata={f"k{number}": "x" * 1000 for number in range(5)}))
    refused(await bench.create(metadata={"a": "\u4e16" * 1500}))


@probe("METADATA-NESTING-FITS")
async def _(bench: Bench) -> None:
    for metadata in ({"a": {"b": 1, "c": "d"}, "e": {"f": True}}, {"a": {}}):
        await bench.made(metadata=metadata)


@probe("METADATA-NESTING-TOO-DEEP")
async def _(bench: Bench) -> None:
    for depth in (4, 5, 6, 12):
        refused(await bench.create(metadata=nested(depth)))
        refused(await bench.create(metadata={"first": {"a": 1}, "second": nested(depth)}))
        refused(await bench.create(metadata={"a": [nested(depth)]}))


@probe("METADATA-STORED")
async def _(bench: Bench) -> None:
    for sent in ({"Name": "x", "count": 7, "paid": True}, {"a": {"b": 1.5}}):
        session = await bench.made(metadata=sent)
        for shown in (session.attributes, await bench.shown(session)):
            assert shown.get("metadata") in (None, sent)


# ---- locks


def automatic(name: str) -> Probe:
    async def holds(bench: Bench) -> None:
        value = FULL[name]
        for body in (FULL, {name: value}, {**FULL, "sourceAmount": 100}, {**FULL, "type": "offramp"}):
            session = await bench.made(**body)
            assert locked(session.attributes, name)
            assert locked(await bench.shown(session), name)

    return holds


for _name, _field in {
    "ADDRESS": "destinationAddress",
    "NETWORK": "network",
    "DESTINATION-CURRENCY": "destinationCurrency",
    "AMOUNT": "sourceAmount",
    "SOURCE-CURRENCY": "sourceCurrency",
}.items():
    probe(f"LOCK-AUTOMATIC-{_name}")(automatic(_field))


@probe("LOCK-EXPLICIT")
async def _(bench: Bench) -> None:
    for name in LOCKABLE:
        for body in ({}, FULL):
            session = await bench.made(**body, fieldLocks={name: {"locked": True}})
            assert locked(session.attributes, name)


@probe("LOCK-UNLOCKED")
async def _(bench: Bench) -> None:
    for name in LOCKABLE:
        session = await bench.full(fieldLocks={name: {"locked": False}})
        for shown in (session.attributes, await bench.shown(session)):
            assert not locked(shown, name)


@probe("LOCK-OTHERS-REMAIN")
async def _(bench: Bench) -> None:
    for flag in (True, False):
        for name in LOCKABLE:
            session = await bench.full(fieldLocks={name: {"locked": flag}})
            assert all(locked(session.attributes, other) for other in LOCKABLE if other != name)


@probe("LOCK-UNPROVIDED")
async def _(bench: Bench) -> None:
    session = await bench.made()
    assert not any(locked(session.attributes, name) for name in LOCKABLE)


RANGE = {"fieldLocks": {"sourceAmount": {"locked": True, "min": 20, "max": 1000}}}


@probe("LOCK-RANGE-SHOWN")
async def _(bench: Bench) -> None:
    for session in (await bench.made(**RANGE), await bench.full(**RANGE)):
        for shown in (session.attributes, await bench.shown(session)):
            lock = shown["fieldLocks"]["sourceAmount"]
            assert (Decimal(str(lock["min"])), Decimal(str(lock["max"]))) == (20, 1000)


async def in_range(bench: Bench, amount: str, *, confirmed: bool = False) -> httpx.Response:
    session = await bench.made(**RANGE)
    if confirmed:
        succeeded(await bench.confirm(session))
    return await bench.order(session, fiatAmount=amount)


@probe("LOCK-RANGE-LOWEST")
async def _(bench: Bench) -> None:
    for amount in ("20", "20.00"):
        assert (await in_range(bench, amount)).status_code == 201
    for amount in ("19.99", "1", "9"):
        client_error(await in_range(bench, amount))
        client_error(await in_range(bench, amount, confirmed=True))


@probe("LOCK-RANGE-HIGHEST")
async def _(bench: Bench) -> None:
    for amount in ("1000", "1000.0"):
        assert (await in_range(bench, amount)).status_code == 201
    for amount in ("1000.01", "1001", "99999", "10000"):
        client_error(await in_range(bench, amount))
        client_error(await in_range(bench, amount, confirmed=True))


@probe("LOCK-TYPES")
async def _(bench: Bench) -> None:
    for wrong in (True, "locked", 1, [], {"locked": "yes"}, {"locked": 1}, {"locked": {}}):
        for name in LOCKABLE:
            refused(await bench.create(fieldLocks={name: wrong}))
    for wrong in ("low", {}, [], True):
        for end in ("min", "max"):
            refused(await bench.create(fieldLocks={"sourceAmount": {"locked": True, end: wrong}}))


@probe("LOCK-RANGE-ORDER")
async def _(bench: Bench) -> None:
    refused(await bench.create(fieldLocks={"sourceAmount": {"locked": True, "min": 1000, "max": 10}}))


def held_at_confirm(name: str, other: str) -> Probe:
    async def holds(bench: Bench) -> None:
        for more in ({}, {"fieldLocks": {name: {"locked": True}}}):
            session = await bench.full(**more)
            answer = await bench.confirm(session, **{name: other})
            assert answer.status_code < 500
            assert (await bench.shown(session))[name] == FULL[name]

    return holds


def held_at_order(name: str, sent_as: str, other: str) -> Probe:
    async def holds(bench: Bench) -> None:
        numbers = [int(other)] if name == "sourceAmount" else []
        for more, sent in product(({}, {"fieldLocks": {name: {"locked": True}}}), (other, *numbers)):
            session = await bench.full(**more)
            answer = await bench.order(session, **{sent_as: sent})
            assert answer.status_code < 500
            if answer.is_success and name == "sourceAmount":
                assert Decimal(str(answer.json()["attributes"].get("fiatAmount", 100))) == 100
            shown = (await bench.shown(session))[name]
            same = Decimal(str(shown)) == 100 if name == "sourceAmount" else shown == FULL[name]
            assert same, shown

    return holds


probe("LOCK-HOLDS-CONFIRM-ADDRESS")(held_at_confirm("destinationAddress", OTHER_ADDRESS))
probe("LOCK-HOLDS-CONFIRM-NETWORK")(held_at_confirm("network", "base"))
probe("LOCK-HOLDS-ORDER-ADDRESS")(held_at_order("destinationAddress", "walletAddress", OTHER_ADDRESS))
probe("LOCK-HOLDS-ORDER-NETWORK")(held_at_order("network", "network", "base"))
probe("LOCK-HOLDS-ORDER-DESTINATION-CURRENCY")(held_at_order("destinationCurrency", "cryptoCurrency", "USDC"))
probe("LOCK-HOLDS-ORDER-AMOUNT")(held_at_order("sourceAmount", "fiatAmount", "250"))
probe("LOCK-HOLDS-ORDER-SOURCE-CURRENCY")(held_at_order("sourceCurrency", "fiatCurrency", "GBP"))


# ---- what was sent is what is stored


async def everywhere(bench: Bench, **fields: Any) -> list[dict[str, Any]]:
    """Return a new session as the creation, GET and the list show it."""
    session = await bench.made(**fields)
    mine = [inside(each) for each in await bench.listed() if ident(each) == session.id]
    return [session.attributes, await bench.shown(session), *mine]


def stored(name: str, *values: Any) -> Probe:
    async def holds(bench: Bench) -> None:
        for value in values:
            for body in (FULL, {}):
                shown = await everywhere(bench, **{**body, name: value})
                assert len(shown) == 3
                for each in shown:
                    assert each[name] == value

    return holds


probe("STORED-EXTERNAL-CUSTOMER")(
    stored("externalCustomerId", "Player_1", "spieler-\u00fc\u4e16\U0001f600", "-a@b.example:", "a/b?c&d=e", "Z" * 255)
)
probe("STORED-SOURCE-CURRENCY")(stored("sourceCurrency", "USD", "EUR"))
probe("STORED-DESTINATION-CURRENCY")(stored("destinationCurrency", "ETH", "USDC"))
probe("STORED-NETWORK")(stored("network", "ethereum", "base"))
probe("STORED-ADDRESS")(stored("destinationAddress", ADDRESS, OTHER_ADDRESS, "bc1q" + "x" * 80))
probe("STORED-REDIRECT-URL")(
    stored("redirectUrl", FULL["redirectUrl"], "https://a.example/?x=1&y=2", "http://b.example")
)
probe("STORED-TYPE")(stored("type", "onramp", "offramp"))
probe("STORED-CUSTOMER-ID")(stored("customerId", *CUSTOMERS))


@probe("STORED-AMOUNT")
async def _(bench: Bench) -> None:
    for amount in ("100", "99.95", "0.12345678", 250, 12.5):
        for shown in await everywhere(bench, sourceAmount=amount):
            assert Decimal(str(shown["sourceAmount"])) == Decimal(str(amount))


@probe("STORED-AMOUNT-TEXT")
async def _(bench: Bench) -> None:
    for amount in ("100.1", 0.1, "1000000.001", "12345678901234567890.12"):
        session = await bench.made(sourceAmount=amount)
        for shown in (session.attributes, await bench.shown(session)):
            assert isinstance(shown["sourceAmount"], str | int | float)
            assert Decimal(str(shown["sourceAmount"])) == Decimal(str(amount))


@probe("STORED-COUNTRY")
async def _(bench: Bench) -> None:
    for shown in await everywhere(bench, country="DE"):
        assert shown.get("country") in (None, "DE")


# ---- the answer to a creation


@probe("CREATE-STATUS")
async def _(bench: Bench) -> None:
    assert (await bench.create()).status_code == (await bench.create(**FULL)).status_code == 201


@probe("CREATE-FRESH")
async def _(bench: Bench) -> None:
    body = {"externalCustomerId": customer(), **FULL}
    made = [Made((await bench.post(body)).json()) for _ in range(3)]
    made += [await bench.made()]
    assert len({each.id for each in made}) == len({each.secret for each in made}) == 4


@probe("BODY-JSON")
async def _(bench: Bench) -> None:
    session = await bench.full()
    answers = [await bench.create(), await bench.get(session.id), await bench.list(), await bench.order(session)]
    for answer in answers:
        assert answer.headers["content-type"].partition(";")[0] == "application/json"
        assert isinstance(answer.json(), dict | list)


async def shown_twice(bench: Bench, **fields: Any) -> list[dict[str, Any]]:
    session = await bench.made(**fields)
    return [session.body, (await bench.get(session.id)).json()]


@probe("SESSION-ENVELOPE")
async def _(bench: Bench) -> None:
    for body in await shown_twice(bench):
        assert body["type"] == "session" and isinstance(body["attributes"], dict)


@probe("SESSION-ID")
async def _(bench: Bench) -> None:
    for body in await shown_twice(bench):
        assert isinstance(body["id"], str) and body["id"] and body["attributes"]["sessionId"] == body["id"]


@probe("SESSION-PROJECT")
async def _(bench: Bench) -> None:
    shown = [body["attributes"]["projectId"] for body in (*await shown_twice(bench), *await shown_twice(bench))]
    assert len(set(shown)) == 1 and uuid.UUID(shown[0])


@probe("SESSION-CLIENT-SECRET")
async def _(bench: Bench) -> None:
    secret = (await bench.create()).json()["attributes"]["clientSecret"]
    assert isinstance(secret, str) and secret


@probe("SESSION-TYPE")
async def _(bench: Bench) -> None:
    for body in await shown_twice(bench):
        assert body["attributes"]["type"] in ("onramp", "offramp")


async def lives(bench: Bench) -> dict[str, Made]:
    """Return a session in each state that can be had, by how it came there."""
    made = {how: await bench.full(expiresInSeconds=60) for how in ("expired", "used")}
    await bench.ordered(made["used"])
    await bench.advance(61)
    made |= {how: await bench.full() for how in ("pending", "confirmed", "cancelled")}
    succeeded(await bench.confirm(made["confirmed"]))
    succeeded(await bench.cancel(made["cancelled"]))
    return made


@probe("SESSION-STATUS")
async def _(bench: Bench) -> None:
    for session in (await lives(bench)).values():
        assert await bench.status(session) in STATUSES


@probe("SESSION-PENDING")
async def _(bench: Bench) -> None:
    for fields in ({}, FULL):
        assert (await bench.made(**fields)).attributes["status"] == "pending"


@probe("SESSION-LOCKS")
async def _(bench: Bench) -> None:
    for body in await shown_twice(bench, **FULL, **RANGE):
        locks = body["attributes"]["fieldLocks"]
        assert isinstance(locks, dict)
        for lock in locks.values():
            assert isinstance(lock["locked"], bool)
            for end in ("min", "max"):
                Decimal(str(lock.get(end) or 0))


@probe("SESSION-EXPIRES-AT")
async def _(bench: Bench) -> None:
    for body in await shown_twice(bench):
        moment(body["attributes"]["expiresAt"])


@probe("SESSION-CREATED-AT")
async def _(bench: Bench) -> None:
    for body in await shown_twice(bench):
        moment(body["attributes"]["createdAt"])


@probe("SESSION-FIELD-TYPES")
async def _(bench: Bench) -> None:
    for fields in ({}, FULL):
        for body in await shown_twice(bench, **fields):
            shown = body["attributes"]
            assert isinstance(shown.get("sourceAmount"), str | int | float | None)
            assert not isinstance(shown.get("sourceAmount"), bool)
            for name in ("customerId", "externalCustomerId", "redirectUrl", *LOCKABLE):
                if name != "sourceAmount":
                    assert isinstance(shown.get(name), str | None)


# ---- the client secret


def hidden(answer: httpx.Response, *sessions: Made) -> None:
    for session in sessions:
        assert session.secret not in answer.text


@probe("SECRET-ON-GET")
async def _(bench: Bench) -> None:
    session = await bench.full()
    for key in (SK, PK):
        hidden(await bench.get(session.id, key), session)


@probe("SECRET-ON-LIST")
async def _(bench: Bench) -> None:
    session = await bench.full()
    for query in ({}, {"externalCustomerId": session.attributes["externalCustomerId"]}, {"status": "pending"}):
        hidden(await bench.list(**query), session)


@probe("SECRET-ON-CONFIRM")
async def _(bench: Bench) -> None:
    session = await bench.full()
    hidden(await bench.confirm(session), session)


@probe("SECRET-ON-ORDER")
async def _(bench: Bench) -> None:
    session = await bench.full()
    hidden(await bench.order(session), session)


@probe("SECRET-ON-CANCEL")
async def _(bench: Bench) -> None:
    session = await bench.full()
    hidden(await bench.cancel(session), session)


@probe("SECRET-IN-ERRORS")
async def _(bench: Bench) -> None:
    session = await bench.full()
    hidden(await bench.order(session, clientSecret="wrong"), session)
    hidden(await bench.order(session, fiatAmount="x"), session)
    hidden(await bench.confirm(session, destinationAddress=[]), session)
    await bench.ordered(session)
    hidden(await bench.order(session), session)
    hidden(await bench.cancel(session), session)


# ---- reading


@probe("GET-STATUS")
async def _(bench: Bench) -> None:
    assert (await bench.get((await bench.full()).id)).status_code == 200


@probe("GET-SAME")
async def _(bench: Bench) -> None:
    for fields in ({}, FULL, {**FULL, **RANGE, "type": "offramp"}):
        session = await bench.made(**fields)
        expected = {name: value for name, value in session.attributes.items() if name != "clientSecret"}
        answer = (await bench.get(session.id)).json()
        assert (answer["type"], answer["id"], answer["attributes"]) == ("session", session.id, expected)
    await bench.advance(60)
    assert (await bench.shown(session))["createdAt"] == session.attributes["createdAt"]


@probe("GET-UNKNOWN")
async def _(bench: Bench) -> None:
    for key in (SK, PK):
        told(await bench.get(UNKNOWN, key), "NOT_FOUND")


def not_there(answer: httpx.Response) -> None:
    assert (answer.status_code, code(answer)) in ((404, "NOT_FOUND"), (403, "FORBIDDEN")), answer.text


# ---- confirming


@probe("CONFIRM-STATUS")
async def _(bench: Bench) -> None:
    for fields in ({}, FULL, {**FULL, "type": "offramp"}):
        succeeded(await bench.confirm(await bench.made(**fields)))


@probe("CONFIRM-SECRET-REQUIRED")
async def _(bench: Bench) -> None:
    session = await bench.full()
    refused(await bench.confirm(session, clientSecret=None))
    assert await bench.status(session) == "pending"


async def wrong_secrets(bench: Bench, session: Made) -> list[str]:
    return [(await bench.full()).secret, session.secret[:-1], f"{session.secret}x", session.secret.swapcase(), "", "x"]


@probe("CONFIRM-SECRET-MATCHES")
async def _(bench: Bench) -> None:
    session = await bench.made()
    for wrong in await wrong_secrets(bench, session):
        client_error(await bench.confirm(session, clientSecret=wrong, network="base"))
        shown = await bench.shown(session)
        assert shown["status"] == "pending" and shown.get("network") is None


def updated(name: str, value: str) -> Probe:
    async def holds(bench: Bench) -> None:
        for session in (await bench.made(), await bench.full(fieldLocks={name: {"locked": False}})):
            succeeded(await bench.confirm(session, **{name: value}))
            assert (await bench.shown(session))[name] == value

    return holds


probe("CONFIRM-ADDRESS")(updated("destinationAddress", OTHER_ADDRESS))
probe("CONFIRM-NETWORK")(updated("network", "base"))


@probe("CONFIRM-KEEPS-REST")
async def _(bench: Bench) -> None:
    unlocked = {"fieldLocks": {"destinationAddress": {"locked": False}, "network": {"locked": False}}}
    for session, changes in ((await bench.full(), {}), (await bench.full(**unlocked), {"network": "base"})):
        before = await bench.shown(session)
        succeeded(await bench.confirm(session, **changes))
        after = await bench.shown(session)
        for shown in (before, after):
            for name in ("status", "network", "destinationAddress", "expiresAt", "updatedAt"):
                shown.pop(name, None)
        assert before == after


@probe("CONFIRM-FIELD-TYPES")
async def _(bench: Bench) -> None:
    for name in ("destinationAddress", "network", "clientSecret"):
        for wrong in ([], {}, ["a"], {"a": "b"}):
            client_error(await bench.confirm(await bench.made(), **{name: wrong}))


@probe("CONFIRM-BODY-OBJECT")
async def _(bench: Bench) -> None:
    await no_object(bench, f"/{(await bench.full()).id}/confirm", PK)


@probe("CONFIRM-UNKNOWN")
async def _(bench: Bench) -> None:
    session = await bench.full()
    session.id = UNKNOWN
    not_there(await bench.confirm(session))


@probe("CONFIRM-SHOWS")
async def _(bench: Bench) -> None:
    session = await bench.full()
    await bench.confirm(session)
    assert await bench.status(session) == "confirmed"


# ---- ordering


@probe("ORDER-STATUS")
async def _(bench: Bench) -> None:
    for fields in ({}, FULL):
        assert (await bench.order(await bench.made(**fields))).status_code == 201


@probe("ORDER-BODY-OBJECT")
async def _(bench: Bench) -> None:
    await no_object(bench, f"/{(await bench.full()).id}/order", PK)


@probe("ORDER-SECRET-REQUIRED")
async def _(bench: Bench) -> None:
    session = await bench.full()
    refused(await bench.order(session, clientSecret=None))
    succeeded(await bench.confirm(session))
    refused(await bench.order(session, clientSecret=None))


@probe("ORDER-SECRET-MATCHES")
async def _(bench: Bench) -> None:
    session = await bench.full()
    for wrong in await wrong_secrets(bench, session):
        client_error(await bench.order(session, clientSecret=wrong))
        assert await bench.status(session) == "pending"
    succeeded(await bench.confirm(session))
    client_error(await bench.order(session, clientSecret="x"))


def required(name: str) -> Probe:
    async def holds(bench: Bench) -> None:
        for fields in ({}, FULL):
            refused(await bench.order(await bench.made(**fields), **{name: None}))

    return holds


probe("ORDER-AMOUNT-REQUIRED")(required("fiatAmount"))
probe("ORDER-CRYPTO-REQUIRED")(required("cryptoCurrency"))
probe("ORDER-NETWORK-REQUIRED")(required("network"))


@probe("ORDER-AMOUNT-STRING")
async def _(bench: Bench) -> None:
    for amount in ("100", "99.95"):
        await bench.ordered(await bench.made(), fiatAmount=amount)


@probe("ORDER-AMOUNT-NUMBER")
async def _(bench: Bench) -> None:
    for amount in (100, 99.95):
        await bench.ordered(await bench.made(), fiatAmount=amount)


@probe("ORDER-AMOUNT-NUMERIC")
async def _(bench: Bench) -> None:
    for amount in ("a lot", "NaN", "$5"):
        refused(await bench.order(await bench.made(), fiatAmount=amount))


@probe("ORDER-AMOUNT-POSITIVE")
async def _(bench: Bench) -> None:
    for amount in (0, -5, "0", "-5"):
        refused(await bench.order(await bench.made(), fiatAmount=amount))


@probe("ORDER-FIELD-TYPES")
async def _(bench: Bench) -> None:
    for name in ("fiatAmount", "cryptoCurrency", "network", "fiatCurrency", "walletAddress", "gateway", "email"):
        for wrong in ([], {}, ["100"], {"a": "b"}):
            refused(await bench.order(await bench.full(), **{name: wrong}))


@probe("ORDER-FIAT-DEFAULT")
async def _(bench: Bench) -> None:
    for more in ({}, {"fieldLocks": {"sourceCurrency": {"locked": False}}}):
        assert (await bench.order(await bench.full(**more), fiatCurrency=None)).status_code == 201


@probe("ORDER-WALLET-DEFAULT")
async def _(bench: Bench) -> None:
    for more in ({}, {"fieldLocks": {"destinationAddress": {"locked": False}}}):
        assert (await bench.order(await bench.full(**more), walletAddress=None)).status_code == 201


@probe("ORDER-GATEWAY-OPTIONAL")
async def _(bench: Bench) -> None:
    assert (await bench.order(await bench.full())).status_code == 201


@probe("ORDER-GATEWAY")
async def _(bench: Bench) -> None:
    for gateway in GATEWAYS:
        assert (await bench.order(await bench.full(), gateway=gateway)).status_code == 201


@probe("ORDER-EMAIL")
async def _(bench: Bench) -> None:
    for email in (None, "user@example.com"):
        assert (await bench.order(await bench.full(), email=email)).status_code == 201


@probe("ORDER-UNKNOWN")
async def _(bench: Bench) -> None:
    session = await bench.full()
    session.id = UNKNOWN
    not_there(await bench.order(session))


async def new_order(bench: Bench) -> tuple[Made, dict[str, Any]]:
    session = await bench.full()
    answer = await bench.order(session)
    assert answer.is_success
    body: dict[str, Any] = answer.json()
    return session, body


@probe("ORDER-ENVELOPE")
async def _(bench: Bench) -> None:
    _session, body = await new_order(bench)
    assert body["type"] == "order" and isinstance(body["attributes"], dict)


@probe("ORDER-ID")
async def _(bench: Bench) -> None:
    _session, body = await new_order(bench)
    assert isinstance(body["id"], str) and body["id"] and body["attributes"]["orderId"] == body["id"]


@probe("ORDER-FRESH")
async def _(bench: Bench) -> None:
    who = customer()
    orders = [await bench.ordered(await bench.full(externalCustomerId=who)) for _ in range(3)]
    assert len({each["id"] for each in orders}) == 3


@probe("ORDER-STATE")
async def _(bench: Bench) -> None:
    assert isinstance((await new_order(bench))[1]["attributes"]["status"], str)


@probe("ORDER-CREATED")
async def _(bench: Bench) -> None:
    assert (await new_order(bench))[1]["attributes"]["status"] == "created"


@probe("ORDER-SESSION-ID")
async def _(bench: Bench) -> None:
    session, body = await new_order(bench)
    assert body["attributes"]["sessionId"] == session.id


@probe("ORDER-CHECKOUT")
async def _(bench: Bench) -> None:
    checkout = (await new_order(bench))[1]["attributes"]["checkout"]
    assert isinstance(checkout["method"], str)
    assert isinstance(checkout.get("expiresAt"), str | int | float | None)


@probe("ORDER-CHECKOUT-URL")
async def _(bench: Bench) -> None:
    url = httpx.URL((await new_order(bench))[1]["attributes"]["checkout"]["url"])
    assert url.scheme in ("http", "https") and url.host


# ---- a session's life


@probe("LIFE-WITHOUT-CONFIRM")
async def _(bench: Bench) -> None:
    for fields in ({}, FULL):
        assert (await bench.order(await bench.made(**fields))).status_code == 201


@probe("LIFE-AFTER-CONFIRM")
async def _(bench: Bench) -> None:
    session = await bench.full()
    succeeded(await bench.confirm(session))
    assert (await bench.order(session)).status_code == 201


@probe("LIFE-ONE-ORDER")
async def _(bench: Bench) -> None:
    for fields in ({}, FULL):
        session = await bench.made(**fields)
        await bench.ordered(session)
        told(await bench.order(session), "SESSION_ALREADY_USED")
        told(await bench.order(session, email="other@example.com"), "SESSION_ALREADY_USED")
        for gateway in GATEWAYS:
            told(await bench.order(session, gateway=gateway), "SESSION_ALREADY_USED")
        if not fields:
            told(await bench.order(session, fiatAmount="250"), "SESSION_ALREADY_USED")


@probe("LIFE-ONE-ORDER-RACED")
async def _(bench: Bench) -> None:
    session = await bench.full()
    answers = await asyncio.gather(*(bench.order(session) for _ in range(10)))
    assert sum(answer.status_code == 201 for answer in answers) == 1


@probe("LIFE-REFUSED-BURNS-NOTHING")
async def _(bench: Bench) -> None:
    wrong = ({"fiatAmount": "x"}, {"clientSecret": "wrong"}, {"cryptoCurrency": None}, {"walletAddress": []})
    for refusal in wrong:
        session = await bench.full()
        client_error(await bench.order(session, **refusal))
        assert (await bench.order(session)).status_code == 201


async def expired(bench: Bench, confirmed: bool = False) -> Made:
    session = await bench.full(expiresInSeconds=60)
    if confirmed:
        succeeded(await bench.confirm(session))
    await bench.advance(62)
    return session


@probe("LIFE-EXPIRED-GET")
async def _(bench: Bench) -> None:
    assert await bench.status(await expired(bench)) == "expired"


@probe("LIFE-EXPIRED-LIST")
async def _(bench: Bench) -> None:
    session = await expired(bench)
    found = {ident(each): inside(each) for each in await bench.listed()}
    assert found[session.id]["status"] == "expired"
    assert session.id in await bench.ids(status="expired")
    assert session.id not in await bench.ids(status="pending")


@probe("LIFE-EXPIRED-ORDER")
async def _(bench: Bench) -> None:
    for confirmed in (False, True):
        told(await bench.order(await expired(bench, confirmed)), "SESSION_EXPIRED")


@probe("LIFE-EXPIRED-CONFIRM")
async def _(bench: Bench) -> None:
    told(await bench.confirm(await expired(bench)), "SESSION_EXPIRED")


@probe("LIFE-EXPIRED-FOR-GOOD")
async def _(bench: Bench) -> None:
    session = await expired(bench)
    for act in (bench.confirm, bench.order, bench.cancel, bench.order):
        await act(session)
        assert await bench.status(session) == "expired"


@probe("LIFE-NOT-BEFORE")
async def _(bench: Bench) -> None:
    made = [await bench.full(expiresInSeconds=seconds) for seconds in (600, 1800, DAY)]
    await bench.advance(590)
    succeeded(await bench.confirm(made[0]))
    assert (await bench.order(made[0])).status_code == 201
    await bench.advance(1190)
    assert (await bench.order(made[1])).status_code == 201
    await bench.advance(DAY - 1800)
    assert (await bench.order(made[2])).status_code == 201


@probe("LIFE-USED-STAYS")
async def _(bench: Bench) -> None:
    session = await bench.full()
    await bench.ordered(session)
    for act in (bench.get, bench.order, bench.confirm, bench.cancel):
        await act(session.id if act == bench.get else session)  # type: ignore[operator]
        assert await bench.status(session) != "pending"


# ---- cancelling


@probe("CANCEL-STATUS")
async def _(bench: Bench) -> None:
    for fields in ({}, FULL, {**FULL, "type": "offramp"}):
        succeeded(await bench.cancel(await bench.made(**fields)))


@probe("CANCEL-EFFECT")
async def _(bench: Bench) -> None:
    session = await bench.full()
    succeeded(await bench.cancel(session))
    assert await bench.status(session) == "cancelled"
    assert {ident(each): inside(each) for each in await bench.listed()}[session.id]["status"] == "cancelled"


@probe("CANCEL-LASTS")
async def _(bench: Bench) -> None:
    session = await bench.full()
    succeeded(await bench.cancel(session))
    client_error(await bench.order(session))
    client_error(await bench.confirm(session))
    for _ in range(2):
        assert await bench.status(session) == "cancelled"


@probe("CANCEL-NOT-CONFIRMED")
async def _(bench: Bench) -> None:
    session = await bench.full()
    succeeded(await bench.confirm(session))
    if await bench.status(session) == "confirmed":
        client_error(await bench.cancel(session))
        assert await bench.status(session) == "confirmed"


@probe("CANCEL-NOT-USED")
async def _(bench: Bench) -> None:
    session = await bench.full()
    await bench.ordered(session)
    client_error(await bench.cancel(session))
    assert await bench.status(session) != "cancelled"


@probe("CANCEL-NOT-EXPIRED")
async def _(bench: Bench) -> None:
    client_error(await bench.cancel(await expired(bench)))


@probe("CANCEL-UNKNOWN")
async def _(bench: Bench) -> None:
    session = await bench.full()
    session.id = UNKNOWN
    told(await bench.cancel(session), "NOT_FOUND")


# ---- listing


async def sessions(bench: Bench, count: int, **fields: Any) -> set[str]:
    return {(await bench.made(**fields)).id for _ in range(count)}


@probe("LIST-STATUS")
async def _(bench: Bench) -> None:
    await sessions(bench, 2)
    answer = await bench.list()
    assert answer.status_code == 200 and len(items(answer.json())) == 2


@probe("LIST-COMPLETE")
async def _(bench: Bench) -> None:
    who = customer()
    made = [(await bench.made(externalCustomerId=who, type=kind)).id for kind in ("onramp", "offramp", "onramp")]
    for query in ({}, {"externalCustomerId": who}):
        assert sorted(await bench.ids(**query)) == sorted(made)
    cancelled = await bench.made(externalCustomerId=who)
    await bench.cancel(cancelled)
    assert cancelled.id in await bench.ids()


@probe("LIST-ITEMS")
async def _(bench: Bench) -> None:
    made = await lives(bench)
    made["moved"] = await bench.made()
    succeeded(await bench.confirm(made["moved"], destinationAddress=OTHER_ADDRESS))
    listed = {ident(each): inside(each) for each in await bench.listed()}
    for session in made.values():
        shown = await bench.shown(session)
        assert {name: listed[session.id][name] for name in shown} == shown


@probe("LIST-ALIKE")
async def _(bench: Bench) -> None:
    await sessions(bench, 4, **FULL)
    assert len({frozenset(inside(each)) for each in await bench.listed()}) == 1


@probe("LIST-PAGE-DEFAULT")
async def _(bench: Bench) -> None:
    await sessions(bench, 5)
    for size in (2, 10):
        assert await bench.ids(pageSize=size) == await bench.ids(page=1, pageSize=size) != []


@probe("LIST-PAGE")
async def _(bench: Bench) -> None:
    made = await sessions(bench, 7)
    for size in (2, 3, 7):
        walked = [each for page in range(1, 9 // size + 2) for each in await bench.ids(page=page, pageSize=size)]
        assert sorted(walked) == sorted(made)
    made |= await sessions(bench, 95)
    walked = [each for page in (1, 2) for each in await bench.ids(page=page, pageSize=100)]
    assert sorted(walked) == sorted(made)


@probe("LIST-PAGE-END")
async def _(bench: Bench) -> None:
    await sessions(bench, 3)
    for page, size in ((2, 3), (3, 2), (9, 1)):
        answer = await bench.list(page=page, pageSize=size)
        assert answer.status_code in (400, 404) or items(answer.json()) == []


@probe("LIST-PAGE-SIZE")
async def _(bench: Bench) -> None:
    await sessions(bench, 5)
    lengths = [len(await bench.ids(page=page, pageSize=2)) for page in (1, 2, 3)]
    assert lengths == [2, 2, 1] and len(await bench.ids(pageSize=5)) == 5


@probe("LIST-PAGE-SIZE-DEFAULT")
async def _(bench: Bench) -> None:
    await sessions(bench, 27)
    assert len(await bench.ids()) == 25


@probe("LIST-PAGE-SIZE-MAX")
async def _(bench: Bench) -> None:
    await sessions(bench, 102)
    assert len(await bench.ids(pageSize=100)) == 100
    answer = await bench.list(pageSize=101)
    assert answer.status_code == 400 or len(items(answer.json())) <= 100


@probe("LIST-FILTER-STATUS")
async def _(bench: Bench) -> None:
    made = await lives(bench)
    states = {session.id: await bench.status(session) for session in made.values()}
    for status in STATUSES:
        expected = {each for each, state in states.items() if state == status}
        assert set(await bench.ids(status=status)) == expected


@probe("LIST-FILTER-CUSTOMER")
async def _(bench: Bench) -> None:
    made = {who: (await bench.made(customerId=who)).id for who in CUSTOMERS}
    await bench.made()
    for who, mine in made.items():
        assert await bench.ids(customerId=who) == await bench.ids(customerId=who, status="pending") == [mine]


@probe("LIST-FILTER-EXTERNAL")
async def _(bench: Bench) -> None:
    who = customer()
    for other in (f"{who}x", f"x{who}", who.upper(), who[:-1]):
        await bench.made(externalCustomerId=other)
    mine = (await bench.made(externalCustomerId=who)).id
    assert await bench.ids(externalCustomerId=who) == [mine]
    odd = "spieler-\u00fc\u4e16 & a=b+c%20/?#"
    mine = (await bench.made(externalCustomerId=odd)).id
    assert await bench.ids(externalCustomerId=odd) == [mine]


@probe("LIST-FILTER-COMBINED")
async def _(bench: Bench) -> None:
    who, other = customer(), customer()
    made = [await bench.made(externalCustomerId=each, customerId=CUSTOMERS[0]) for each in (who, who, other)]
    await bench.cancel(made[0])
    await bench.cancel(made[2])
    assert await bench.ids(externalCustomerId=who, status="cancelled") == [made[0].id]
    assert await bench.ids(externalCustomerId=who, customerId=CUSTOMERS[0], status="pending") == [made[1].id]
    assert await bench.ids(externalCustomerId=who, customerId=CUSTOMERS[1]) == []


@probe("LIST-NOTHING")
async def _(bench: Bench) -> None:
    await bench.full()
    assert await bench.listed(externalCustomerId=customer()) == []
    assert await bench.listed(status="completed") == []


# ---- errors


async def invalid_calls(bench: Bench) -> list[httpx.Response]:
    session = await bench.full()
    return [
        await bench.post({}),
        await bench.create(type="swap"),
        await bench.create(customerId="word"),
        await bench.confirm(session, clientSecret=None),
        await bench.order(session, fiatAmount=None),
    ]


@probe("ERROR-VALIDATION")
async def _(bench: Bench) -> None:
    for answer in await invalid_calls(bench):
        told(answer, "VALIDATION_ERROR")


@probe("ERROR-FORBIDDEN")
async def _(bench: Bench) -> None:
    session = await bench.full()
    told(await bench.confirm(session, clientSecret="wrong"), "FORBIDDEN")
    told(await bench.order(session, clientSecret=(await bench.full()).secret), "FORBIDDEN")


async def errors(bench: Bench) -> list[httpx.Response]:
    """Return an answer for every situation that the document has an error for."""
    used, late = await bench.full(), await expired(bench)
    await bench.order(used)
    return [
        *await invalid_calls(bench),
        *await every_call(bench, None),
        *await every_call(bench, "sk_test_nobody"),
        await bench.order(used),
        await bench.order(late),
        await bench.confirm(late),
        await bench.order(await bench.full(), clientSecret="wrong"),
        await bench.get(UNKNOWN),
        await bench.list(PK),
    ]


@probe("ERROR-CODE-STATUS")
async def _(bench: Bench) -> None:
    for answer in await errors(bench):
        found = code(answer)
        assert found is None or answer.status_code == CODES[found], answer.text


NOISE: Iterable[Any] = (
    *({"externalCustomerId": each} for each in ("\x00", "\ud800", "a" * 100_000, 7, True, [[]])),
    {"externalCustomerId": "a", "sourceAmount": "9" * 5000},
    {"externalCustomerId": "a", "sourceAmount": 10**400},
    {"externalCustomerId": "a", "expiresInSeconds": 10**400},
    {"externalCustomerId": "a", "expiresInSeconds": "60"},
    {"externalCustomerId": "a", "fieldLocks": {"sourceAmount": {"locked": True, "min": 10**400}}},
    {"externalCustomerId": "a", "metadata": {"\ud800": "\x00"}},
    {"externalCustomerId": "a", "redirectUrl": "http://["},
    {"externalCustomerId": "a", "unknown": {"a": [1, 2, {}]}},
)


@probe("STATUS-DOCUMENTED")
async def _(bench: Bench) -> None:
    answers = [await bench.post(body) for body in NOISE]
    raw = (b"[" * 100_000, b"\xff", b'{"a": 1e999999}', b'{"externalCustomerId": "a", "sourceAmount": 1e999999}')
    answers += [await bench.call("POST", "", SK, content=each) for each in raw]
    answers += [
        await bench.list(**{name: value}) for name in ("page", "pageSize", "status") for value in ("x", "-1", "0")
    ]
    answers += [await bench.get("\u00fc%00"), await bench.get("a" * 5000), *await errors(bench)]
    for answer in answers:
        assert answer.status_code in SUCCESSES or 400 <= answer.status_code < 500, answer.text


@probe("ROBUST-NO-INTERNALS")
async def _(bench: Bench) -> None:
    for answer in await errors(bench):
        assert "Traceback" not in answer.text and 'File "' not in answer.text


@probe("ROBUST-NO-ECHO")
async def _(bench: Bench) -> None:
    for key in ("sk_test_nobody_knows_this", PK):
        for answer in (await bench.post({"externalCustomerId": "a"}, key), await bench.list(key)):
            assert key not in answer.text
