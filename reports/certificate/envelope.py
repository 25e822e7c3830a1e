"""The envelope: DSSE v1 with one Ed25519 signature, in the one form in which it is ever written.

The form counts because DSSE signs the payload alone. A file that says the same in other bytes (another space, an
unused bit of base64, a second signature, another `keyid`) is rejected: nobody has to wonder what such bytes are for.
"""

import binascii
from base64 import b64decode, b64encode
from typing import Literal

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from pydantic import ValidationError

from reports.certificate.errors import Rejected
from reports.certificate.keys import key_id
from reports.model import Model

PAYLOAD_TYPE: Literal["application/vnd.in-toto+json"] = "application/vnd.in-toto+json"


class Signature(Model):
    """One signature; the names are the standard's."""

    keyid: str
    sig: str


class Envelope(Model):
    """A signed payload; the names are the standard's (DSSE, envelope.md)."""

    payload: str
    payloadType: Literal["application/vnd.in-toto+json"] = PAYLOAD_TYPE
    signatures: tuple[Signature]


def seal(payload: bytes, key: Ed25519PrivateKey) -> bytes:
    """Sign a payload; the file as it is written."""
    signature = Signature(keyid=key_id(key.public_key()), sig=_text(key.sign(to_be_signed(payload))))
    return _written(Envelope(payload=_text(payload), signatures=(signature,)))


def unseal(file: bytes, key: Ed25519PublicKey) -> bytes:
    """The payload, if the file is whole and signed with that key.

    Raises:
        Rejected: it is not.
    """
    try:
        envelope = Envelope.model_validate_json(file)
        (signature,) = envelope.signatures
        payload, signed = b64decode(envelope.payload, validate=True), b64decode(signature.sig, validate=True)
    except (ValidationError, binascii.Error, ValueError):
        raise Rejected("the file is no certificate: it is not a DSSE envelope with one signature") from None
    if signature.keyid != key_id(key):
        raise Rejected("it was signed with another key than the one that is given")
    try:
        key.verify(signed, to_be_signed(payload))
    except InvalidSignature:
        raise Rejected("its signature does not hold: the file was changed, or somebody else signed it") from None
    whole = Envelope(payload=_text(payload), signatures=(Signature(keyid=signature.keyid, sig=_text(signed)),))
    if _written(whole) != file:
        raise Rejected("the file was changed around what is signed: it is not as certify wrote it")
    return payload


def to_be_signed(payload: bytes, payload_type: str = PAYLOAD_TYPE) -> bytes:
    """The bytes that a signature is over: DSSE's pre-authentication encoding (DSSE, protocol.md)."""
    kind = payload_type.encode()
    return b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(payload), payload)


def _text(binary: bytes) -> str:
    return b64encode(binary).decode("ascii")


def _written(envelope: Envelope) -> bytes:
    return envelope.model_dump_json(indent=1).encode() + b"\n"
