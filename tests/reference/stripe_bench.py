"""A client for one instance of Stripe's reference, and what its tests say again and again."""

from __future__ import annotations

import json
import secrets
import tomllib
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

import httpx

import reference

TARGET = tomllib.loads(reference.target_file("stripe").read_text())
ACTORS: dict[str, dict[str, str]] = {name: actor["headers"] for name, actor in TARGET["actors"].items()}
URL = "/v1/crypto/onramp_sessions"
CURRENCIES = ["btc", "eth", "matic", "sol", "xlm", "avax", "usdc"]
NETWORKS = ["bitcoin", "ethereum", "base", "polygon", "solana", "stellar", "avalanche"]
STATUSES = ["initialized", "rejected", "requires_payment", "fulfillment_processing", "fulfillment_complete"]
PRECISION = {"btc": 8, "eth": 18, "matic": 18, "sol": 9, "xlm": 7, "avax": 18, "usdc": 6}
PAIRS = {
    "btc": ["bitcoin"],
    "eth": ["ethereum", "base"],
    "matic": ["polygon"],
    "sol": ["solana"],
    "xlm": ["stellar"],
    "avax": ["avalanche"],
    "usdc": ["ethereum", "base", "polygon", "solana", "stellar", "avalanche"],
}
EVM = "0x52908400098527886E0F7030069857D2E4169EE7"
WALLETS = {
    "bitcoin": "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq",
    "ethereum": EVM,
    "base": EVM,
    "polygon": EVM,
    "solana": "So11111111111111111111111111111111111111112",
    "stellar": "GAAZI4TCR3TY5OJHCTJC2A4QSY6CJWJH5IAJTGKIN2ER7LBNVKOCCWN7",
    "avalanche": EVM,
}
KEYS = {
    "destination_amount",
    "destination_currencies",
    "destination_currency",
    "destination_network",
    "destination_networks",
    "fees",
    "lock_wallet_address",
    "source_amount",
    "source_currency",
    "transaction_id",
    "wallet_address",
    "wallet_addresses",
}
MINUTE = 60


def form(value: Any, name: str = "") -> list[tuple[str, str]]:
    """Write nested values with brackets; a list may also be written with its indices, see `Bench.send`."""
    if isinstance(value, Mapping):
        return [pair for key, inner in value.items() for pair in form(inner, f"{name}[{key}]" if name else str(key))]
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [pair for inner in value for pair in form(inner, f"{name}[]")]
    return [(name, {True: "true", False: "false"}.get(value, str(value)) if isinstance(value, bool) else str(value))]


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

    async def send(
        self, content: str | bytes, actor: str | None = "alice", headers: Mapping[str, str] | None = None
    ) -> httpx.Response:
        plain = {"content-type": "application/x-www-form-urlencoded"}
        return await self.client.post(URL, content=content, headers={**plain, **self.headers(actor), **(headers or {})})

    async def post(self, actor: str | None = "alice", headers: Any = None, /, **params: Any) -> httpx.Response:
        return await self.send(urlencode(form(params)), actor, headers)

    async def new(self, actor: str = "alice", headers: Any = None, /, **params: Any) -> dict[str, Any]:
        return made(await self.post(actor, headers, **params))

    async def get(self, ident: str, actor: str | None = "alice") -> httpx.Response:
        return await self.client.get(f"{URL}/{ident}", headers=self.headers(actor))

    async def again(self, session: dict[str, Any], actor: str = "alice") -> dict[str, Any]:
        return made(await self.get(session["id"], actor))

    async def list(self, actor: str | None = "alice", /, **params: Any) -> httpx.Response:
        return await self.client.get(URL, params=form(params), headers=self.headers(actor))

    async def page(self, actor: str = "alice", /, **params: Any) -> dict[str, Any]:
        return made(await self.list(actor, **params))

    async def ids(self, actor: str = "alice", /, **params: Any) -> Any:
        return [each["id"] for each in (await self.page(actor, **params))["data"]]

    async def walk(self, actor: str, size: int, /, **params: Any) -> Any:
        """Walk over a whole list, at most sixty pages, and return its sessions."""
        found: list[dict[str, Any]] = []
        for _ in range(60):
            cursor = {"starting_after": found[-1]["id"]} if found else {}
            page = await self.page(actor, limit=size, **params, **cursor)
            found += page["data"]
            if not page["has_more"]:
                return found
        raise AssertionError("the list does not end")

    async def advance(self, seconds: float) -> None:
        answer = await self.client.post("/_test/clock", json={"advance_seconds": seconds})
        assert answer.status_code == 200

    def headers(self, actor: str | None) -> dict[str, str]:
        return ACTORS[actor] if actor else {}


VIOLATION = (AssertionError, KeyError, TypeError, AttributeError, json.JSONDecodeError, IndexError, ValueError)
"""What a probe raises: a body of another shape than it expects is a violation as good as a false assertion."""


def made(answer: httpx.Response) -> dict[str, Any]:
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def refused(answer: httpx.Response, status: int = 400) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    error: dict[str, Any] = answer.json()["error"]
    assert isinstance(error["message"], str) and error["type"]
    return error


def invalid(answer: httpx.Response) -> None:
    assert refused(answer)["type"] == "invalid_request_error"


def nonce() -> str:
    return secrets.token_hex(12)
