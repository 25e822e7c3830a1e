"""What a session shows of the parameters that it was created with."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from conformance.exchange import MISSING
from conformance.expectation import expect
from conformance.scenario import Answer
from strategies.crypto_addresses import FAMILIES
from strategies.stripe.vocabulary import NETWORKS, PAIRS

METADATA: Final = "STRIPE-METADATA-ECHO"
UNSET: Final = "STRIPE-METADATA-UNSET"
KYC_TRUE: Final = "STRIPE-SESSION-KYC-TRUE"
KYC_FALSE: Final = "STRIPE-SESSION-KYC-FALSE"
LOCK: Final = "STRIPE-ECHO-LOCK"
LOCK_BOOLEAN: Final = "STRIPE-LOCK-BOOLEAN"
DEFAULT_LOCK: Final = "STRIPE-DEFAULT-LOCK"
WALLETS: Final = "STRIPE-ECHO-WALLETS"
LIST_ORDER: Final = "STRIPE-ECHO-LIST-ORDER"
AMOUNTS: Final = {
    "source_amount": "STRIPE-ECHO-SOURCE-AMOUNT",
    "destination_amount": "STRIPE-ECHO-DESTINATION-AMOUNT",
}
CHOICES: Final = {
    "source_currency": "STRIPE-ECHO-SOURCE-CURRENCY",
    "destination_currency": "STRIPE-ECHO-DESTINATION-CURRENCY",
    "destination_network": "STRIPE-ECHO-DESTINATION-NETWORK",
}
LISTS: Final = {
    "destination_currencies": "STRIPE-ECHO-DESTINATION-CURRENCIES",
    "destination_networks": "STRIPE-ECHO-DESTINATION-NETWORKS",
}
FIRST: Final = {
    "destination_currency": ("destination_currencies", "STRIPE-DEFAULT-CURRENCY-FIRST"),
    "destination_network": ("destination_networks", "STRIPE-DEFAULT-NETWORK-FIRST"),
}
EVERY: Final = (
    *AMOUNTS.values(), *CHOICES.values(), *LISTS.values(), *(requirement for _, requirement in FIRST.values()),
    METADATA, KYC_TRUE, KYC_FALSE, LOCK, LOCK_BOOLEAN, DEFAULT_LOCK, WALLETS, LIST_ORDER,
)  # fmt: skip
"""The requirements of which `expect_echo` may speak."""

_SYNONYMS: Final = {"base": ("base", "base_network")}
"""Under which names a network's address may be shown; the real service calls base base_network."""


def expect_echo(answer: Answer, params: Mapping[str, Any]) -> None:
    """A session shows what was sent; which of its attributes are there at all is for the invariants to say."""
    for name, requirement in AMOUNTS.items():
        if name in params:
            _amount(answer, name, requirement, params[name])
    for name, requirement in CHOICES.items():
        if name in params:
            _shown(answer, name, requirement, params[name])
    for name, requirement in LISTS.items():
        if name in params:
            _list(answer, name, requirement, params[name])
    for name, (values, requirement) in FIRST.items():
        if name not in params and values in params and _detail(answer, name) and _goes(answer, name, params[values][0]):
            _shown(answer, name, requirement, params[values][0])
    _lock(answer, params)
    _kyc(answer, params)
    for network, address in params.get("wallet_addresses", {}).items():
        _wallet(answer, network, address)
    if isinstance(params.get("metadata"), Mapping):
        _metadata(answer, params["metadata"])


def _detail(answer: Answer, name: str) -> Any:
    return answer.at(f"/transaction_details/{name}")


def _goes(answer: Answer, name: str, first: str) -> bool:
    """Whether a default can go with the other choice that the session shows.

    Where the first currency is not on the first network, the page does not say which of the two defaults gives way.
    """
    if name == "destination_currency":
        currency, network = first, _detail(answer, "destination_network")
    else:
        currency, network = _detail(answer, "destination_currency"), first
    known = isinstance(currency, str) and currency in PAIRS and network in NETWORKS
    return not known or network in PAIRS[currency]


