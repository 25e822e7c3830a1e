"""Certificates to be refused, and one that is not: made for the occasion, in every run of the tests."""

import ssl
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Certificate:
    """What a server shows.

    Attributes:
        host: for whom it is made out.
        trusted: signed by the authority that the client trusts; else by itself.
        until: days until it expires.
    """

    host: str = "127.0.0.1"
    trusted: bool = True
    until: int = 2


def context(certificate: Certificate, folder: Path) -> ssl.SSLContext:
    """A server's TLS context; the authority that clients may trust is left as `authority.pem`."""
    issuer, signer = _authority()
    (folder / "authority.pem").write_bytes(issuer.public_bytes(serialization.Encoding.PEM))
    key = ec.generate_private_key(ec.SECP256R1())
    subject = _name("rogue")
    made = (
        _builder(subject, issuer.subject if certificate.trusted else subject, key, until=certificate.until)
        .add_extension(x509.SubjectAlternativeName([_alternative(certificate.host)]), critical=False)
        .sign(signer if certificate.trusted else key, hashes.SHA256())
    )
    file = folder / "certificate.pem"
    file.write_bytes(made.public_bytes(serialization.Encoding.PEM) + _written(key))
    made_for_it = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made_for_it.load_cert_chain(file)
    return made_for_it


@cache
def _authority() -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = _name("an authority for one run of tests")
    made = _builder(name, name, key, until=3).add_extension(
        x509.BasicConstraints(ca=True, path_length=0), critical=True
    )
    return made.sign(key, hashes.SHA256()), key


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, *, until: int
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - 10 * DAY)
        .not_valid_after(now + until * DAY)
    )


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _alternative(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _written(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
