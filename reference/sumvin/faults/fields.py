"""Faults of the request body: its form, its required fields, its types."""
# ruff: noqa: D102 - the docstring of a class tells the story of its methods

from __future__ import annotations

import json
from decimal import Decimal

from reference.catalogue import fault
from reference.sumvin.catalog import CATALOGUED, RAMPABLE
from reference.sumvin.model import Answer, Call, Document, Order
from reference.sumvin.problems import PROVIDER_ERROR
from reference.sumvin.rules import Rules


def chain_of(document: Document) -> int:
    """Guess the chain from the crypto symbol."""
    for symbol in (document.get("to_asset"), document.get("from_asset")):
        for asset in sorted(RAMPABLE) + sorted(CATALOGUED):
            if asset.startswith(f"{symbol}@"):
                return int(asset.partition("@")[2])
    return 1


def other_side(document: Document, known: object) -> str:
    """Guess the missing side of a pair: a crypto of the chain against a fiat, dollars against everything else."""
    if known not in ("USD", "EUR", "GBP"):
        return "USD"
    on_chain = [asset for asset in sorted(RAMPABLE) if asset.endswith(f"@{document.get('chain_id')}")]
    return (on_chain or ["USDC@8453"])[0].partition("@")[0]


# ---- the body as a whole


@fault("SUMVIN-SESSIONS-BODY-OBJECT")
class ArrayOfOneIsUnwrapped(Rules):
    """An old batch endpoint shares the handler, and a list of one order is as good as the order."""

    def as_object(self, value: object) -> Document:
        return super().as_object(value[0] if isinstance(value, list) and len(value) == 1 else value)


@fault("SUMVIN-SESSIONS-BODY-OBJECT")
class JsonInAStringIsUnwrapped(Rules):
    """A partner encoded its JSON twice, and support had the server put up with it."""

    def as_object(self, value: object) -> Document:
        if isinstance(value, str) and value.startswith("{"):
            value = self.parsed(value.encode())
        return super().as_object(value)


@fault("SUMVIN-SESSIONS-BODY-OBJECT")
class EmptyBodyAnswers200(Rules):
    """The gateway takes an empty POST for a warm-up call and says that all is well."""

    async def open_session(self, call: Call) -> Answer:
        if not call.body.strip():
            return Answer(200, "application/json", b'{"status":"ok"}')
        return await super().open_session(call)


@fault("SUMVIN-SESSIONS-BODY-OBJECT")
class UnreadableBodyCrashes(Rules):
    """The body is parsed before any error handling is in place."""

    def parsed(self, body: bytes) -> object:
        return json.loads(body, parse_float=Decimal)


# ---- required fields: a default that the documents do not have


@fault("SUMVIN-SESSIONS-AMOUNT-REQUIRED")
class AmountDefaultsTo100(Rules):
    """The example's amount became the default of the model."""

    def source_amount(self, document: Document) -> Decimal:
        return super().source_amount({"source_amount": "100", **document})


@fault("SUMVIN-SESSIONS-FROM-REQUIRED")
class MissingFromIsGuessed(Rules):
    """Without a from_asset the server fills in what most people pay with."""

    def from_asset(self, document: Document) -> str:
        return super().from_asset({"from_asset": other_side(document, document.get("to_asset")), **document})


@fault("SUMVIN-SESSIONS-TO-REQUIRED")
class MissingToIsGuessed(Rules):
    """Without a to_asset the server fills in what most people buy."""

    def to_asset(self, document: Document) -> str:
        return super().to_asset({"to_asset": other_side(document, document.get("from_asset")), **document})


@fault("SUMVIN-SESSIONS-CHAIN-REQUIRED")
class MissingChainIsGuessed(Rules):
    """The curl example has no chain_id, so the server looks the symbol up on whatever chain has it."""

    def chain_id(self, document: Document) -> int:
        return super().chain_id({"chain_id": chain_of(document), **document})


@fault("SUMVIN-SESSIONS-WALLET-REQUIRED")
class MissingWalletIsTheUsersOwn(Rules):
    """Without a wallet_address the user's embedded wallet is taken."""

    def wallet_address(self, document: Document) -> str:
        return super().wallet_address({"wallet_address": "0x000000000000000000000000000000000000dEaD", **document})


# ---- required fields: left to somebody further down


class _LeftToTheProvider(Rules):
    """A base for faults where a missing field is noticed by the provider only."""

    unchecked = ""

    def order(self, document: Document) -> Order:
        if self.unchecked not in document:
            raise self.refuse(PROVIDER_ERROR, f"The provider answered: {self.unchecked} is missing")
        return super().order(document)


@fault("SUMVIN-SESSIONS-AMOUNT-REQUIRED")
class MissingAmountReachesTheProvider(_LeftToTheProvider):
    """Nobody checks the amount before the provider does, and its complaint comes back as a 502."""

    unchecked = "source_amount"


@fault("SUMVIN-SESSIONS-WALLET-REQUIRED")
class MissingWalletReachesTheProvider(_LeftToTheProvider):
    """Nobody checks the wallet before the provider does, and its complaint comes back as a 502."""

    unchecked = "wallet_address"


@fault("SUMVIN-SESSIONS-FROM-REQUIRED")
class MissingFromCrashes(Rules):
    """The handler indexes the body by name."""

    def from_asset(self, document: Document) -> str:
        document["from_asset"]
        return super().from_asset(document)


