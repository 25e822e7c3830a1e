"""Rules broken in company: each holds whatever else is set, so all that can be said is said beside the breach."""

from collections.abc import Iterator

from strategies import ip_addresses
from strategies.forms import Params
from strategies.stripe.breaches import NOT_BOOLEAN, NOT_DECIMAL, NearMiss, lacking, spoilt
from strategies.stripe.fixtures import Fixtures
from strategies.stripe.parameters import (
    METADATA,
    bought,
    exact_amount,
    lists_around,
    paid,
    plain_amount,
    pointed,
    wallet,
    wallets,
)
from strategies.stripe.vocabulary import (
    CURRENCIES,
    INVENTED_CURRENCIES,
    INVENTED_FIATS,
    INVENTED_NETWORKS,
    NETWORKS,
    minor_digits,
)


def bought_in_company(fixtures: Fixtures) -> Iterator[NearMiss]:
    """What can be wrong beside a destination_amount."""
    pair, payment = fixtures.pairs[0], paid(fixtures, fixtures.fiats[0])
    twin = _company(fixtures, bought(fixtures, pair))
    yield spoilt("AMOUNTS-EXCLUSIVE", twin, "both amounts", source_amount=payment["source_amount"])
    yield spoilt("AMOUNTS-EXCLUSIVE", twin, "both amounts, and a source_currency", **payment)
    yield lacking("DESTINATION-AMOUNT-NEEDS-CURRENCY", twin, "destination_currency")
    yield lacking("DESTINATION-AMOUNT-NEEDS-NETWORK", twin, "destination_network")
    yield from _outside_lists(fixtures, twin)
    yield from _wrong_amounts(twin, "destination_amount")
    finer = exact_amount(fixtures, pair, pair.finest + 1)
    yield spoilt("DESTINATION-AMOUNT-PRECISION", twin, f"{finer} of {pair}", destination_amount=finer)


def paid_in_company(fixtures: Fixtures) -> Iterator[NearMiss]:
    """What can be wrong beside a source_amount."""
    pair, fiat = fixtures.pairs[0], fixtures.fiats[0]
    twin = _company(fixtures, paid(fixtures, fiat))
    yield spoilt("AMOUNTS-EXCLUSIVE", twin, "both amounts", destination_amount=plain_amount(fixtures, pair))
    yield from _outside_lists(fixtures, twin)
    yield from _wrong_amounts(twin, "source_amount")
    finer = f"{str(twin['source_amount']).partition('.')[0]}.{'1' * minor_digits(fiat)}1"
    yield spoilt("SOURCE-AMOUNT-MINOR-UNITS", twin, f"{finer} of {fiat}", source_amount=finer)
    yield spoilt("SOURCE-CURRENCY", twin, "an invented source_currency", source_currency=INVENTED_FIATS[0])
    yield spoilt("IP-MALFORMED", twin, "a malformed address", customer_ip_address=ip_addresses.MALFORMED[0])
    yield spoilt("LOCK-TYPE", twin, "no boolean", lock_wallet_address=NOT_BOOLEAN[0])
    yield from _strangers(fixtures, twin)
    yield from _wrong_wallets(fixtures, twin)


def _company(fixtures: Fixtures, amount: Params) -> Params:
    """An amount of the first pair, and all that may stand beside it."""
    around = _around(fixtures)
    return {
        **amount,
        **pointed(fixtures.pairs[0]),
        **around,
        **wallets(fixtures, around["destination_networks"]),
        "lock_wallet_address": True,
        "customer_ip_address": fixtures.ipv4[0],
        "kyc_details": fixtures.kyc_details,
        "metadata": METADATA[0],
    }


def _around(fixtures: Fixtures) -> dict[str, list[str]]:
    return lists_around(fixtures, fixtures.pairs[0], 2)


def _outside_lists(fixtures: Fixtures, twin: Params) -> Iterator[NearMiss]:
    pair = fixtures.pairs[0]
    currencies = [one for one in CURRENCIES if one != pair.currency]
    networks = [one for one in NETWORKS if one != pair.network]
    yield spoilt("DESTINATION-CURRENCY-IN-LIST", twin, "outside the list", destination_currencies=currencies)
    yield spoilt("DESTINATION-NETWORK-IN-LIST", twin, "outside the list", destination_networks=networks)


def _wrong_amounts(twin: Params, name: str) -> Iterator[NearMiss]:
    yield spoilt("AMOUNTS-DECIMAL", twin, f"{name} {NOT_DECIMAL[0]!r}", **{name: NOT_DECIMAL[0]})
    yield spoilt("AMOUNTS-POSITIVE", twin, f"{name} -5", **{name: "-5"})


def _strangers(fixtures: Fixtures, twin: Params) -> Iterator[NearMiss]:
    around = _around(fixtures)
    for word, name, stranger in (
        ("CURRENCIES", "destination_currencies", INVENTED_CURRENCIES[0]),
        ("NETWORKS", "destination_networks", INVENTED_NETWORKS[0]),
    ):
        values = [*around[name], stranger]
        yield spoilt(f"DESTINATION-{word}-MEMBERS", twin, f"a stranger behind {name}", **{name: values})


def _wrong_wallets(fixtures: Fixtures, twin: Params) -> Iterator[NearMiss]:
    named = ("destination_network", "destination_networks")
    unnamed = {name: value for name, value in twin.items() if name not in named}
    yield NearMiss("addresses, and no network", "STRIPE-WALLETS-NEED-NETWORK", unnamed, twin)
    addresses = {network: wallet(fixtures, network) for network in _around(fixtures)["destination_networks"]}
    last = [*addresses][-1]
    addresses[last] = addresses[last][:12]
    yield spoilt("WALLETS-VALIDATED", twin, f"the address of {last} cut short", wallet_addresses=addresses)
