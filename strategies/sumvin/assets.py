"""A crypto asset on a chain, written "USDC@8453"."""

from dataclasses import dataclass
from typing import Self

from strategies.sumvin.vocabulary import CHAINS


@dataclass(frozen=True, order=True)
class Asset:
    """A crypto symbol and the EIP-155 number of the chain it lives on."""

    symbol: str
    chain_id: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """The asset that a text such as "USDC@8453" names.

        Raises:
            ValueError: the text has another form, or names a chain that Sumvin's documents do not list.
        """
        symbol, _, chain = text.partition("@")
        if not (symbol and symbol == symbol.strip() and chain.isascii() and chain.isdecimal()):
            raise ValueError(f'write an asset as symbol@chain_id, such as "USDC@8453", instead of "{text}"')
        if int(chain) not in CHAINS:
            known = ", ".join(map(str, CHAINS))
            raise ValueError(f'write the chain of "{text}" as one of {known}')
        return cls(symbol, int(chain))

    def __str__(self) -> str:
        """The form that `parse` reads."""
        return f"{self.symbol}@{self.chain_id}"
