"""Every tampering with a certificate is found: any byte of it or of its results, keys, dates, another run."""

import hashlib
import json
from base64 import b64decode, b64encode
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from certificate_samples import (
    ENDED,
    KEY,
    NOW,
    OTHER,
    SUITE,
    certified,
    contract,
    found,
    good,
    held,
    stated,
    written,
)
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st
from report_samples import anything, models, quietly, sparingly

from reports.certificate import keys
from reports.certificate.envelope import seal, to_be_signed, unseal
from reports.certificate.errors import Expired, Rejected, Unusable
from reports.certificate.statement import Claim, Descriptor, Image, Statement, payload_of, read_payload
from reports.certificate.suite import Suite, installed
from reports.results import Outcome
from specs import UnknownApiError

RUN = good()
EXACT = written(RUN)
IMAGE = Image(name="registry.acme.example/ramp", sha256="a" * 64)
FILE = certified(RUN, build="4f2a91c", image=IMAGE)


def rejected(file: bytes, exact: bytes = EXACT, words: str | None = None, **changes: Any) -> None:
    with pytest.raises(Rejected, match=words) as error:
        held(file, exact, **changes)
    assert "\n" not in str(error.value)


def opened(file: bytes = FILE) -> dict[str, Any]:
    envelope: dict[str, Any] = json.loads(file)
    return envelope


def closed(envelope: Any) -> bytes:
    return json.dumps(envelope, indent=1).encode() + b"\n"


def payload() -> dict[str, Any]:
    statement: dict[str, Any] = json.loads(b64decode(opened()["payload"]))
    return statement


def test_a_certificate_holds_and_says_what() -> None:
    verified = held(FILE, EXACT)
    claim = verified.claim
    assert verified.uncompared is None
    assert (claim.api, claim.level, claim.catalogue, claim.base_url) == ("sumvin", "core", 1, "http://here")
    assert (claim.build, claim.image) == ("4f2a91c", IMAGE)
    assert (claim.tested, claim.expires) == ("2026-01-01T00:00:09+00:00", "2026-04-01T00:00:09+00:00")


def test_it_is_an_in_toto_statement_with_a_test_result() -> None:
    statement = payload()
    assert statement["_type"] == "https://in-toto.io/Statement/v1"
    assert statement["predicateType"] == "https://in-toto.io/attestation/test-result/v0.1"
    assert [one["name"] for one in statement["subject"]] == ["http://here", IMAGE.name]
    assert statement["subject"][1]["digest"] == {"sha256": IMAGE.sha256}
    predicate = statement["predicate"]
    assert (predicate["result"], predicate["failedTests"]) == ("WARNED", [])
    assert (predicate["passedTests"], predicate["warnedTests"]) == (["R-ONE", "R-FULL"], ["R-SHOULD"])
    digests = {one["name"]: one["digest"]["sha256"] for one in predicate["configuration"]}
    assert digests["results.json"] == hashlib.sha256(EXACT).hexdigest()
    assert (digests["requirements.yaml"], digests["ramp-conformance"]) == ("d1", SUITE.digest)
    assert set(digests) == {"results.json", "target", "requirements.yaml", "openapi.yaml", "ramp-conformance"}


def test_without_warnings_it_is_passed() -> None:
    run = good(found(Outcome.PASSED, "R-SHOULD", level="SHOULD", required=False))
    assert stated(run).predicate.result == "PASSED"


def test_the_standard_s_example_of_what_is_signed() -> None:
    assert to_be_signed(b"hello world", "http://example.com/HelloWorld") == (
        b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"
    )


# ---- bytes


def test_every_byte_of_the_certificate_counts() -> None:
    for position in range(len(FILE)):
        changed = bytearray(FILE)
        changed[position] ^= 1 << position % 8
        rejected(bytes(changed))


def test_every_byte_of_the_results_counts() -> None:
    for position in range(len(EXACT)):
        changed = bytearray(EXACT)
        changed[position] ^= 1 << position % 8
        rejected(FILE, bytes(changed), "their digest differs")


positions = st.integers(0, len(FILE) - 1)


@given(positions, st.integers(0, 255))
@quietly
def test_no_byte_can_be_put_in(position: int, byte: int) -> None:
    rejected(FILE[:position] + bytes([byte]) + FILE[position:])


