"""What an address looks like on each network, with the checksum where the network has one.

Sources: BIP-13, BIP-173 and BIP-350 (Bitcoin), EIP-55 (its checksum in capital letters is optional, and not looked at),
the base58 of an Ed25519 key (Solana), SEP-23 (Stellar). A library for all of them takes longer to import than a whole
instance may take to start; the formats are short.
"""

from __future__ import annotations

import re
from base64 import b32decode, b32encode
from binascii import crc_hqx
from collections.abc import Callable, Sequence
from hashlib import sha256

_BASE58 = {letter: value for value, letter in enumerate("123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz")}
_BECH32 = {letter: value for value, letter in enumerate("qpzry9x8gf2tvdw0s3jn54khce6mua7l")}
_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_BITCOIN_HRP = [3, 3, 0, 2, 3]
"""The human-readable part "bc", expanded for its checksum."""
_HEX40 = re.compile(r"0x[0-9a-fA-F]{40}")
_STRKEY = re.compile(r"G[A-Z2-7]{55}|M[A-Z2-7]{68}")


def is_evm(text: str) -> bool:
    """Tell an address of an EVM chain: 20 bytes in hexadecimal."""
    return _HEX40.fullmatch(text) is not None


def is_bitcoin(text: str) -> bool:
    """Tell an address of Bitcoin's main network: P2PKH, P2SH or segregated witness."""
    return _is_segwit(text) if text[:3].lower() == "bc1" else _is_base58check(text)


def is_solana(text: str) -> bool:
    """Tell an address of Solana: 32 bytes in base58."""
    raw = _from_base58(text)
    return raw is not None and len(raw) == 32


def is_stellar(text: str) -> bool:
    """Tell an account of Stellar, plain or multiplexed."""
    if not _STRKEY.fullmatch(text):
        return False
    raw = b32decode(text + "=" * (-len(text) % 8))
    if b32encode(raw).decode().rstrip("=") != text:
        return False  # the bits that fill up the last letter have to be zero
    return crc_hqx(raw[:-2], 0) == int.from_bytes(raw[-2:], "little")


FORMATS: dict[str, Callable[[str], bool]] = {
    "bitcoin": is_bitcoin,
    "ethereum": is_evm,
    "base": is_evm,
    "polygon": is_evm,
    "solana": is_solana,
    "stellar": is_stellar,
    "avalanche": is_evm,
}
"""How to tell an address, by network."""


def _from_base58(text: str) -> bytes | None:
    if not 25 <= len(text) <= 64 or any(letter not in _BASE58 for letter in text):
        return None
    number = 0
    for letter in text:
        number = number * 58 + _BASE58[letter]
    zeros = len(text) - len(text.lstrip("1"))
    return bytes(zeros) + number.to_bytes((number.bit_length() + 7) // 8, "big")


def _is_base58check(text: str) -> bool:
    raw = _from_base58(text)
    if raw is None or len(raw) != 25 or raw[0] not in (0x00, 0x05):
        return False
    return sha256(sha256(raw[:-4]).digest()).digest()[:4] == raw[-4:]


def _is_segwit(text: str) -> bool:
    lower = text.lower()
    if text not in (lower, text.upper()) or len(text) > 90 or any(letter not in _BECH32 for letter in lower[3:]):
        return False
    data = [_BECH32[letter] for letter in lower[3:]]
    if len(data) < 7 or data[0] > 16:
        return False
    version, program = data[0], _bytes_in(data[1:-6])
    if _polymod([*_BITCOIN_HRP, *data]) != (1 if version == 0 else 0x2BC830A3):
        return False
    return program is not None and (program in (20, 32) if version == 0 else 2 <= program <= 40)


def _bytes_in(groups: Sequence[int]) -> int | None:
    # Groups of five bits make whole bytes, and less than a group of zeros may be left over.
    spare = len(groups) * 5 % 8
    if spare >= 5 or (groups and groups[-1] & ((1 << spare) - 1)):
        return None
    return len(groups) * 5 // 8


def _polymod(values: Sequence[int]) -> int:
    checksum = 1
    for value in values:
        top = checksum >> 25
        checksum = (checksum & 0x1FFFFFF) << 5 ^ value
        for bit, generator in enumerate(_GENERATOR):
            checksum ^= generator if top >> bit & 1 else 0
    return checksum
