"""Wallet addresses in the form of each network, and texts that only look like one.

The formats are those of well-kept libraries; here they are only called. Keys are hashes of a counter, the same in every
run: anybody can compute them, so nothing may ever be sent there.
"""

from collections.abc import Callable
from functools import cache
from hashlib import sha256
from itertools import islice
from typing import Final

from strategies import wallets

FAMILIES: Final = {
    "bitcoin": "bitcoin",
    "ethereum": "evm",
    "base": "evm",
    "polygon": "evm",
    "avalanche": "evm",
    "solana": "solana",
    "stellar": "stellar",
}
"""The format that a network's addresses have."""

_COUNT: Final = 12


def pool(network: str) -> tuple[str, ...]:
    """Well-formed addresses of a network, of every form that its wallets commonly use; the first is the plainest.

    Raises:
        KeyError: there is no network of that name.
    """
    return _of_family(FAMILIES[network])


def malformed(network: str) -> tuple[tuple[str, str], ...]:
    """Texts that are no address of a network, as pairs of a description and the text.

    None of them fails by its checksum alone, since whoever checks no checksums takes those.
    """
    own = pool(network)[0]
    family = FAMILIES[network]
    others = [
        (f"an address of {other}", _foreign(other))
        for other, other_family in FAMILIES.items()
        if other_family != family and other in ("ethereum", "bitcoin", "solana", "stellar")
    ]
    return (
        ("a word", "wallet"),
        ("cut short", own[:12]),
        ("too long", own + own[2:]),
        ("exclamation marks of the right number", "!" * len(own)),
        ("a character outside its alphabet", own[:-4] + _OUTSIDE[family]),
        *others,
    )


# Base58 leaves out 0, O, I and l; base32 has no 0, 1, 8 and 9.
_OUTSIDE: Final = {"bitcoin": "0OIl", "evm": "ghgh", "solana": "0OIl", "stellar": "0189"}


def _foreign(network: str) -> str:
    """An address that cannot be taken for one of another network, not even by its alphabet and length."""
    return next(
        address for address in pool(network) if not address.startswith("bc1") or "0" in address or "l" in address
    )


@cache
def _of_family(family: str) -> tuple[str, ...]:
    makers: dict[str, Callable[[], tuple[str, ...]]] = {
        "bitcoin": _bitcoin,
        "evm": lambda: tuple(islice(wallets.pool(), _COUNT)),
        "solana": _solana,
        "stellar": _stellar,
    }
    return makers[family]()


def _seeds() -> list[bytes]:
    return [sha256(f"ramp-conformance address {number}".encode()).digest() for number in range(_COUNT)]


def _bitcoin() -> tuple[str, ...]:
    """Addresses to a key's hash, to a script's hash, and to a key's hash by segregated witness, in turn."""
    from embit import ec, script  # noqa: PLC0415 - slow to import

    forms = (script.p2wpkh, script.p2pkh, lambda key: script.p2sh(script.p2wpkh(key)))
    keys = [ec.PrivateKey(seed).get_public_key() for seed in _seeds()]
    return tuple(str(forms[number % len(forms)](key).address()) for number, key in enumerate(keys))


def _solana() -> tuple[str, ...]:
    """Base58 of Ed25519 keys, which lie on the curve as those of wallets do."""
    from embit import base58  # noqa: PLC0415 - slow to import
    from stellar_sdk import Keypair  # noqa: PLC0415 - slow to import

    return tuple(base58.encode(Keypair.from_raw_ed25519_seed(seed).raw_public_key()) for seed in _seeds())


def _stellar() -> tuple[str, ...]:
    """Accounts by their Ed25519 keys (SEP-23)."""
    from stellar_sdk import Keypair  # noqa: PLC0415 - slow to import

    return tuple(Keypair.from_raw_ed25519_seed(seed).public_key for seed in _seeds())
