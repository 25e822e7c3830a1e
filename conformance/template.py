"""A commented target file for an API, made from what its `Api` object says.

What every target needs stands there to be filled in; all the rest is commented out, with what it means and how many
requirements it decides. Examples come from the reference's own target file, which has one of everything.
"""

import os
import re
import textwrap
import tomllib
from collections.abc import Iterator, Mapping
from inspect import cleandoc
from typing import Any

from pydantic import BaseModel

import reference
from conformance import toml_text as toml
from conformance.api import Api
from conformance.target import TargetFile

UNFILLED_HOST = "fill-in.invalid"
"""The host of a base URL that nobody has filled in; RFC 2606 keeps the name from ever existing."""

_WIDTH = 100
_MANY = 3


def template(api: Api) -> str:
    """The text of a target file for an API; it is valid once its base URL and its first actor are filled in."""
    example = tomllib.loads(reference.target_file(api.name).read_text(encoding="utf-8"))
    sections = (
        _head(api),
        _actors(api, example.get("actors", {})),
        _fixtures(api, example.get("fixtures", {})),
        _triggers(api, example.get("triggers", {})),
        _clock(api, example.get("clock")),
        _declared(api),
        _shapes(api),
        _rest(),
    )
    return "\n".join("\n".join(lines) for section in sections if (lines := list(section)))


def unfilled(file: TargetFile) -> list[str]:
    """What a file made by `template` still lacks, in words.

    Args:
        file: as it was read, its secrets not resolved.
    """
    missing = ["base_url"] if UNFILLED_HOST in file.base_url else []
    return [*missing, *_unset(file)]


def _unset(file: TargetFile) -> Iterator[str]:
    seen: set[str] = set()
    for actor in file.actors.values():
        for text in actor.headers.values():
            match = re.fullmatch(r"(?:\S+ )?env:(.+)", text.strip())
            if match and not os.environ.get(match[1].strip()) and match[1] not in seen:
                seen.add(match[1])
                yield f"the environment variable {match[1].strip()}"


# ---- sections ------------------------------------------------------------------------------------


def _head(api: Api) -> list[str]:
    return [
        f"# Target file for {api.contract.title}: where your implementation is, as whom to call, what it has.",
        "#",
        "# 1. Fill in base_url, and give the first actor its credentials.",
        "# 2. See what works, and what is still missing:  ramp-conformance doctor --target THIS_FILE",
        "# 3. Run the checks:                               ramp-conformance run --target THIS_FILE",
        "#",
        "# Everything that is commented out is optional: to use it, take the # in front of its lines away. What your",
        "# target does not lend is reported as untested, by name; it never counts against you, and it keeps level",
        "# full from being decided.",
        "# A key that nothing reads is an error, so a misspelling never goes unnoticed.",
        "",
        f"api = {toml.value(api.name)}",
        f'base_url = "https://{UNFILLED_HOST}"  # fill in: your own address, without a path that the API adds itself',
        "",
    ]


def _actors(api: Api, example: Mapping[str, Any]) -> Iterator[str]:
    yield from _title("Actors: as whom to call. Any headers will do.")
    yield from _comment(
        'A value is "env:NAME", "file:PATH" or "cmd:COMMAND", alone or behind a word such as Bearer, or the value '
        "itself. However it is given, it is replaced by a name wherever the suite writes."
    )
    ordinary, *others = api.roles
    usual = example.get(ordinary, {}).get("headers", {})
    for role in (ordinary, *others):
        headers = example.get(role, {}).get("headers", usual)
        lines = [f"[actors.{toml.key(role)}.headers]"]
        lines += [f"{toml.key(name)} = {toml.value(_reference(api, role, name, headers[name]))}" for name in headers]
        yield ""
        yield from _comment(f"{role}: {api.roles[role].purpose}{_decides(api, role)}")
        yield from lines if role == ordinary else (f"#{line}" for line in lines)
    yield ""


def _reference(api: Api, role: str, header: str, value: str) -> str:
    """Where to take a header's value from: a variable, unless it only identifies."""
    if header.lower() in api.public_headers:
        return value
    scheme, space, _ = value.rpartition(" ")
    variable = re.sub(r"\W+", "_", f"{role}_{header}").upper()
    return f"{scheme}{space}env:{variable}"


def _fixtures(api: Api, example: Mapping[str, Any]) -> Iterator[str]:
    yield from _title("Fixtures: what your target has, so that requests stay inside it.")
    described = _described(api.fixtures)
    tables = []
    required = [name for name, field in api.fixtures.model_fields.items() if field.is_required()]
    yield "[fixtures]" if required else "#[fixtures]"
    for name, field in api.fixtures.model_fields.items():
        key = field.alias or name
        mark = "" if name in required else "#"
        default = None if field.is_required() else field.get_default(call_default_factory=True)
        usual = f" Left out: {_plain_text(default)}." if default else ""
        shown = _few(example.get(key, _plain(default)))
        if isinstance(shown, list) and shown and all(isinstance(one, dict) for one in shown):
            tables.append((key, described.get(name, ""), shown[0], mark))
            continue
        yield from _comment(f"{key}: {described.get(name, 'see the documentation')}{usual}")
        # An optional key for which there is no example is named, and left for the documentation to show.
        if shown or mark == "":
            yield f"{mark}{toml.key(key)} = {toml.value(shown)}"
    for key, purpose, first, mark in tables:
        yield ""
        yield from _comment(f"{key}: {purpose}; one table each")
        yield f"{mark}[[fixtures.{toml.key(key)}]]"
        yield from (f"{mark}{toml.key(name)} = {toml.value(_few(one))}" for name, one in first.items())
    yield ""


