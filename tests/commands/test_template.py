"""`init`: a template that loads once it is filled in, for every API there is."""

import re
import tomllib
from pathlib import Path

import pytest
from certificates import Authority

import reference
import specs
from conformance import api as apis
from conformance import target as target_file
from conformance import toml_text
from conformance.template import template, unfilled

APIS = [name for name in specs.names() if name in reference.APIS]


def written(folder: Path, text: str) -> Path:
    file = folder / "target.toml"
    file.write_text(text, encoding="utf-8")
    return file


def filled(text: str) -> str:
    return text.replace("https://fill-in.invalid", "https://staging.example")


def everything(text: str) -> str:
    """All that is commented out, put to use."""
    return re.sub(r"^#(?=[\w\[])", "", text, flags=re.MULTILINE)


def variables(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    for name in re.findall(r"env:(\w+)", text):
        monkeypatch.setenv(name, "carol:password" if name == "PROXY_LOGIN" else "sk_test_0123456789")


@pytest.mark.parametrize("name", APIS)
def test_it_loads_once_it_is_filled_in(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    api = apis.load(name)
    text = filled(template(api))
    variables(monkeypatch, text)
    file = written(tmp_path, text)
    target = target_file.assemble(target_file.read(file), file, api.vocabulary)
    assert list(target.actors) == [next(iter(api.roles))]


@pytest.mark.parametrize("name", APIS)
def test_all_that_is_commented_out_loads_too(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    api = apis.load(name)
    text = everything(filled(template(api)))
    variables(monkeypatch, text)
    file = written(tmp_path, text)
    Authority(tmp_path).issue("client")
    target = target_file.assemble(target_file.read(file), file, api.vocabulary)
    assert set(target.actors) == set(api.roles)
    assert set(target.file.triggers) == set(api.triggers)
    assert set(target.file.capabilities) == set(api.capabilities)
    assert set(target.file.shapes) == set(api.shapes)


@pytest.mark.parametrize("name", APIS)
def test_it_names_everything_that_a_target_may_say(name: str) -> None:
    api = apis.load(name)
    text = template(api)
    for word in (*api.roles, *api.triggers, *api.capabilities, *api.shapes):
        assert f"# {word}: " in text
    for field in api.fixtures.model_fields.values():
        assert field.alias is None or f"# {field.alias}: " in text
    assert max(map(len, text.splitlines())) < 250


@pytest.mark.parametrize("name", APIS)
def test_what_is_still_to_fill_in_is_named(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = template(apis.load(name))
    for variable in re.findall(r"env:(\w+)", text):
        monkeypatch.delenv(variable, raising=False)
    missing = unfilled(target_file.read(written(tmp_path, text)))
    assert missing[0] == "base_url"
    assert missing[1].startswith("the environment variable ")
    variables(monkeypatch, text)
    assert unfilled(target_file.read(written(tmp_path, filled(text)))) == []


@pytest.mark.parametrize(
    "value",
    ["a", 'a"b\\c\x7f\n\t', 7, 1.5, True, [], ["a", 1], {}, {"a b": {"c": [True]}, "é": "‹x›"}],
    ids=repr,
)
def test_values_are_written_as_toml_reads_them(value: object) -> None:
    assert tomllib.loads(f"x = {toml_text.value(value)}")["x"] == value


def test_what_toml_lacks_is_refused() -> None:
    with pytest.raises(TypeError):
        toml_text.value(None)
