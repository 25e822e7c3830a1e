"""The folder of a register: `VENDOR/public.pem`, and `VENDOR/ANY-NAME/` with `certificate.json` and `results.json`.

Its keepers vouch for one thing: that a `public.pem` is the vendor's. Everything else is verified here, each time.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from reports.certificate.errors import Expired, Rejected, Unusable
from reports.certificate.keys import public_key
from reports.certificate.statement import Claim

CERTIFICATE, RESULTS, KEY = "certificate.json", "results.json", "public.pem"

Verify = Callable[[bytes, bytes, Ed25519PublicKey], Claim]
"""Certificate, results and key to the claim, if it holds; raises `Rejected` or `Unusable`."""


@dataclass(frozen=True)
class Entry:
    """A certificate that is listed.

    Attributes:
        vendor: the name of the vendor's folder.
        name: the name of the certificate's folder in it.
        claim: what it claims.
        key: the vendor's.
        certificate: its file, byte for byte.
        results: the file that it is about, byte for byte.
    """

    vendor: str
    name: str
    claim: Claim
    key: Ed25519PublicKey
    certificate: bytes
    results: bytes


@dataclass(frozen=True)
class Register:
    """What a folder holds.

    Attributes:
        entries: certificates that hold, by API, vendor and date, the latest first.
        complaints: what is not listed, and why, each in one sentence.
    """

    entries: tuple[Entry, ...]
    complaints: tuple[str, ...]


def read(folder: Path, verify: Verify) -> Register:
    """Verify everything in a register's folder.

    Raises:
        Unusable: it is no folder, or holds no vendor.
    """
    vendors = sorted(file.parent for file in folder.glob(f"*/{KEY}"))
    if not vendors:
        raise Unusable(f"{folder} holds no vendor; a vendor is a folder with its {KEY}")
    entries: list[Entry] = []
    complaints: list[str] = []
    for vendor in vendors:
        for file in sorted(vendor.glob(f"*/{CERTIFICATE}")):
            try:
                entries.append(_entry(vendor, file.parent, verify))
            except Expired as error:
                complaints.append(f"{vendor.name}/{file.parent.name} is not listed any more: {error}")
            except (Rejected, Unusable) as error:
                complaints.append(f"{vendor.name}/{file.parent.name} is not listed: {error}")
    entries.sort(key=lambda one: one.claim.tested, reverse=True)
    entries.sort(key=lambda one: (one.claim.api, one.vendor))
    return Register(tuple(entries), tuple(complaints))


def _entry(vendor: Path, folder: Path, verify: Verify) -> Entry:
    key = public_key(vendor / KEY)
    certificate, results = _bytes(folder / CERTIFICATE), _bytes(folder / RESULTS)
    return Entry(vendor.name, folder.name, verify(certificate, results, key), key, certificate, results)


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise Unusable(f"cannot read {file}: {error.strerror}") from None
