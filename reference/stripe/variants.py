"""Other ways to conform: each changes only what the document leaves open, and no check may accuse it.

Where a class says "open", the document is silent on the matter; "public" is what is known of the real service.
"""
# ruff: noqa: D102, ARG002 - the docstring of a class tells the story of its methods

from __future__ import annotations

import asyncio
import json
import re
import uuid
from collections.abc import Sequence
from decimal import Decimal
from ipaddress import IPv4Address, IPv6Address

from reference.catalogue import variant
from reference.stripe.addresses import FORMATS, is_evm
from reference.stripe.catalog import CURRENCIES, NETWORKS, PAIRS
from reference.stripe.errors import (
    MISSING_DESTINATION_NETWORK,
    MISSING_SOURCE_CURRENCY,
    WALLET_NETWORKS,
)
from reference.stripe.lists import LARGEST_LIMIT
from reference.stripe.model import (
    Answer,
    Call,
    Caller,
    Condition,
    Document,
    Order,
    Params,
    Refusal,
    Session,
    Where,
)
from reference.stripe.rules import Rules

# ---- refusals


@variant(warns=["STRIPE-IP-REGION-CODE", "STRIPE-RETRIEVE-UNKNOWN-CODE"])
class BareErrors(Rules):
    """An error says its type and its message, and nothing else; code and param are optional."""

    def error_object(self, refusal: Refusal, call: Call) -> Document:
        return {"type": refusal.kind, "message": refusal.message}


@variant
class TalkativeErrors(Rules):
    """An error has more members than are needed, and those that say nothing are null."""

    def error_object(self, refusal: Refusal, call: Call) -> Document:
        nothing: Document = {"code": None, "param": None, "charge": None, "decline_code": None}
        log = f"https://dashboard.stripe.com/test/logs/{uuid.uuid4().hex}"
        return {**nothing, **super().error_object(refusal, call), "request_log_url": log}


@variant
class PublishableKeysUnauthorized(Rules):
    """A publishable key is answered 401 and not 403; which of the two is open."""

    def secret_key_required(self) -> Refusal:
        return self.unauthorized("Invalid API Key provided: a secret key is needed.")


@variant
class UnknownParametersIgnored(Rules):
    """A parameter that is not documented is ignored instead of refused, in a create and in a list. Open."""

    def check_names(self, params: Params, known: frozenset[str]) -> None:
        for name in set(params) - known:
            del params[name]


@variant
class EmptyIsLeftOut(Rules):
    """A parameter that is sent empty counts as left out; a list that is sent empty is refused all the same. Open."""

    def nonempty(self, value: str, param: str) -> str | None:
        return value or None

    def element(self, value: str, index: int, name: str, allowed: Sequence[str]) -> str:
        return self.member(value, name, allowed)


# ---- what is demanded


@variant
class CurrencyNeedsNetwork(Rules):
    """A default cryptocurrency without a network is refused, as the vendor's guide has it; the document lets it be."""

    def check_destinations(self, order: Order) -> None:
        if order.destination_currency is not None and order.destination_network is None:
            message = "destination_network must be set when destination_currency is."
            raise self.invalid("destination_network", message, MISSING_DESTINATION_NETWORK)
        super().check_destinations(order)


@variant
class SourceAmountNeedsCurrency(Rules):
    """An amount of fiat without its currency is refused; public."""

    def check_amounts(self, order: Order) -> None:
        if order.source_amount is not None and order.source_currency is None:
            message = "source_currency must be set when source_amount is."
            raise self.invalid("source_currency", message, MISSING_SOURCE_CURRENCY)
        super().check_amounts(order)


@variant
class WalletsForAllNetworks(Rules):
    """Addresses must be there for exactly the networks that are chosen, the list's or the default; public."""

    def check_wallets(self, order: Order) -> None:
        super().check_wallets(order)
        if order.wallet_addresses is None:
            return
        given = set(order.wallet_addresses) - {"destination_tags"}
        if given not in (set(order.destination_networks or ()), {order.destination_network}):
            message = "wallet_addresses must have an address for each of the destination networks, and no other."
            raise self.invalid("wallet_addresses", message, WALLET_NETWORKS)


@variant
class LockNeedsNoWallet(Rules):
    """A lock without an address locks nothing, and is accepted. Open."""

    def check_something_to_lock(self, order: Order) -> None:
        pass


