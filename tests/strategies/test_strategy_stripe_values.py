"""Addresses of wallets and of the internet protocol, held against libraries and standards."""

from ipaddress import ip_address

import pytest
from embit import base58, script
from eth_utils.address import is_checksum_address
from stellar_sdk.strkey import StrKey

from strategies import crypto_addresses, ip_addresses

NETWORKS = tuple(crypto_addresses.FAMILIES)


def is_address(network: str, text: str) -> bool:
    match crypto_addresses.FAMILIES[network]:
        case "evm":
            return is_checksum_address(text)
        case "stellar":
            return StrKey.is_valid_ed25519_public_key(text)
        case "solana":
            try:
                return len(base58.decode(text)) == 32
            except Exception:
                return False
    try:
        return script.address_to_scriptpubkey(text) is not None
    except Exception:
        return False


@pytest.mark.parametrize("network", NETWORKS)
def test_every_pool_is_of_its_networks_format(network: str) -> None:
    pool = crypto_addresses.pool(network)
    assert len(set(pool)) == len(pool) >= 10
    assert all(is_address(network, address) for address in pool)


def test_bitcoin_has_every_common_form() -> None:
    assert {
        address[:3] if address.startswith("bc1") else address[0] for address in crypto_addresses.pool("bitcoin")
    } == {
        "bc1",
        "1",
        "3",
    }


@pytest.mark.parametrize("network", NETWORKS)
def test_what_is_malformed_is_no_address(network: str) -> None:
    found = crypto_addresses.malformed(network)
    assert len({description for description, _ in found}) == len(found) >= 7
    assert not any(is_address(network, text) for _, text in found)


def test_malformed_ip_addresses_are_none() -> None:
    for text in ip_addresses.MALFORMED:
        with pytest.raises(ValueError, match=r"."):
            ip_address(text)


def test_spellings_name_one_address() -> None:
    found = ip_addresses.spellings("2001:db8::1")
    assert found == ("2001:db8::1", "2001:0db8:0000:0000:0000:0000:0000:0001", "2001:DB8::1")
    assert len({ip_address(text) for text in found}) == 1