@given(positions, st.integers(1, 100))
@quietly
def test_no_bytes_can_be_taken_out(position: int, count: int) -> None:
    rejected(FILE[:position] + FILE[position + count :])


@given(positions, st.binary(min_size=1, max_size=8))
@quietly
def test_no_bytes_can_be_replaced(position: int, other: bytes) -> None:
    changed = FILE[:position] + other + FILE[position + len(other) :]
    if changed != FILE:
        rejected(changed)


@given(anything)
@quietly
def test_what_is_no_certificate_is_rejected(text: str) -> None:
    rejected(text.encode("utf-8", "surrogatepass"), words="no certificate")


@pytest.mark.parametrize(
    "file", [b"", b"null", b"[" * 100_000, b"\xff\xfe", b'{"payload": 1e999}', b"9" * 10_000, FILE[:-1], FILE + b"\n"]
)
def test_nothing_that_a_file_holds_is_a_crash(file: bytes) -> None:
    rejected(file)


# ---- the same said in other bytes


def respelled() -> Iterator[tuple[str, bytes]]:
    envelope = opened()
    (signature,) = envelope["signatures"]
    yield "on one line", json.dumps(envelope).encode()
    yield "in another order", closed(dict(reversed(envelope.items())))
    yield "with more in it", closed({**envelope, "comment": ""})
    yield "signed twice", closed({**envelope, "signatures": [signature, signature]})
    yield "unsigned", closed({**envelope, "signatures": []})
    yield "without a key", closed({**envelope, "signatures": [{"sig": signature["sig"]}]})
    yield (
        "of another key",
        closed({**envelope, "signatures": [{**signature, "keyid": keys.key_id(OTHER.public_key())}]}),
    )
    text = envelope["payload"]
    yield "with a line break in base64", closed({**envelope, "payload": text[:4] + "\n" + text[4:]})
    yield "with more padding", closed({**envelope, "payload": text + "===="})
    yield "with a key twice", FILE.replace(b'{\n "payload"', b'{\n "payload": "x",\n "payload"')
    yield "of another type", closed({**envelope, "payloadType": "application/json"})


@pytest.mark.parametrize("file", [one[1] for one in respelled()], ids=[one[0] for one in respelled()])
def test_a_certificate_has_one_form(file: bytes) -> None:
    assert file != FILE
    rejected(file)


def test_unused_bits_of_base64_are_not_room_for_anything() -> None:
    envelope = opened()
    (signature,) = envelope["signatures"]
    last = signature["sig"].rstrip("=")[-1]
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    for other in alphabet.replace(last, ""):
        sig = signature["sig"].rstrip("=")[:-1] + other + "=="
        rejected(closed({**envelope, "signatures": [{**signature, "sig": sig}]}))


def test_a_payload_has_one_form() -> None:
    spaced = json.dumps(payload()).encode()
    rejected(seal(spaced, KEY), words="a form that certify never writes")
    with pytest.raises(Rejected, match="no statement"):
        read_payload(b"{}")


# ---- keys


def test_another_key_does_not_do() -> None:
    rejected(FILE, words="another key", key=OTHER)


def test_somebody_else_cannot_sign_in_the_vendor_s_name() -> None:
    envelope = opened(seal(b64decode(opened()["payload"]), OTHER))
    rejected(closed(envelope), words="another key")
    envelope["signatures"][0]["keyid"] = keys.key_id(KEY.public_key())
    rejected(closed(envelope), words="signature does not hold")


def test_a_signature_of_another_payload_does_not_do() -> None:
    other = opened(certified(good(run="beef")))
    rejected(closed({**opened(), "signatures": other["signatures"]}), words="signature does not hold")
    rejected(closed({**opened(), "payload": other["payload"]}), words="signature does not hold")


# ---- another run, another time


def test_another_run_s_results_do_not_do() -> None:
    rejected(FILE, written(good(run="beef")), "their digest differs")


@pytest.mark.parametrize("outcome", list(Outcome))
def test_a_hand_edited_outcome_does_not_do(outcome: Outcome) -> None:
    edited = EXACT.replace(b'"outcome": "passed"', f'"outcome": "{outcome}"'.encode(), 1)
    if edited != EXACT:
        rejected(FILE, edited, "their digest differs")


