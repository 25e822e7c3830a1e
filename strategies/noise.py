"""Hostile request bodies, to see whether a server keeps its head."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

JSON: Final = "application/json"
NOT_JSON: Final = "not JSON"
NOT_AN_OBJECT: Final = "not an object"

Breach = Literal["not JSON", "not an object"]

_HUGE: Final = 100_000


@dataclass(frozen=True)
class Noise:
    """A payload to be sent byte for byte."""

    name: str
    content: bytes
    content_type: str | None
    """None: the request has no Content-Type."""
    breaks: Breach | None
    """Why an operation that takes a JSON object has to refuse it. None: documents leave that open."""


def hostile(body: Mapping[str, object], field: str) -> tuple[Noise, ...]:
    """Everything hostile that can be made of a valid body, one of whose members, `field`, is free text.

    What breaks no rule differs from the valid body in one thing, so that it reaches as deep as it can.
    """
    return (
        *_no_json(body),
        *_no_object(body),
        *_odd_text(body, field),
        *_odd_structure(body),
        *_odd_members(body),
        *_odd_labels(body),
    )


def _no_json(body: Mapping[str, object]) -> Iterator[Noise]:
    whole = _encoded(body)
    yield Noise("nothing at all", b"", JSON, NOT_JSON)
    yield Noise("spaces only", b"  \r\n", JSON, NOT_JSON)
    yield Noise("cut short", whole[: len(whole) // 2], JSON, NOT_JSON)
    yield Noise("without its closing brace", whole[:-1], JSON, NOT_JSON)
    yield Noise("one object after another", whole + whole, JSON, NOT_JSON)
    yield Noise("single quotes", whole.replace(b'"', b"'"), JSON, NOT_JSON)
    yield Noise("invalid UTF-8", b'{"note": "\xff\xfe\xc3\x28"}', JSON, NOT_JSON)
    yield Noise("NUL bytes", b"\x00" * 16, JSON, NOT_JSON)
    yield Noise("XML", b'<?xml version="1.0"?><session><id>1</id></session>', "application/xml", NOT_JSON)
    yield Noise("a form", b"note=1&other=2", "application/x-www-form-urlencoded", NOT_JSON)
    yield Noise("plain text", b"hello", "text/plain", NOT_JSON)


def _no_object(body: Mapping[str, object]) -> Iterator[Noise]:
    for name, value in (
        ("an empty array", []),
        ("an array of an object", [{}]),
        ("an array of a valid body", [dict(body)]),
        ("a string of a valid body", json.dumps(dict(body))),
        ("a bare string", "hello"),
        ("a bare number", 100),
        ("a bare true", True),
        ("a bare null", None),
    ):
        yield Noise(name, _encoded(value), JSON, NOT_AN_OBJECT)
    for depth in (500, 5_000):
        yield Noise(f"arrays {depth:,} deep", b"[" * depth + b"]" * depth, JSON, NOT_AN_OBJECT)
    yield Noise("arrays 5,000 deep, never closed", b"[" * 5_000, JSON, NOT_JSON)


def _odd_text(body: Mapping[str, object], field: str) -> Iterator[Noise]:
    for name, text in (
        ("a string of 100 kB", "x" * _HUGE),
        ("emoji", "🚀👩‍🚀🏳️‍🌈"),
        ("an escaped NUL", "a\x00b"),
        ("an escaped lone surrogate", "a\ud800b"),
        ("right-to-left override", "a\u202eb"),
        ("combining marks", "a" + "\u0301" * 200),
        ("control characters", "a\x01\x1b\x7fb"),
        ("markup", "<script>alert(1)</script>"),
        ("SQL", "'; DROP TABLE sessions; --"),
        ("a template", "{{7*7}}${7*7}%s%n"),
    ):
        yield Noise(f"{name} as {field}", _encoded({**body, field: text}), JSON, None)
    raw = json.dumps({**body, field: "🚀 é 中"}, ensure_ascii=False).encode()
    yield Noise(f"unescaped UTF-8 as {field}", raw, JSON, None)


def _odd_structure(body: Mapping[str, object]) -> Iterator[Noise]:
    for depth in (500, 5_000):
        nested = b'{"a":' * depth + b"1" + b"}" * depth
        yield Noise(f"an unknown field {depth:,} deep", _with_member(body, b'"note":' + nested), JSON, None)
    for literal in (b"NaN", b"Infinity", b"-Infinity"):
        member = b'"note":' + literal
        yield Noise(f"{literal.decode()} in an unknown field", _with_member(body, member), JSON, None)
    yield Noise("a number of 5,000 digits", _with_member(body, b'"note":' + b"9" * 5_000), JSON, None)
    yield Noise("a number beyond doubles", _with_member(body, b'"note":1e999'), JSON, None)
    yield Noise("an empty field name", _with_member(body, b'"":1'), JSON, None)
    yield Noise("a field called __proto__", _with_member(body, b'"__proto__":{"note":1}'), JSON, None)
    yield Noise("1,000 unknown fields", _encoded({**body, **{f"note_{i}": i for i in range(1_000)}}), JSON, None)
    first = next(iter(body), "note")
    twice = _encoded({first: body.get(first)})[1:-1]
    yield Noise(f"{first} twice", _with_member(body, twice), JSON, None)


def _odd_members(body: Mapping[str, object]) -> Iterator[Noise]:
    """Each field in turn with a value that many a parser, validator or error message cannot hold."""
    for field in body:
        others = {name: value for name, value in body.items() if name != field}
        for name, literal in (
            ("NaN", b"NaN"),
            ("Infinity", b"-Infinity"),
            ("a number beyond doubles", b"1e999"),
            ("a number of 400 digits", b"9" * 400),
            ("a lone surrogate", b'"\\ud800"'),
            ("a NUL", b'"a\\u0000b"'),
            ("a nest of arrays", b"[" * 300 + b"]" * 300),
            ("a text of 100 kB", b'"' + b"9" * _HUGE + b'"'),
        ):
            member = json.dumps(field).encode() + b":" + literal
            yield Noise(f"{name} as {field}", _with_member(others, member), JSON, None)


def _odd_labels(body: Mapping[str, object]) -> Iterator[Noise]:
    whole = _encoded(body)
    yield Noise("a byte order mark", b"\xef\xbb\xbf" + whole, JSON, None)
    yield Noise("UTF-16", json.dumps(dict(body)).encode("utf-16"), f"{JSON}; charset=utf-16", None)
    yield Noise("JSON without a content type", whole, None, None)
    for content_type in ("text/plain", "application/xml", "application/x-www-form-urlencoded", "nonsense"):
        yield Noise(f"JSON called {content_type}", whole, content_type, None)
    yield Noise("an unknown charset", whole, f"{JSON}; charset=klingon", None)


def _with_member(body: Mapping[str, object], member: bytes) -> bytes:
    """The body with one more member, written as given."""
    start = _encoded(body)[:-1]
    return start + (b"," if body else b"") + member + b"}"


def _encoded(value: object) -> bytes:
    return json.dumps(dict(value) if isinstance(value, Mapping) else value).encode()
