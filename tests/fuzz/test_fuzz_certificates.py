"""Certificates, their keys and their results: whatever was done to them, they hold or are rejected in a sentence."""

import base64
import json
from contextlib import suppress
from pathlib import Path

import pytest
from calling import called
from certificate_samples import KEY, run_directory
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from hypothesis import given
from hypothesis import strategies as st
from mutations import damaged, moderately, noise, twisted

from reports.certificate.envelope import seal
from reports.certificate.errors import Unusable
from reports.certificate.keys import private_key, public_key

HOLDS_OR_NOT = (0, 1, 3)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certified run: `certificate.json` beside `results.json`, `key.pem` and `key.public.pem`."""
    made = run_directory(tmp_path_factory.mktemp("certified"))
    (made / "key.pem").write_bytes(KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    public = KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    (made / "key.public.pem").write_bytes(public)
    called("certify", made, "--key", made / "key.pem", codes=(0,))
    return made


@pytest.fixture(scope="module")
def certificate(folder: Path) -> bytes:
    return (folder / "certificate.json").read_bytes()


def verified(
    folder: Path, *, certificate: Path | None = None, key: Path | None = None, results: Path | None = None
) -> None:
    called(
        *("verify", certificate or folder / "certificate.json", "--key", key or folder / "key.public.pem"),
        *("--results", results or folder / "results.json"),
        codes=HOLDS_OR_NOT,
    )


@moderately
@given(data=st.data())
def test_an_envelope_that_was_changed(folder: Path, certificate: bytes, data: st.DataObject) -> None:
    twist = twisted(json.loads(certificate)).map(lambda one: json.dumps(one).encode())
    (folder / "changed.json").write_bytes(data.draw(st.one_of(twist, damaged(certificate), noise)))
    verified(folder, certificate=folder / "changed.json")


@moderately
@given(data=st.data())
def test_a_statement_of_another_make_that_is_signed_all_the_same(
    folder: Path, certificate: bytes, data: st.DataObject
) -> None:
    """The vendor holds the key, and may sign whatever it likes."""
    payload = base64.b64decode(json.loads(certificate)["payload"])
    twist = twisted(json.loads(payload)).map(lambda one: json.dumps(one).encode())
    (folder / "signed.json").write_bytes(seal(data.draw(st.one_of(twist, damaged(payload), noise)), KEY))
    verified(folder, certificate=folder / "signed.json")
    called("badge", folder / "signed.json", "--key", folder / "key.public.pem", codes=HOLDS_OR_NOT)


@moderately
@given(data=st.data())
def test_a_key_that_was_damaged(folder: Path, data: st.DataObject) -> None:
    for name, read in (("key.pem", private_key), ("key.public.pem", public_key)):
        (folder / f"odd-{name}").write_bytes(data.draw(st.one_of(damaged((folder / name).read_bytes()), noise)))
        with suppress(Unusable):
            read(folder / f"odd-{name}")
    verified(folder, key=folder / "odd-key.public.pem")


@pytest.mark.parametrize("text", [b"[" * 100_000, b'{"payload":' * 100_000, b"\xff" * 1000, b"1" * 10_000, b"null"])
def test_what_is_no_certificate_at_all(text: bytes, folder: Path) -> None:
    (folder / "none.json").write_bytes(text)
    verified(folder, certificate=folder / "none.json")
    verified(folder, results=folder / "none.json")
    (folder / "signed.json").write_bytes(seal(text, KEY))
    verified(folder, certificate=folder / "signed.json")


@moderately
@given(data=st.data())
def test_a_register_with_something_odd_in_it(
    folder: Path, certificate: bytes, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    register = tmp_path_factory.mktemp("register")
    (register / "acme" / "one").mkdir(parents=True)
    parts = {
        "public.pem": (folder / "key.public.pem").read_bytes(),
        "one/certificate.json": certificate,
        "one/results.json": b"{}",
    }
    odd = data.draw(st.sampled_from(sorted(parts)))
    for name, content in parts.items():
        changed = data.draw(st.one_of(damaged(content), noise)) if name == odd else content
        (register / "acme" / name).write_bytes(changed)
    called("site", register, "--output", register.with_name(f"{register.name}-site"), codes=HOLDS_OR_NOT)