@variant
class PairsUnchecked(Rules):
    """A cryptocurrency may be asked for on any network; the widget will sort it out. Open."""

    def check_pair(self, order: Order) -> None:
        pass


@variant
class ListsMustMeet(Rules):
    """Lists of which no cryptocurrency lives on any network are refused, and defaults outside the other list. Open."""

    def check_destinations(self, order: Order) -> None:
        super().check_destinations(order)
        currencies = [order.destination_currency] if order.destination_currency else order.destination_currencies
        networks = [order.destination_network] if order.destination_network else order.destination_networks
        if currencies is not None and networks is not None:
            served = {network for currency in currencies for network in self.networks_of(currency)}
            if not served & set(networks):
                raise self.invalid_pair(currencies[0], networks[0])


@variant
class ZerosAreDecimals(Rules):
    """Decimals are counted as they are written: 1.000 has three of them, though it is a whole number. Open."""

    def decimals(self, amount: str) -> int:
        return len(amount.partition(".")[2])


@variant
class ShortDecimalsAccepted(Rules):
    """A decimal may begin or end with its point. Open."""

    def amount(self, params: Params, name: str) -> str | None:
        text = params.get(name)
        if isinstance(text, str):
            if re.fullmatch(r"[0-9]+\.", text):
                params = {**params, name: text.rstrip(".")}
            elif re.fullmatch(r"\.[0-9]+", text):
                params = {**params, name: f"0{text}"}
        return super().amount(params, name)


@variant
class PublicAdditions(Rules):
    """The cryptocurrencies and networks that are public, but not in the document, are known as well."""

    def currencies(self) -> Sequence[str]:
        return (*CURRENCIES, "wld")

    def networks(self) -> Sequence[str]:
        return (*NETWORKS, "optimism", "worldchain", "sui")

    def networks_of(self, currency: str) -> Sequence[str]:
        more = {"wld": ("worldchain",), "eth": ("optimism",), "usdc": ("optimism", "worldchain", "sui")}
        return (*PAIRS.get(currency, ()), *more.get(currency, ()))

    def wallet_networks(self) -> Sequence[str]:
        return self.networks()

    def is_address(self, network: str, address: str) -> bool:
        if network == "sui":
            return re.fullmatch("0x[0-9a-fA-F]{64}", address) is not None
        return FORMATS.get(network, is_evm)(address)


@variant
class ChecksumsUnchecked(Rules):
    """Addresses are held against their alphabet and length, and their checksums are left to the wallet. Open."""

    def is_address(self, network: str, address: str) -> bool:
        bech32 = "02-9ac-hj-np-z"
        shapes = {
            "bitcoin": f"[13][1-9A-HJ-NP-Za-km-z]{{25,34}}|(?i:bc1)(?:[{bech32}]{{39}}|[{bech32}]{{59}})",
            "stellar": "G[A-Z2-7]{55}|M[A-Z2-7]{68}",
        }
        if network in shapes:
            return re.fullmatch(shapes[network], address) is not None
        return super().is_address(network, address)


@variant
class Eip55Demanded(Rules):
    """An address of an EVM chain in mixed case must have the checksum of EIP-55 right."""

    def is_address(self, network: str, address: str) -> bool:
        if not super().is_address(network, address) or FORMATS[network] is not is_evm:
            return super().is_address(network, address)
        digits = address[2:]
        return digits in (digits.lower(), digits.upper()) or digits == _eip55(digits.lower())


def _eip55(digits: str) -> str:
    from Crypto.Hash import keccak  # noqa: PLC0415 - nobody else needs it

    nibbles = keccak.new(data=digits.encode(), digest_bits=256).hexdigest()
    return "".join(digit.upper() if nibble >= "8" else digit for digit, nibble in zip(digits, nibbles, strict=False))


@variant
class OnlyPublicIpAddresses(Rules):
    """Addresses that cannot be a customer's on the internet (private, documentation, loopback) are refused. Open."""

    def check_region(self, address: IPv4Address | IPv6Address) -> None:
        super().check_region(address)
        if not address.is_global:
            raise self.unsupported_region()


