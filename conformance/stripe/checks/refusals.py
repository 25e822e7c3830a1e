"""What must be refused: parameters that break one rule, of which the same without the breach are accepted."""

from collections.abc import Callable

from conformance.check import check, each, sweep
from conformance.exchange import Zone
from conformance.expectation import given
from conformance.stripe.errors import ERROR_STATUS, expect_refused
from conformance.stripe.facade import Stripe
from strategies.stripe.dependencies import BY_REQUIREMENT
from strategies.stripe.fixtures import Fixtures
from strategies.stripe.near_misses import Family, families, near_misses

DEPENDENCIES = tuple(BY_REQUIREMENT)
AMOUNTS = (
    "STRIPE-AMOUNTS-DECIMAL",
    "STRIPE-AMOUNTS-POSITIVE",
    "STRIPE-DESTINATION-AMOUNT-PRECISION",
    "STRIPE-SOURCE-AMOUNT-MINOR-UNITS",
    "STRIPE-SOURCE-CURRENCY",
)
CHOICES = (
    "STRIPE-DESTINATION-CURRENCY-ENUM",
    "STRIPE-DESTINATION-NETWORK-ENUM",
    "STRIPE-DESTINATION-CURRENCIES-MEMBERS",
    "STRIPE-DESTINATION-NETWORKS-MEMBERS",
    "STRIPE-DESTINATION-CURRENCIES-NONEMPTY",
    "STRIPE-DESTINATION-NETWORKS-NONEMPTY",
)
CUSTOMER = ("STRIPE-IP-MALFORMED", "STRIPE-LOCK-TYPE")
WALLETS = ("STRIPE-WALLETS-VALIDATED", "STRIPE-WALLETS-NETWORKS")


def breaking(*requirements: str) -> Callable[[Fixtures], list[Family]]:
    """The near misses that break one of these requirements, by what they have in common."""
    return lambda fixtures: families([one for one in near_misses(fixtures) if one.requirement in requirements])


async def expect_all_refused(stripe: Stripe, family: Family) -> None:
    """Near misses are refused, where the same without what is wrong is accepted."""
    given(await stripe.alice.create(family.twin)).status(*range(200, 300))
    for near_miss in family.misses:
        answer = await stripe.alice.create(near_miss.params, zone=Zone.MUST_REJECT)
        expect_refused(answer, near_miss.requirement)


@check(*DEPENDENCIES, ERROR_STATUS)
@sweep(family=each(breaking(*DEPENDENCIES)))
async def a_dependency_is_broken(stripe: Stripe, family: Family) -> None:
    """Parameters that contradict one another, or lack one that another one demands."""
    await expect_all_refused(stripe, family)


@check(*AMOUNTS, ERROR_STATUS)
@sweep(family=each(breaking(*AMOUNTS)))
async def an_amount_is_wrong(stripe: Stripe, family: Family) -> None:
    """Amounts that are none, too fine for their currency, or of no currency."""
    await expect_all_refused(stripe, family)


@check(*CHOICES, ERROR_STATUS)
@sweep(family=each(breaking(*CHOICES)))
async def a_choice_is_wrong(stripe: Stripe, family: Family) -> None:
    """Currencies and networks that there are not, alone and anywhere in a list; lists of nothing."""
    await expect_all_refused(stripe, family)


@check(*CUSTOMER, ERROR_STATUS)
@sweep(family=each(breaking(*CUSTOMER)))
async def a_word_about_the_customer_is_wrong(stripe: Stripe, family: Family) -> None:
    """IP addresses that are none, and a lock that is neither true nor false."""
    await expect_all_refused(stripe, family)


@check(*WALLETS, ERROR_STATUS)
@sweep(family=each(breaking(*WALLETS)))
async def a_wallet_address_is_wrong(stripe: Stripe, family: Family) -> None:
    """Addresses that are none of their network's: the only one, and each of several."""
    await expect_all_refused(stripe, family)
