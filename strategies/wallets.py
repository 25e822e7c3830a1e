"""EVM wallet addresses with a correct EIP-55 checksum."""

from functools import cache

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

_POOL_SIZE = 64


def addresses() -> SearchStrategy[str]:
    """Checksummed addresses. Nobody holds a key to them, so nothing may ever be sent there."""
    return st.sampled_from(pool())


@cache
def pool() -> tuple[str, ...]:
    """The addresses that are drawn: hashes of a counter, the same in every run."""
    from eth_utils.address import to_checksum_address  # noqa: PLC0415 - slow to import
    from eth_utils.crypto import keccak  # noqa: PLC0415

    hashes = (keccak(text=f"ramp-conformance wallet {number}") for number in range(_POOL_SIZE))
    return tuple(to_checksum_address(digest[-20:]) for digest in hashes)