@variant
class AmountsHaveLimits(Rules):
    """Less than 1 and more than 20,000 of a fiat cannot be ramped, and is refused at once. Open."""

    def check_amounts(self, order: Order) -> None:
        super().check_amounts(order)
        if order.source_amount is not None and not 1 <= Decimal(order.source_amount) <= 20_000:
            raise self.bad_amount("source_amount", "source_amount must be between 1 and 20000.")


@variant
class MetadataWithoutLimits(Rules):
    """Metadata may be as large as a request; the limits are public, and the document has none."""

    def check_length(self, name: str, value: str) -> None:
        pass

    def check_count(self, count: int) -> None:
        pass


# ---- what is shown


@variant
class DefaultsFilledIn(Rules):
    """Defaults are computed when the session is created, and shown; whether they are is open."""

    def details(self, order: Order) -> Document:
        details = super().details(order)
        details["destination_currency"] = order.destination_currency or self._first(details["destination_currencies"])
        details["destination_network"] = order.destination_network or self._first(details["destination_networks"])
        details["source_currency"] = order.source_currency or "usd"
        if order.destination_amount is not None:
            details["source_amount"] = "100.00"
        elif order.source_amount and order.destination_currency and order.destination_network:
            details["destination_amount"] = str(Decimal(order.source_amount) / 100)
        return details

    def _first(self, values: object) -> object:
        assert isinstance(values, list)
        return values[0]


@variant
class DefaultsGoTogether(DefaultsFilledIn):
    """The default network is the first on which there is the default currency; the page lets each be by itself."""

    def details(self, order: Order) -> Document:
        details, networks = super().details(order), order.destination_networks
        if order.destination_network is None and networks:
            there = PAIRS[str(details["destination_currency"])]
            details["destination_network"] = next((one for one in networks if one in there), networks[0])
        return details


@variant(warns=["STRIPE-AMOUNTS-POSITIVE"])
class DebtsAreTaken(Rules):
    """Amounts below zero are accepted and shown; that they are refused is implied at most."""

    def not_decimal(self, text: str, name: str) -> str | None:
        return text if re.fullmatch(r"-[0-9]{1,30}(\.[0-9]{1,30})?", text) else super().not_decimal(text, name)


@variant
class ListsStayNull(Rules):
    """A list that was left out is null in the answer, though all its members can be chosen. Open."""

    def currencies_offered(self, order: Order) -> list[str] | None:
        return None if order.destination_currencies is None else super().currencies_offered(order)

    def networks_offered(self, order: Order) -> list[str] | None:
        return None if order.destination_networks is None else super().networks_offered(order)


@variant
class AmountsPadded(Rules):
    """Amounts are shown with all the decimals that their currency has."""

    def destination_amount_of(self, order: Order) -> str | None:
        return self._padded(order.destination_amount, self.precision(order.destination_currency or "eth"))

    def source_amount_of(self, order: Order) -> str | None:
        return self._padded(order.source_amount, self.minor_digits(order.source_currency))

    def _padded(self, amount: str | None, digits: int) -> str | None:
        if amount is None:
            return None
        whole, _, fraction = amount.partition(".")
        return f"{whole}.{fraction[:digits]:0<{digits}}"


@variant
class AmountsTrimmed(Rules):
    """Amounts are shown without the zeros at their beginning and end."""

    def destination_amount_of(self, order: Order) -> str | None:
        return self._trimmed(order.destination_amount)

    def source_amount_of(self, order: Order) -> str | None:
        return self._trimmed(order.source_amount)

    def _trimmed(self, amount: str | None) -> str | None:
        if amount is None:
            return None
        whole, _, fraction = amount.partition(".")
        return f"{whole.lstrip('0') or '0'}.{fraction.rstrip('0')}".rstrip(".")


@variant
class WalletsOfEveryNetwork(Rules):
    """The answer has every network under wallet_addresses, most of them null, and calls base base_network; public."""

    def addresses_of(self, order: Order) -> Document | None:
        shown = super().addresses_of(order)
        if shown is None:
            return None
        every: Document = {name: shown.get(name) for name in NETWORKS if name != "base"}
        return {**every, "base_network": shown.get("base"), "destination_tags": shown.get("destination_tags")}


@variant
class RedirectUrlNull(Rules):
    """The standalone hosted onramp is not in use, so that redirect_url is null."""

    def new_redirect_url(self, order: Order) -> str | None:
        return None


