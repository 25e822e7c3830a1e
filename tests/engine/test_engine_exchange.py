"""Bodies read as JSON, members found by JSON Pointer, headers and media types."""

from decimal import Decimal
from typing import Any

import pytest
from engine_bench import exchange, response

from conformance.exchange import KEPT_BYTES, MISSING, Response, at, path_segment

# The example of RFC 6901, section 5.
DOCUMENT: dict[str, Any] = {
    "foo": ["bar", "baz"],
    "": 0,
    "a/b": 1,
    "c%d": 2,
    "e^f": 3,
    "g|h": 4,
    "i\\j": 5,
    'k"l': 6,
    " ": 7,
    "m~n": 8,
}


@pytest.mark.parametrize(
    ("pointer", "value"),
    [
        ("", DOCUMENT),
        ("/foo", ["bar", "baz"]),
        ("/foo/0", "bar"),
        ("/", 0),
        ("/a~1b", 1),
        ("/c%d", 2),
        ("/e^f", 3),
        ("/g|h", 4),
        ("/i\\j", 5),
        ('/k"l', 6),
        ("/ ", 7),
        ("/m~0n", 8),
    ],
)
def test_pointers_name_members_as_in_rfc_6901(pointer: str, value: object) -> None:
    assert at(DOCUMENT, pointer) == value


def test_a_tilde_is_unescaped_last() -> None:
    assert at({"~1": "tilde one", "/": "slash"}, "/~01") == "tilde one"


@pytest.mark.parametrize(
    "pointer", ["/bar", "/foo/2", "/foo/-1", "/foo/-", "/foo/x", "/foo/²", "/foo/0/0", "/ /deeper"]
)
def test_what_is_not_there_is_missing(pointer: str) -> None:
    assert at(DOCUMENT, pointer) is MISSING


def test_nothing_is_found_in_what_is_missing_itself() -> None:
    assert at(MISSING, "/a") is MISSING
    assert at(MISSING, "") is MISSING


def test_missing_is_not_null() -> None:
    assert at({"a": None}, "/a") is None
    assert MISSING is not None
    assert not MISSING
    assert repr(MISSING) == "absent"


def test_a_json_body_is_read() -> None:
    assert response(200, {"a": [1, "é"]}).parsed == ({"a": [1, "é"]}, None)


def test_a_number_may_have_more_digits_than_python_reads() -> None:
    digits = "7" * 5000
    assert Response(200, (), f'{{"n": {digits}}}'.encode()).json == {"n": Decimal(digits)}


def test_json_needs_no_content_type_to_be_read() -> None:
    assert Response(200, (), b"[1]").json == [1]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "the body is empty"),
        (b'{"a": 1', "the body is not JSON"),
        (b"{'a': 1}", "the body is not JSON"),
        (b"<html>", "the body is not JSON"),
        (b'{"a": NaN}', "the body is not JSON (NaN is no JSON number)"),
        (b"[Infinity]", "the body is not JSON (Infinity is no JSON number)"),
        (b"-Infinity", "the body is not JSON (-Infinity is no JSON number)"),
        (b'{"a": "\xff"}', "the body is not UTF-8"),
        ('{"a": 1}'.encode("utf-16"), "the body is not UTF-8"),
        (b"[" * 10_000 + b"]" * 10_000, "the body is nested too deeply to be read"),
        (b'{"a":' * 10_000 + b"1" + b"}" * 10_000, "the body is nested too deeply to be read"),
        (b"{}{}", "the body is not JSON"),
    ],
    ids=lambda value: repr(value)[:24],
)
def test_what_is_no_json_says_why(body: bytes, reason: str) -> None:
    value, said = Response(200, (), body).parsed
    assert value is MISSING
    assert said is not None
    assert said.startswith(reason)


def test_a_body_that_did_not_come_whole_is_not_read() -> None:
    broken = Response(200, (), b"{}", "the body is larger than allowed")
    assert broken.parsed == (MISSING, "the body is larger than allowed")


@pytest.mark.parametrize(
    ("value", "media_type"),
    [
        ("application/json", "application/json"),
        ("Application/JSON; charset=utf-8", "application/json"),
        (" application/problem+json ;x=y", "application/problem+json"),
        ("", ""),
    ],
)
def test_the_media_type_is_bare_and_in_lower_case(value: str, media_type: str) -> None:
    assert Response(200, (("content-type", value),), b"").media_type == media_type


def test_without_a_content_type_the_media_type_is_empty() -> None:
    assert Response(200, (), b"").media_type == ""


def test_headers_are_found_whatever_their_case_and_the_first_counts() -> None:
    answer = Response(200, (("x-a", "1"), ("x-a", "2")), b"")
    assert answer.header("X-A") == "1"
    assert answer.header("x-b") is None


# ---- what comes from the target, in a path ---------------------------------------------------------


@pytest.mark.parametrize(
    ("ident", "segment"),
    [
        ("ses_1.a-b~c", "ses_1.a-b~c"),
        ("../admin", "..%2Fadmin"),
        ("..", "%2E%2E"),
        (".", "%2E"),
        ("a\r\nx: 1", "a%0D%0Ax%3A%201"),
        ("\ud800", "%ED%A0%80"),
        ("", ""),
    ],
)
def test_an_id_is_one_segment_of_a_path_whatever_it_is(ident: str, segment: str) -> None:
    assert path_segment(ident) == segment


# ---- what is kept ----------------------------------------------------------------------------------


def test_of_a_judged_body_only_so_much_is_kept_as_evidence_shows() -> None:
    kept = exchange(response(200, b"x" * (KEPT_BYTES + 5)))
    kept.lighten()
    assert (len(kept.response.body), kept.response.size) == (KEPT_BYTES, KEPT_BYTES + 5)
    small = exchange(response(200, {"a": 1}))
    assert small.response.json == {"a": 1}
    small.lighten()
    assert small.response.json == {"a": 1}
    assert small.response.size is None