@given(st.integers(0, 10**9))
@quietly
def test_it_holds_for_ninety_days_and_not_a_second_longer(seconds: int) -> None:
    now = ENDED + timedelta(seconds=seconds)
    if now < ENDED + timedelta(days=90):
        assert held(FILE, EXACT, now=now)
    else:
        with pytest.raises(Expired, match="it expired at 2026-04-01T00:00:09"):
            held(FILE, EXACT, now=now)


def test_it_expires_on_the_second() -> None:
    assert held(FILE, EXACT, now=ENDED + timedelta(days=90, seconds=-1))
    with pytest.raises(Expired):
        held(FILE, EXACT, now=ENDED + timedelta(days=90))


def test_a_run_that_is_still_to_come_does_not_hold() -> None:
    rejected(FILE, words="still to come", now=ENDED - timedelta(hours=1))


def test_something_wrong_is_said_before_something_old() -> None:
    with pytest.raises(Rejected) as error:
        held(FILE, EXACT + b" ", now=NOW + timedelta(days=900))
    assert not isinstance(error.value, Expired)


# ---- a vendor who signs what the results do not say


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if isinstance(value, dict | list):
        for key, member in value.items() if isinstance(value, dict) else enumerate(value):
            yield from leaves(member, (*path, key))
    else:
        yield path


FREE = {("predicate", "ramp_conformance", "build")}
"""What only the vendor knows."""


