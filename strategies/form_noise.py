"""Hostile forms, to see whether a server keeps its head. None has to be refused, and none has to be accepted."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from strategies.forms import MEDIA_TYPE, encoded

_HUGE: Final = 100_000

TEXTS: Final = (
    ("a text of 100 kB", "x" * _HUGE),
    ("emoji", "🚀👩‍🚀🏳️‍🌈"),
    ("a NUL", "a\x00b"),
    ("right-to-left override", "a\u202eb"),
    ("control characters", "a\x01\x1b\x7fb"),
    ("line breaks", "a\r\nb"),
    ("markup", "<script>alert(1)</script>"),
    ("SQL", "'; DROP TABLE sessions; --"),
    ("a template", "{{7*7}}${7*7}%s%n"),
    ("400 digits", "9" * 400),
    ("400 decimals", "1." + "1" * 400),
    ("a large exponent", "1e999"),
    ("not a number", "NaN"),
    ("empty", ""),
)
"""Values that many a parser, validator, column or error message cannot hold, with their names."""


@dataclass(frozen=True)
class FormNoise:
    """A payload to be sent byte for byte."""

    name: str
    content: bytes
    content_type: str | None


def hostile(params: Mapping[str, object]) -> tuple[FormNoise, ...]:
    """Everything hostile that can be made of valid parameters; each differs from them in one thing."""
    whole = encoded(params).encode()
    return (*_values(params), *_shapes(params), *_bytes(whole), *_names(whole), *_labels(params, whole))


def _values(params: Mapping[str, object]) -> Iterator[FormNoise]:
    for field in params:
        for name, text in TEXTS:
            yield FormNoise(f"{name} as {field}", encoded({**params, field: text}).encode(), MEDIA_TYPE)


def _shapes(params: Mapping[str, object]) -> Iterator[FormNoise]:
    """Each parameter in a shape that is another one's."""
    for field in params:
        for name, value in (
            ("a hash", {"a": "1"}),
            ("a list", ["1", "2"]),
            ("a list of hashes", [{"a": "1"}]),
            ("a hash of hashes", {"a": {"b": {"c": "1"}}}),
            ("a text", "text"),
        ):
            yield FormNoise(f"{name} as {field}", encoded({**params, field: value}).encode(), MEDIA_TYPE)
        rest = encoded({name: value for name, value in params.items() if name != field})
        for name, twice in (
            ("twice", f"{field}=1&{field}=2"),
            ("a text and a hash", f"{field}=1&{field}[a]=2"),
            ("a hash and a list", f"{field}[a]=1&{field}[]=2"),
            ("a list with a gap", f"{field}[0]=1&{field}[1000000]=2"),
            ("a bracket that is never closed", f"{field}[a=1"),
            ("a bracket that was never opened", f"{field}]=1"),
            ("a nest of brackets", f"{field}{'[a]' * 300}=1"),
            ("a name without a value", field),
        ):
            yield FormNoise(f"{field}: {name}", f"{rest}&{twice}".encode(), MEDIA_TYPE)


def _bytes(whole: bytes) -> Iterator[FormNoise]:
    for name, tail in (
        ("percent-encoded bytes that are no UTF-8", b"&note=%FF%FE%C3%28"),
        ("bytes that are no UTF-8", b"&note=\xff\xfe\xc3\x28"),
        ("a percent sign without digits", b"&note=%"),
        ("a percent sign with letters", b"&note=%zz"),
        ("UTF-8 as it is", "&note=🚀é中".encode()),
        ("a surrogate in UTF-8", b"&note=%ED%A0%80"),
        ("NUL bytes", b"&\x00=\x00"),
        ("ampersands", b"&" * 1000),
        ("equals signs", b"&=====&=&a=b=c"),
        ("semicolons", b";a=1;b=2"),
    ):
        yield FormNoise(name, whole + tail, MEDIA_TYPE)


def _names(whole: bytes) -> Iterator[FormNoise]:
    many = "&".join(f"note_{number}={number}" for number in range(2_000)).encode()
    for name, tail in (
        ("an unknown parameter", b"&no_such_parameter=1"),
        ("an unknown hash", b"&no_such_parameter[a][b]=1"),
        ("an empty name", b"&=1"),
        ("empty brackets", b"&[]=1"),
        ("__proto__", b"&__proto__[a]=1&constructor[prototype][a]=1"),
        ("2,000 unknown parameters", b"&" + many),
        ("a name of 10 kB", b"&" + b"n" * 10_000 + b"=1"),
    ):
        yield FormNoise(name, whole + tail, MEDIA_TYPE)


def _labels(params: Mapping[str, object], whole: bytes) -> Iterator[FormNoise]:
    document = json.dumps(dict(params)).encode()
    yield FormNoise("no content type", whole, None)
    yield FormNoise("JSON called a form", document, MEDIA_TYPE)
    yield FormNoise("JSON", document, "application/json")
    yield FormNoise("an unknown charset", whole, f"{MEDIA_TYPE}; charset=klingon")
    for content_type in ("text/plain", "application/xml", "multipart/form-data", "nonsense"):
        yield FormNoise(f"a form called {content_type}", whole, content_type)
