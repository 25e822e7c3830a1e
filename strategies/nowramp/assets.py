"""Crypto currencies on their networks, as a target file names them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Asset:
    """A crypto currency on one network."""

    symbol: str
    network: str

    @classmethod
    def parse(cls, text: str) -> "Asset":
        """Read `SYMBOL@network`.

        Raises:
            ValueError: it is written otherwise.
        """
        symbol, separator, network = text.partition("@")
        if not (separator and symbol and network) or text.split() != [text] or "@" in network:
            raise ValueError('write an asset as symbol@network, such as "ETH@ethereum"')
        return cls(symbol, network)

    def __str__(self) -> str:
        return f"{self.symbol}@{self.network}"
