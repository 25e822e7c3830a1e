"""The vendor's key: an Ed25519 pair in two PEM files, the private half for its owner's eyes only."""

import hashlib
import os
from contextlib import suppress
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from reports.certificate.errors import Unusable

_ILLEGIBLE = (ValueError, TypeError, UnsupportedAlgorithm)


def new_key(file: Path) -> Path:
    """Make a key pair. Nothing is ever overwritten.

    Args:
        file: where the private half goes, with mode 600.

    Returns:
        The file of the public half, beside it: `acme.pem` and `acme.public.pem`.

    Raises:
        Unusable: one of the two files is there already, or cannot be written.
    """
    key = Ed25519PrivateKey.generate()
    public = file.with_name(f"{file.name.removesuffix('.pem')}.public.pem")
    _write_new(public, key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo), mode=0o644)
    try:
        _write_new(file, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()), mode=0o600)
    except Unusable:
        public.unlink()
        raise
    return public


def private_key(file: Path) -> Ed25519PrivateKey:
    """Read the private half.

    Raises:
        Unusable: the file cannot be read, or holds no such key.
    """
    try:
        key = load_pem_private_key(_read(file), password=None)
    except _ILLEGIBLE:
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        raise Unusable(f"{file} holds no Ed25519 private key without a passphrase; make one with certify --new-key")
    return key


def public_key(file: Path) -> Ed25519PublicKey:
    """Read the public half.

    Raises:
        Unusable: the file cannot be read, or holds no such key.
    """
    try:
        key = load_pem_public_key(_read(file))
    except _ILLEGIBLE:
        key = None
    if not isinstance(key, Ed25519PublicKey):
        raise Unusable(f"{file} holds no Ed25519 public key; name the .public.pem that certify --new-key wrote")
    return key


def key_id(key: Ed25519PublicKey) -> str:
    """The name of a key: the SHA-256 of its SubjectPublicKeyInfo (RFC 5280, section 4.1.2.7), in hex."""
    return hashlib.sha256(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).hexdigest()


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise Unusable(f"cannot read the key {file}: {error.strerror}") from None


def _write_new(file: Path, content: bytes, *, mode: int) -> None:
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    except FileExistsError:
        raise Unusable(f"{file} is there already and stays as it is; name another file") from None
    except OSError as error:
        raise Unusable(f"cannot write the key {file}: {error.strerror}") from None
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
    except OSError as error:
        with suppress(OSError):
            file.unlink()
        raise Unusable(f"cannot write the key {file}: {error.strerror}") from None