def _amount(answer: Answer, name: str, requirement: str, sent: str) -> None:
    shown = _detail(answer, name)
    expect(answer, requirement).that(
        decimal(shown) == Decimal(sent), expected=f"{name} numerically {sent}", observed=f"{shown!r}"
    )


def decimal(value: Any) -> Decimal | None:
    """The number that an amount is, written as a text or as a number; None where it is none."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return None


def _shown(answer: Answer, name: str, requirement: str, wanted: str) -> None:
    shown = _detail(answer, name)
    expect(answer, requirement).that(shown == wanted, expected=f"{name} {wanted!r}", observed=f"{shown!r}")


def _list(answer: Answer, name: str, requirement: str, sent: list[str]) -> None:
    shown = _detail(answer, name)
    same = isinstance(shown, list) and sorted(map(str, shown)) == sorted(sent)
    expect(answer, requirement).that(same, expected=f"{name} with {', '.join(sent)}", observed=f"{shown!r}")
    if same:
        expect(answer, LIST_ORDER).that(
            shown == sent, expected=f"{name} in the order {', '.join(sent)}", observed=f"{shown!r}"
        )


def _lock(answer: Answer, params: Mapping[str, Any]) -> None:
    sent, shown = params.get("lock_wallet_address"), _detail(answer, "lock_wallet_address")
    if shown is MISSING:
        return
    observed = f"lock_wallet_address {shown!r}"
    if sent is None:
        expect(answer, LOCK).that(shown is not True, expected="lock_wallet_address not true", observed=observed)
        expect(answer, DEFAULT_LOCK).that(shown is False, expected="lock_wallet_address false", observed=observed)
    elif sent:
        expect(answer, LOCK).that(shown is True, expected="lock_wallet_address true", observed=observed)
    else:
        expect(answer, LOCK).that(shown is not True, expected="lock_wallet_address not true", observed=observed)
        expect(answer, LOCK_BOOLEAN).that(shown is False, expected="lock_wallet_address false", observed=observed)


def _kyc(answer: Answer, params: Mapping[str, Any]) -> None:
    shown = answer.at("/kyc_details_provided")
    provided = bool(params.get("kyc_details"))
    if shown is not MISSING:
        expect(answer, KYC_TRUE if provided else KYC_FALSE).that(
            shown is provided, expected=f"kyc_details_provided {provided}".lower(), observed=f"{shown!r}"
        )


def _wallet(answer: Answer, network: str, address: str) -> None:
    addresses = _detail(answer, "wallet_addresses")
    names = _SYNONYMS.get(network, (network,))
    shown = [addresses.get(name) for name in names] if isinstance(addresses, dict) else []
    # The letters of an EVM address are hexadecimal digits: their case is a checksum, which a server may put right.
    fold = str.lower if FAMILIES[network] == "evm" else str
    held = any(isinstance(one, str) and fold(one) == fold(address) for one in shown)
    expect(answer, WALLETS).that(held, expected=f"{address} on {network}", observed=f"{addresses!r}")


def _metadata(answer: Answer, sent: Mapping[str, str]) -> None:
    kept = {name: value for name, value in sent.items() if value != ""}
    shown = answer.at("/metadata") or {}
    if not isinstance(shown, dict):
        shown = {}
    lost = {name: value for name, value in kept.items() if shown.get(name) != value}
    added = [name for name in shown if name not in sent]
    if len(kept) == len(sent):
        expect(answer, METADATA).that(
            not lost and not added, expected=f"the metadata that was sent, {kept!r}", observed=f"{shown!r}"
        )
        return
    unset = [name for name in sent if sent[name] == ""]
    expect(answer, UNSET).that(
        not lost and not added and not any(name in shown for name in unset),
        expected=f"no metadata {', '.join(unset)}, and all the others, {kept!r}",
        observed=f"{shown!r}",
    )
