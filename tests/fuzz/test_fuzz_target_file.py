"""The target file: whatever stands in it, `doctor` reads it or says in a sentence what to mend."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from calling import called
from certificates import Authority
from hypothesis import assume, given
from hypothesis import strategies as st
from mutations import ODD, damaged, moderately, noise, twisted

import reference
from conformance import api, target, toml_text
from conformance.errors import ConfigurationError
from conformance.plan import Plan
from conformance.preflight import permit

APIS = ("sumvin", "nowramp", "stripe")
TEXTS = {name: reference.target_file(name).read_text(encoding="utf-8") for name in APIS}
DOCUMENTS = {name: tomllib.loads(text) for name, text in TEXTS.items()}
DOCUMENTS["sumvin"] |= {
    "tls": {"ca": "ca.pem", "client_certificate": "client.pem", "client_key": "file:client.key"},
    "proxy": {"url": "http://127.0.0.1:3128", "credentials": "env:PROXY_LOGIN"},
    "limits": {"concurrency": 4, "rate": 2.5, "timeout": 3, "max_requests": 100},
    "dialect": {"error_codes": {"RAMP_INVALID_PAIR": ["E1", "E2"]}},
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("targets")
    Authority(made).issue("client")
    return made


def toml(document: Any) -> str:
    """A document as TOML, which has no null."""
    lines = [
        f"{toml_text.key(name)} = {toml_text.value(value)}" for name, value in document.items() if value is not None
    ]
    return "\n".join(lines) + "\n"


def examined(file: Path) -> None:
    called("doctor", "--target", file, codes=(0, 3))


def read(file: Path) -> None:
    """By the functions themselves; whoever calls them relies on one kind of exception."""
    try:
        read = target.read(file)
        known = api.load(read.api)
        permit(known, target.assemble(read, file, known.vocabulary), Plan(target=file, directory=file.parent))
    except ConfigurationError as error:
        assert str(error)


@pytest.mark.parametrize("name", APIS)
@moderately
@given(data=st.data())
def test_a_target_file_that_says_something_odd(name: str, folder: Path, data: st.DataObject) -> None:
    document = data.draw(twisted(DOCUMENTS[name]))
    file = folder / "target.toml"
    try:
        file.write_text(toml(document), encoding="utf-8")
    except (TypeError, ValueError, UnicodeEncodeError):
        assume(False)
    read(file)
    examined(file)


@pytest.mark.parametrize("name", APIS)
@moderately
@given(data=st.data())
def test_a_target_file_that_was_damaged(name: str, folder: Path, data: st.DataObject) -> None:
    file = folder / "damaged.toml"
    file.write_bytes(data.draw(damaged(TEXTS[name].encode())))
    read(file)
    examined(file)


@moderately
@given(content=noise)
def test_a_target_file_that_is_noise(content: bytes, folder: Path) -> None:
    file = folder / "noise.toml"
    file.write_bytes(content)
    examined(file)


@moderately
@given(st.sampled_from(["ca", "client_certificate", "client_key"]), st.data())
def test_files_of_certificates_that_were_damaged(folder: Path, which: str, data: st.DataObject) -> None:
    whole = {"ca": "ca.pem", "client_certificate": "client.pem", "client_key": "client.key"}[which]
    content = (folder / whole).read_bytes()
    (folder / "odd").write_bytes(data.draw(st.one_of(damaged(content), noise)))
    named = {**DOCUMENTS["sumvin"]["tls"], which: "file:odd" if which == "client_key" else "odd"}
    file = folder / "tls.toml"
    file.write_text(toml({**{key: DOCUMENTS["sumvin"][key] for key in ("api", "base_url", "actors")}, "tls": named}))
    examined(file)


@pytest.mark.parametrize(
    "place", ["api", "base_url", "actors", "fixtures", "triggers", "clock", "tls", "proxy", "shapes"]
)
def test_a_table_that_is_something_else(place: str, folder: Path) -> None:
    file = folder / "table.toml"
    for value in ODD:
        if value is None:
            continue
        try:
            file.write_text(toml({**DOCUMENTS["sumvin"], place: value}), encoding="utf-8")
        except (TypeError, ValueError):
            continue
        examined(file)


@pytest.mark.parametrize("path", ["/dev/zero", "/dev/null", ".", "missing", "a\x00b"])
def test_a_file_that_never_ends_or_is_none(path: str, folder: Path) -> None:
    if "\x00" not in path:  # no command line can hold it
        called("doctor", "--target", path, codes=(3,))
    whole = DOCUMENTS["sumvin"]
    file = folder / "endless.toml"
    for tables in ({"tls": {"ca": path}}, {"actors": {"alice": {"headers": {"x-juno-jwt": f"file:{path}"}}}}):
        file.write_text(toml({"api": "sumvin", "base_url": whole["base_url"], "actors": whole["actors"], **tables}))
        called("doctor", "--target", file, codes=(3,))


@pytest.mark.parametrize("name", APIS)
def test_untouched_it_is_read(name: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROXY_LOGIN", "carol:password")
    file = folder / "whole.toml"
    file.write_text(toml(DOCUMENTS[name]), encoding="utf-8")
    called("doctor", "--target", file, codes=(0,))