@pytest.mark.parametrize("path", [one for one in leaves(payload()) if one not in FREE], ids=str)
def test_every_word_of_a_statement_follows_from_the_results(path: tuple[Any, ...]) -> None:
    for other in ("full", "2031-01-01T00:00:00+00:00", "R-OTHER", "PASSED", 7, None):
        statement = payload()
        place = statement
        for key in path[:-1]:
            place = place[key]
        if place[path[-1]] == other:
            continue
        place[path[-1]] = other
        text = json.dumps(statement, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
        with pytest.raises((Rejected, Unusable)):
            held(seal(text, KEY), EXACT)


@given(models(Statement), models(Claim), st.booleans(), st.booleans())
@sparingly
def test_no_statement_that_anybody_signs_is_a_crash(
    drawn: Statement, claim: Claim, our_suite: bool, our_results: bool
) -> None:
    of_ours = {"api": "sumvin", "catalogue": 1, **({"suite": SUITE.version} if our_suite else {})}
    bound = Descriptor(name="results.json", digest={"sha256": hashlib.sha256(EXACT).hexdigest()})
    changes = {
        "configuration": (bound, *drawn.predicate.configuration) if our_results else drawn.predicate.configuration,
        "ramp_conformance": claim.model_copy(update=of_ours),
    }
    statement = drawn.model_copy(update={"predicate": drawn.predicate.model_copy(update=changes)})
    with pytest.raises((Rejected, Unusable)):
        held(seal(payload_of(statement), KEY), EXACT)


@pytest.mark.parametrize("listed", ["passedTests", "warnedTests", "configuration"])
def test_nothing_can_be_left_out_of_its_lists(listed: str) -> None:
    statement = payload()
    statement["predicate"][listed] = statement["predicate"][listed][1:]
    text = json.dumps(statement, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
    rejected(seal(text, KEY))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"partial": True}, "selection only"),
        ({"complete": False, "cut": "killed"}, "killed"),
        ({"waived": True}, "waivers"),
        ({"requirements": ()}, "R-ONE is missing"),
        ({"level": "full"}, "statement predicate ramp_conformance level"),
    ],
)
def test_signing_the_digest_of_other_results_does_not_help(changes: dict[str, Any], words: str) -> None:
    other = written(RUN.model_copy(update=changes))
    statement = payload()
    statement["predicate"]["configuration"][0]["digest"]["sha256"] = hashlib.sha256(other).hexdigest()
    text = json.dumps(statement, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
    rejected(seal(text, KEY), other, words)


def test_signing_what_is_no_file_of_results_does_not_help() -> None:
    statement = payload()
    statement["predicate"]["configuration"][0]["digest"]["sha256"] = hashlib.sha256(b"{}").hexdigest()
    text = json.dumps(statement, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
    rejected(seal(text, KEY), b"{}", "no file of results")
    with pytest.raises(Unusable, match=r"verify with ramp-conformance 0\.1\.0"):
        held(seal(text, KEY), b"{}", suite=Suite("0.2.0", ""))


# ---- the installed suite


def test_a_changed_suite_of_the_same_version_is_found() -> None:
    rejected(FILE, words="their files differ", suite=Suite("0.1.0", "6" * 64))


def test_a_suite_is_bound_to_its_run_even_where_another_is_installed() -> None:
    statement = payload()
    statement["predicate"]["configuration"][-1]["digest"]["sha256"] = "6" * 64
    text = json.dumps(statement, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
    rejected(seal(text, KEY), words="it says", suite=Suite("0.2.0", "7" * 64))


def test_a_changed_catalogue_of_the_same_version_is_found() -> None:
    rejected(FILE, words="catalogue of requirements is not", contract_of=lambda _: contract(digest="d2"))


def test_what_cannot_be_compared_is_told() -> None:
    verified = held(FILE, EXACT, suite=Suite("0.2.0", "6" * 64), contract_of=lambda _: contract(digest="d2"))
    assert verified.uncompared == (
        "digests of suite, catalogue and OpenAPI were not compared: 0.2.0 is installed, not 0.1.0"
    )


def test_an_older_suite_says_that_it_cannot_tell() -> None:
    second = contract(version=2)
    run = good(catalogue_version=2)
    file = certified(run, contract=second)
    with pytest.raises(Unusable, match="knows catalogue 1"):
        held(file, written(run), suite=Suite("0.0.9", ""))

    def unknown(name: str) -> Any:
        raise UnknownApiError(name)

    with pytest.raises(Unusable, match="knows no API"):
        held(FILE, EXACT, contract_of=unknown)


def test_the_installed_suite_has_one_digest() -> None:
    assert installed() == installed()
    assert len(installed().digest) == 64


# ---- keys in files


def test_a_new_key_signs_and_is_never_overwritten(tmp_path: Path) -> None:
    public = keys.new_key(tmp_path / "acme.pem")
    assert public == tmp_path / "acme.public.pem"
    assert (tmp_path / "acme.pem").stat().st_mode & 0o777 == 0o600
    before = [(file, file.read_bytes()) for file in sorted(tmp_path.iterdir())]
    with pytest.raises(Unusable, match="is there already"):
        keys.new_key(tmp_path / "acme.pem")
    public.unlink()
    with pytest.raises(Unusable, match="is there already"):
        keys.new_key(tmp_path / "acme.pem")
    assert not public.exists()
    public.write_bytes(before[1][1])
    private = keys.private_key(tmp_path / "acme.pem")
    assert unseal(seal(b"x", private), keys.public_key(public)) == b"x"


def test_a_public_half_alone_is_not_overwritten_either(tmp_path: Path) -> None:
    (tmp_path / "acme.public.pem").write_text("mine")
    with pytest.raises(Unusable, match=r"acme\.public\.pem is there already"):
        keys.new_key(tmp_path / "acme.pem")
    assert not (tmp_path / "acme.pem").exists()


@pytest.mark.parametrize("content", [b"", b"\x00", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"])
def test_what_is_no_key_is_said_to_be_none(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "key.pem"
    file.write_bytes(content)
    for read in (keys.private_key, keys.public_key):
        with pytest.raises(Unusable, match=r"key\.pem holds no Ed25519"):
            read(file)
        with pytest.raises(Unusable, match="cannot read the key"):
            read(tmp_path / "nowhere.pem")


def test_one_half_is_not_taken_for_the_other(tmp_path: Path) -> None:
    public = keys.new_key(tmp_path / "acme.pem")
    with pytest.raises(Unusable):
        keys.private_key(public)
    with pytest.raises(Unusable):
        keys.public_key(tmp_path / "acme.pem")


def test_a_key_of_another_kind_or_with_a_passphrase_is_refused(tmp_path: Path) -> None:
    pem, pkcs8 = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    closed_with = serialization.BestAvailableEncryption(b"passphrase")
    plain = serialization.NoEncryption()
    for key, encryption in ((X25519PrivateKey.generate(), plain), (Ed25519PrivateKey.generate(), closed_with)):
        file = tmp_path / "key.pem"
        file.write_bytes(key.private_bytes(pem, pkcs8, encryption))
        with pytest.raises(Unusable, match="without a passphrase"):
            keys.private_key(file)


def test_a_certificate_is_the_same_every_time() -> None:
    assert certified(RUN, build="4f2a91c", image=IMAGE) == FILE
    assert payload_of(read_payload(b64decode(opened()["payload"]))) == b64decode(opened()["payload"])
    assert b64encode(b64decode(opened()["payload"])).decode() == opened()["payload"]
