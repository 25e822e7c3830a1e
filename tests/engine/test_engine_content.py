"""Content encodings undone, bounded."""

import gzip
import zlib

import pytest

from conformance.content import DECODED_BYTES, VALUES, TooMuch, decoded, weight

BODY = b'{"session": {"id": "ses_1"}}'


@pytest.mark.parametrize("encoding", [None, "", "identity", "Identity"])
def test_what_is_not_encoded_stays_as_it_is(encoding: str | None) -> None:
    assert decoded(BODY, encoding) == (BODY, None)


@pytest.mark.parametrize(
    ("wire", "encoding"),
    [
        (gzip.compress(BODY, mtime=0), "gzip"),
        (gzip.compress(BODY, mtime=0), " X-GZIP "),
        (zlib.compress(BODY), "deflate"),
    ],
)
def test_gzip_and_deflate_are_undone(wire: bytes, encoding: str) -> None:
    assert decoded(wire, encoding) == (BODY, None)


def test_gzip_members_may_follow_one_another() -> None:
    assert decoded(gzip.compress(BODY[:9]) + gzip.compress(BODY[9:]), "gzip") == (BODY, None)


def test_a_bomb_of_many_members_is_not_unfolded_either() -> None:
    member = gzip.compress(bytes(DECODED_BYTES // 2), compresslevel=1)
    with pytest.raises(TooMuch):
        decoded(member * 3, "gzip")


def test_an_empty_body_needs_no_framing() -> None:
    assert decoded(b"", "gzip") == (b"", None)


def test_exactly_as_much_as_is_allowed_is_whole() -> None:
    body, broken = decoded(gzip.compress(bytes(DECODED_BYTES)), "gzip")
    assert (len(body), broken) == (DECODED_BYTES, None)


@pytest.mark.parametrize("size", [DECODED_BYTES + 1, 64 << 20])
def test_a_bomb_is_not_unfolded(size: int) -> None:
    with pytest.raises(TooMuch, match=f"the body is larger than {DECODED_BYTES} bytes once decompressed"):
        decoded(gzip.compress(bytes(size), compresslevel=1), "gzip")


def test_json_of_too_many_values_is_not_read() -> None:
    assert decoded(b"[" + b"1," * (VALUES - 1) + b"1]", None)[1] is None
    for body in (b" [" + b"1," * VALUES + b"1]", b"[" + b"{}," * VALUES + b"1]"):
        with pytest.raises(TooMuch, match=f"the body holds more than {VALUES} values"):
            decoded(body, None)


def test_json_that_is_nested_too_deeply_is_not_read() -> None:
    with pytest.raises(TooMuch, match="the body is nested more than 100 levels deep"):
        decoded(b"[" * 10_000, None)


def test_what_is_no_json_may_hold_any_number_of_brackets() -> None:
    page = b"<html>" + b"{[," * VALUES
    assert decoded(page, None) == (page, None)


def test_a_body_weighs_more_than_its_bytes_where_it_holds_many_values() -> None:
    assert weight(b" " * 1000) == 1000
    assert weight(b"[" + b"{}," * 1000) > 100_000


@pytest.mark.parametrize(
    ("wire", "encoding", "reason"),
    [
        (gzip.compress(BODY, mtime=0)[:-9], "gzip", "the compressed body is cut short"),
        (BODY, "gzip", "the body is not what its Content-Encoding says"),
        (gzip.compress(BODY, mtime=0)[:-8] + b"\0" * 8, "gzip", "the body is not what its Content-Encoding says"),
        (BODY, "br", "the body is encoded as 'br', which was not asked for"),
        (BODY, "gzip, br", "the body is encoded as 'gzip, br', which was not asked for"),
    ],
)
def test_what_cannot_be_undone_says_why_and_shows_nothing(wire: bytes, encoding: str, reason: str) -> None:
    assert decoded(wire, encoding) == (b"", reason)


def test_a_monstrous_encoding_name_is_shown_in_part() -> None:
    _, broken = decoded(BODY, "x" * 5000)
    assert broken is not None
    assert len(broken) < 120
