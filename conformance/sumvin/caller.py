"""Somebody who calls Sumvin: every operation, as an actor, as an actor with changed headers, or as nobody."""

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from conformance.exchange import Zone, path_segment
from conformance.scenario import Answer, Call, Scenario
from conformance.sumvin import operations
from conformance.sumvin.operations import OPEN_SESSION
from conformance.target import Actor, Trigger

_PLACEHOLDER = re.compile(r"\{\w+\}")


class Caller:
    """Somebody who calls the API."""

    def __init__(self, scenario: Scenario, actor: Actor | None, headers: Mapping[str, str] | None = None) -> None:
        self._scenario = scenario
        self._actor = actor
        self._headers = dict(headers or {})

    # ---- sessions ----------------------------------------------------------------------------------

    async def open_session(
        self,
        order: Mapping[str, Any],
        *,
        zone: Zone = Zone.MUST_ACCEPT,
        headers: Mapping[str, str] | None = None,
        query: Mapping[str, str] | None = None,
        **fields: Any,
    ) -> Answer:
        """Call `POST /v0/ramp/sessions`.

        Args:
            order: the body.
            zone: what the documents say of this request.
            headers: further headers.
            query: query parameters.
            fields: put into the body in place of the order's own, such as `idempotency_key`.
        """
        content = json.dumps({**order, **fields}).encode()
        return await self.post(content, zone=zone, headers=headers, query=query)

    async def post(
        self,
        content: bytes,
        *,
        content_type: str | None = "application/json",
        zone: Zone = Zone.MAY_EITHER,
        headers: Mapping[str, str] | None = None,
        query: Mapping[str, str] | None = None,
    ) -> Answer:
        """Call `POST /v0/ramp/sessions` with any bytes."""
        return await self.call(
            OPEN_SESSION, content=content, content_type=content_type, zone=zone, headers=headers, query=query
        )

    async def race(self, order: Mapping[str, Any], times: int, *, stagger: float) -> tuple[list[Answer], int]:
        """Call `POST /v0/ramp/sessions` so many times at once; see `Scenario.burst`."""
        call = self._call(OPEN_SESSION, Zone.MAY_EITHER, None)
        return await self._scenario.burst(replace(call, content=json.dumps(order).encode()), times, stagger=stagger)

    # ---- everything else ---------------------------------------------------------------------------

    async def quotes(self, query: Mapping[str, str], **how: Any) -> Answer:
        """Call `GET /v0/ramp/quotes`; `how` is as for `call`, here and in what follows."""
        return await self.call(operations.LIST_QUOTES, query=query, **how)

    async def list_transactions(self, **how: Any) -> Answer:
        """Call `GET /v0/ramp/transactions`."""
        return await self.call(operations.LIST_TRANSACTIONS, **how)

    async def transaction(self, ident: str, **how: Any) -> Answer:
        """Call `GET /v0/ramp/transactions/{transaction_id}`."""
        return await self.call(operations.GET_TRANSACTION, ident=ident, **how)

    async def link_config(self, **how: Any) -> Answer:
        """Call `GET /v0/accounts/link/config`."""
        return await self.call(operations.GET_LINK_CONFIG, **how)

    async def institutions(self, **how: Any) -> Answer:
        """Call `GET /v0/bank-linking/institutions`."""
        return await self.call(operations.LIST_INSTITUTIONS, **how)

    async def link(self, body: Mapping[str, Any], **how: Any) -> Answer:
        """Call `POST /v0/accounts/link`."""
        return await self.call(operations.START_LINK, body=body, **how)

    async def processor_token(self, account: str, body: Mapping[str, Any], **how: Any) -> Answer:
        """Call `POST /v0/bank-linking/accounts/{account_id}/processor-token`."""
        return await self.call(operations.MAKE_PROCESSOR_TOKEN, ident=account, body=body, **how)

    async def accounts(self, **how: Any) -> Answer:
        """Call `GET /v0/accounts`."""
        return await self.call(operations.LIST_ACCOUNTS, **how)

    async def account(self, ident: str, **how: Any) -> Answer:
        """Call `GET /v0/accounts/{account_id}`."""
        return await self.call(operations.GET_ACCOUNT, ident=ident, **how)

    async def sync(self, account: str, **how: Any) -> Answer:
        """Call `POST /v0/accounts/{account_id}/sync`."""
        return await self.call(operations.SYNC_ACCOUNT, ident=account, **how)

    async def delete(self, account: str, **how: Any) -> Answer:
        """Call `DELETE /v0/accounts/{account_id}`."""
        return await self.call(operations.DELETE_ACCOUNT, ident=account, **how)

    async def call(
        self,
        operation: str,
        *,
        ident: str = "",
        body: Mapping[str, Any] | None = None,
        content: bytes | None = None,
        content_type: str | None = "application/json",
        zone: Zone = Zone.MUST_ACCEPT,
        headers: Mapping[str, str] | None = None,
        query: Mapping[str, str] | None = None,
        trigger: Trigger | None = None,
    ) -> Answer:
        """Call any operation.

        Args:
            operation: method and path template.
            ident: what stands in the path.
            body: a JSON object to send.
            content: any bytes to send in its place.
            content_type: of the bytes.
            zone: what the documents say of this request.
            headers: further headers.
            query: query parameters.
            trigger: what makes a situation happen; added to body, query and headers.
        """
        extra = trigger or Trigger()
        if content is None and (body is not None or extra.body):
            content = json.dumps({**(body or {}), **extra.body}).encode()
        path = _PLACEHOLDER.sub(lambda _: path_segment(ident), operation.partition(" ")[2])
        parameters = {**(query or {}), **extra.query}
        call = self._call(operation, zone, {**(headers or {}), **extra.headers})
        return await self._scenario.send(
            replace(
                call,
                content=content,
                content_type=content_type,
                path=f"{path}?{urlencode(parameters, errors='surrogatepass')}" if parameters else path,
            )
        )

    def _call(self, operation: str, zone: Zone, headers: Mapping[str, str] | None) -> Call:
        return Call(
            operation=operation,
            actor=self._actor,
            zone=zone,
            headers={**self._headers, **(headers or {})},
            secret_headers=frozenset(self._headers),
        )
