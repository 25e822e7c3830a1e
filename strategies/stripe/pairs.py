"""A cryptocurrency on a network, written "eth@base"."""

from dataclasses import dataclass
from typing import Final, Self

from strategies.stripe.vocabulary import CURRENCIES, FINER_ELSEWHERE, NETWORKS, PAIRS, PRECISION


@dataclass(frozen=True, order=True)
class Pair:
    """What the customer gets, and where."""

    currency: str
    network: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """The pair that a text such as "eth@base" names.

        Raises:
            ValueError: the text has another form, or names what Stripe's page does not list.
        """
        currency, _, network = text.partition("@")
        if currency not in CURRENCIES or network not in NETWORKS:
            raise ValueError(
                f'write each pair as currency@network, such as "eth@base", of {", ".join(CURRENCIES)} '
                f"and {', '.join(NETWORKS)}"
            )
        return cls(currency, network)

    @property
    def precision(self) -> int:
        """How many decimals an amount may have, as far as it is certain that it may."""
        return PRECISION[self.currency]

    @property
    def finest(self) -> int:
        """How many decimals an amount has at most, whatever the network."""
        return FINER_ELSEWHERE.get((self.currency, self.network), self.precision)

    def __str__(self) -> str:
        """The form that `parse` reads."""
        return f"{self.currency}@{self.network}"


EVERY: Final = tuple(Pair(currency, network) for currency, networks in PAIRS.items() for network in networks)
"""Every pair that there is."""