@variant
class MetadataNull(Rules):
    """Metadata without any key is null; the attribute is nullable."""

    def view(self, session: Session, where: Where) -> Document:
        return {**super().view(session, where), "metadata": session.metadata or None}


@variant
class ExtraFields(Rules):
    """The session, its details and the list hold fields that are not documented, of every type."""

    def view(self, session: Session, where: Where) -> Document:
        return {**super().view(session, where), "client_reference": None, "limits": {"max": 2000}, "version": 3}

    def view_details(self, session: Session, where: Where) -> Document:
        return {**super().view_details(session, where), "quote_expiration": None, "last_error": None, "steps": []}

    def envelope(self, sessions: Sequence[Session], has_more: bool) -> Document:
        return {**super().envelope(sessions, has_more), "total_count": None}


@variant
class IdsAreUuids(Rules):
    """An id is a UUID; what ids look like is open."""

    def new_id(self) -> str:
        return str(uuid.uuid4())


@variant
class IdsAreLong(Rules):
    """An id has two hundred characters, and secrets are longer still."""

    def new_id(self) -> str:
        return f"cos_test_{self.letters(190)}"


@variant
class PrettyPrinted(Rules):
    """JSON is written with line breaks and spaces, with its members in another order, and says its character set."""

    def encoded(self, body: object) -> bytes:
        return json.dumps(body, indent=2, sort_keys=True, ensure_ascii=False).encode("utf-8", "replace") + b"\n"

    def media_type(self) -> str:
        return "application/json; charset=utf-8"


# ---- lists


@variant
class TiesInAnyOrder(Rules):
    """Sessions of one second come in the order of their ids; which of them is the most recent cannot be told."""

    def newest_first(self) -> str:
        return "created DESC, id DESC"

    def beyond(self, place: int) -> Condition:
        return "(created, id) < (SELECT created, id FROM sessions WHERE seq = ?)", (place,)

    def oldest_first(self) -> str:
        return "created ASC, id ASC"

    def before(self, place: int) -> Condition:
        return "(created, id) > (SELECT created, id FROM sessions WHERE seq = ?)", (place,)


@variant
class LimitClamped(Rules):
    """A limit beyond its range counts as the nearest one within; the document names no error for it. Open."""

    def limit_in_range(self, limit: int) -> int:
        return min(max(limit, 1), LARGEST_LIMIT)


@variant
class UnknownCursorIs404(Rules):
    """A cursor that points to no session is answered 404. Open."""

    def cursor_unknown(self, ident: str, name: str) -> int | None:
        raise self.no_such(ident[:100], name)


@variant
class UnknownCursorEndsTheList(Rules):
    """A cursor that points to no session leaves nothing to be shown. Open."""

    def cursor_unknown(self, ident: str, name: str) -> int | None:
        return 0 if name == "starting_after" else 2**62


@variant
class BothCursorsAccepted(Rules):
    """Of two cursors, starting_after is ignored; whether both may be sent is open."""

    def cursors(self, params: Params, caller: Caller) -> tuple[int | None, int | None]:
        if "ending_before" in params:
            params = {name: value for name, value in params.items() if name != "starting_after"}
        return super().cursors(params, caller)


# ---- idempotency


@variant(warns=["STRIPE-IDEMPOTENCY-REPLAYED-HEADER"])
class ReplaysUnmarked(Rules):
    """A replay has no header that says so."""

    def replayed(self, answer: Answer) -> Answer:
        return answer


@variant
class RefusalsReplayed(Rules):
    """A refusal is kept behind its key as well, and shown again. Open."""

    async def made(self, caller: Caller, params: Params, call: Call) -> Answer:
        try:
            return await super().made(caller, params, call)
        except Refusal as refusal:
            return self.refused(refusal, call)


@variant
class RacersWait(Rules):
    """Of simultaneous calls with one key the second waits for the first, and is given the same answer. Open."""

    async def made_once(self, key: str, caller: Caller, params: Params, call: Call) -> Answer:
        while self.claim(caller, key) in self.under_way:
            await asyncio.sleep(0.001)
        return await super().made_once(key, caller, params, call)

    async def made(self, caller: Caller, params: Params, call: Call) -> Answer:
        await asyncio.sleep(0.005)  # or nobody would ever have to wait
        return await super().made(caller, params, call)