def _triggers(api: Api, example: Mapping[str, Any]) -> Iterator[str]:
    if not api.triggers:
        return
    yield from _title("Triggers: what to add to an ordinary request so that a situation happens.")
    yield from _comment("body, query and headers may be given, alone or together.")
    for name, purpose in api.triggers.items():
        table = example.get(name, {"body": {"a_field": "a value"}})
        yield ""
        yield from _comment(f"{name}: {purpose}{_decides(api, name)}")
        yield f"#[triggers.{toml.key(name)}]"
        yield from (f"#{part} = {toml.value(value)}" for part, value in table.items())
    yield ""


def _clock(api: Api, example: Mapping[str, Any] | None) -> Iterator[str]:
    if "clock" not in api.contract.capabilities or example is None:
        return
    yield from _title("Clock: the request that moves your target's time.")
    yield from _comment(f"{{seconds}} stands for the whole number of seconds to move on{_decides(api, 'clock')}")
    yield "#[clock]"
    yield from (f"#{name} = {toml.value(value)}" for name, value in example.items())
    yield ""


def _declared(api: Api) -> Iterator[str]:
    if not api.capabilities:
        return
    yield from _title("Capabilities: what cannot be seen from the rest of this file.")
    yield "#[capabilities]"
    for name, purpose in api.capabilities.items():
        yield from _comment(f"{name}: {purpose}{_decides(api, name)}")
        yield f"#{toml.key(name)} = true"
    yield ""


def _shapes(api: Api) -> Iterator[str]:
    if not api.shapes:
        return
    yield from _title("Shapes: JSON Pointers to what the documents leave open, where looking is not enough.")
    yield "#[shapes]"
    for name, purpose in api.shapes.items():
        yield from _comment(f"{name}: {purpose}")
        yield f'#{toml.key(name)} = "/data"'
    yield ""


def _rest() -> list[str]:
    return [
        *_title("Dialect and limits."),
        "#[dialect]",
        '#error_codes = "documented"  # or "wire", or a table of your own spellings',
        "",
        "#[limits]",
        "#concurrency = 16     # requests at once",
        "#rate = 50            # requests a second; no limit if left out",
        "#timeout = 10         # seconds for one exchange",
        "#max_requests = 5000  # at most so many requests in one visit",
        "#max_time = 900       # seconds that a visit may take, the pre-flight included",
        "",
        *_title("The way there: only what is named here is trusted, and used."),
        "#[tls]",
        '#ca = "ca.pem"                      # trusted in place of the system\'s CAs',
        '#client_certificate = "client.pem"  # who we are, where the server asks for it',
        '#client_key = "file:client.key"     # its key',
        "",
        "#[proxy]",
        '#url = "http://proxy.example:3128"',
        '#credentials = "env:PROXY_LOGIN"    # user:password',
        "",
    ]


# ---- words ---------------------------------------------------------------------------------------


def _title(text: str) -> Iterator[str]:
    yield f"# {'-' * (_WIDTH - 2)}"
    yield from _comment(text)


def _comment(text: str) -> list[str]:
    return textwrap.wrap(
        text, _WIDTH, initial_indent="# ", subsequent_indent="# ", break_long_words=False, break_on_hyphens=False
    )


def _decides(api: Api, capability: str) -> str:
    count = sum(capability in one.needs for one in api.contract.requirements.values())
    return f" (decides {count} more requirement{'' if count == 1 else 's'})" if count else ""


def _described(model: type[BaseModel]) -> dict[str, str]:
    """What a model says of its fields: each field's own description, or else the docstring's list of attributes."""
    _, _, attributes = cleandoc(model.__doc__ or "").partition("Attributes:\n")
    listed = re.findall(r"^    (\w+): (.+(?:\n {8}.+)*)", attributes, re.MULTILINE)
    meanings = {name: " ".join(meaning.split()).rstrip(".") for name, meaning in listed}
    own = {name: field.description.rstrip(".") for name, field in model.model_fields.items() if field.description}
    return meanings | own


def _plain(value: Any) -> Any:
    """A default as the file would hold it."""
    match value:
        case BaseModel():
            return _plain(value.model_dump(mode="json"))
        case Mapping():
            return {str(key): _plain(member) for key, member in value.items()}
        case list() | tuple() | frozenset() | set():
            return [_plain(member) for member in value]
        case bool() | int() | float() | str():
            return value
    return str(value) if value is not None else ""


def _plain_text(value: Any) -> str:
    return toml.value(_plain(value))


def _few(value: Any) -> Any:
    """An example as short as it can be."""
    if isinstance(value, dict):
        return {name: member[:1] if isinstance(member, list) else member for name, member in value.items()}
    if isinstance(value, list) and not any(isinstance(one, dict) for one in value):
        return value[:_MANY]
    return value