@fault("SUMVIN-SESSIONS-TO-REQUIRED")
class MissingToCrashes(Rules):
    """The handler indexes the body by name."""

    def to_asset(self, document: Document) -> str:
        document["to_asset"]
        return super().to_asset(document)


@fault("SUMVIN-SESSIONS-CHAIN-REQUIRED")
class MissingChainCrashes(Rules):
    """The handler indexes the body by name."""

    def chain_id(self, document: Document) -> int:
        document["chain_id"]
        return super().chain_id(document)


# ---- empty strings


@fault("SUMVIN-SESSIONS-FROM-NONEMPTY")
class EmptyFromIsGuessed(Rules):
    """An empty from_asset is falsy, and so it gets the default."""

    def from_asset(self, document: Document) -> str:
        if document.get("from_asset") == "":
            return other_side(document, document.get("to_asset"))
        return super().from_asset(document)


@fault("SUMVIN-SESSIONS-FROM-NONEMPTY")
class EmptyFromCrashes(Rules):
    """The first character of the symbol is looked at before anybody asks whether there is one."""

    def from_asset(self, document: Document) -> str:
        value = document.get("from_asset")
        if isinstance(value, str):
            value[0]
        return super().from_asset(document)


@fault("SUMVIN-SESSIONS-TO-NONEMPTY")
class EmptyToIsGuessed(Rules):
    """An empty to_asset is falsy, and so it gets the default."""

    def to_asset(self, document: Document) -> str:
        if document.get("to_asset") == "":
            return other_side(document, document.get("from_asset"))
        return super().to_asset(document)


@fault("SUMVIN-SESSIONS-TO-NONEMPTY")
class EmptyToReachesTheProvider(Rules):
    """An empty to_asset goes through to the provider, which rejects it."""

    def to_asset(self, document: Document) -> str:
        if document.get("to_asset") == "":
            raise self.provider_failed("The provider answered: destinationCurrencyCode is blank")
        return super().to_asset(document)


@fault("SUMVIN-SESSIONS-WALLET-NONEMPTY")
class EmptyWalletAccepted(Rules):
    """The field has to be there; that it says something is not checked."""

    def wallet_address(self, document: Document) -> str:
        return self.text(self.required(document, "wallet_address"), "wallet_address")


@fault("SUMVIN-SESSIONS-WALLET-NONEMPTY")
class EmptyWalletReachesTheProvider(Rules):
    """An empty wallet goes through to the provider, which rejects it."""

    def wallet_address(self, document: Document) -> str:
        if document.get("wallet_address") == "":
            raise self.provider_failed("The provider answered: walletAddress is blank")
        return super().wallet_address(document)


# ---- types


@fault("SUMVIN-SESSIONS-FIELD-TYPES")
class ChainOfAnyTypeAccepted(Rules):
    """What is no number is no reason to refuse: the chain is then looked up by the symbol."""

    def chain_id(self, document: Document) -> int:
        value = document.get("chain_id", 0)
        if isinstance(value, int) and not isinstance(value, bool):
            return super().chain_id(document)
        return chain_of(document)


@fault("SUMVIN-SESSIONS-FIELD-TYPES")
class WalletOfAnyTypeAccepted(Rules):
    """Whatever stands in wallet_address is turned into a string."""

    def wallet_address(self, document: Document) -> str:
        if "wallet_address" in document:
            document = {**document, "wallet_address": str(document["wallet_address"])}
        return super().wallet_address(document)


@fault("SUMVIN-SESSIONS-FIELD-TYPES")
class KeyAsNumberAccepted(Rules):
    """Numbers are turned into strings, so a numeric idempotency_key will do."""

    def key_given(self, value: object) -> str | None:
        return super().key_given(str(value) if isinstance(value, int | Decimal) else value)


@fault("SUMVIN-SESSIONS-FIELD-TYPES")
class ProviderOfAnotherTypeIgnored(Rules):
    """A service_provider that is no string is taken for none."""

    def service_provider(self, document: Document) -> str | None:
        value = document.get("service_provider")
        return value if isinstance(value, str) else None


@fault("SUMVIN-SESSIONS-FIELD-TYPES")
class RailOfAnotherTypeIgnored(Rules):
    """A payment_method_type that is no string is taken for none."""

    def payment_method_type(self, document: Document) -> str | None:
        value = document.get("payment_method_type")
        return super().payment_method_type(document) if isinstance(value, str) else None


@fault("SUMVIN-SESSIONS-FIELD-TYPES")
class SymbolOfAnotherTypeCrashes(Rules):
    """Symbols are upper-cased before they are checked, and not everything can be."""

    def text(self, value: object, name: str) -> str:
        if name in ("from_asset", "to_asset") and not isinstance(value, str):
            raise AttributeError("no such method: upper")
        return super().text(value, name)


@fault("SUMVIN-SESSIONS-FIELD-TYPES")
class ChainAsStringAccepted(Rules):
    """The validator coerces, so a chain_id may come as a string of digits."""

    def chain_id(self, document: Document) -> int:
        value = document.get("chain_id")
        if isinstance(value, str) and value.isascii() and value.isdigit():
            return self.known_chain(int(value[:9]), document)
        return super().chain_id(document)


@fault("SUMVIN-SESSIONS-FIELD-TYPES")
class NullCountryMeansTheDefault(Rules):
    """A null country_code counts as left out, although only the other two optional fields may be null."""

    def country_code(self, document: Document) -> str:
        if document.get("country_code") is None:
            return self.default_country()
        return super().country_code(document)
