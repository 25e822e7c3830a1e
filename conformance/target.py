"""The target file: a base URL with its actors, fixtures, triggers, clock, limits and capabilities.

Strict: a key that nothing reads is an error, because a misspelt capability would silently leave a requirement
untested. `docs/target-file.md` describes every key for people.
"""

import ipaddress
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

import httpx
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from conformance.credentials import Credential, resolve
from conformance.errors import ConfigurationError
from conformance.files import read_text
from conformance.way import ProxyTable, TlsTable, Way, way


class Table(BaseModel):
    """A table of the target file: immutable, and without keys that nothing reads."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _spelt_once(headers: dict[str, str]) -> dict[str, str]:
    names = [name.lower() for name in headers]
    for name in names:
        if names.count(name) > 1:
            raise ValueError(f"the header {name} stands here in two spellings; keep one")
    return headers


_WORDS = re.compile(r"[A-Za-z]+([ _-][A-Za-z]+)*|[0-9]{1,6}")
"""Literal header values of triggers that are no secrets, and stand in answers too."""

_AUTHENTICATES = re.compile("auth|key|token|secret|jwt|cookie|password", re.IGNORECASE)
"""Names of headers whose values are secrets, however plain they look."""

Headers = Annotated[dict[str, str], AfterValidator(_spelt_once)]
"""Request headers; their names mean the same in any case (RFC 9110, 5.1)."""


class ActorTable(Table):
    """One actor: the headers that authenticate it."""

    headers: Headers = {}


class Trigger(Table):
    """What to add to an otherwise ordinary request so that a documented situation happens."""

    body: dict[str, Any] = {}
    query: dict[str, str] = {}
    headers: Headers = {}


class ClockRequest(Table):
    """The request that advances the target's time; `{seconds}` stands for the whole number of seconds."""

    method: str = "POST"
    path: Annotated[str, Field(pattern="^/")]
    json_body: Annotated[Any, Field(alias="json")] = None
    query: dict[str, str] = {}
    headers: Headers = {}


class ClockTable(Table):
    """How the target's time is moved."""

    advance: ClockRequest


class Limits(Table):
    """What the target is asked to bear at most."""

    concurrency: Annotated[int, Field(ge=1, le=256)] = 16
    rate: Annotated[float, Field(gt=0)] | None = None
    timeout: Annotated[float, Field(gt=0, le=300)] = 10.0
    max_requests: Annotated[int, Field(ge=1)] | None = None
    max_time: Annotated[float, Field(gt=0)] | None = None


class Dialect(Table):
    """How the target spells what the documents name: `documented`, `wire`, or a table of its own."""

    error_codes: Literal["documented", "wire"] | dict[str, str | list[str]] = "documented"


Pointer = Annotated[str, Field(pattern=r"^(/([^~/]|~[01])*)*$")]
"""A JSON Pointer (RFC 6901)."""


class TargetFile(Table):
    """The file as a whole."""

    api: str
    base_url: Annotated[str, Field(pattern=r"^https?://[^/?#\s@]+(/[^?#\s]*)?$")]
    actors: dict[str, ActorTable] = {}
    fixtures: dict[str, Any] = {}
    triggers: dict[str, Trigger] = {}
    clock: ClockTable | None = None
    capabilities: dict[str, bool] = {}
    shapes: dict[str, Pointer] = {}
    dialect: Dialect = Dialect()
    limits: Limits = Limits()
    tls: TlsTable | None = None
    proxy: ProxyTable | None = None


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The names that one API's target files may use, each with its purpose in a few words.

    Attributes:
        fixtures: the model of the `[fixtures]` table.
        roles: who may be an actor.
        triggers: situations that a target can be made to show.
        capabilities: permissions and habits that cannot be seen from the rest of the file.
        shapes: places that the documents leave open, for which a target file may give a JSON Pointer.
    """

    fixtures: type[BaseModel]
    roles: Mapping[str, str]
    triggers: Mapping[str, str]
    capabilities: Mapping[str, str]
    shapes: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Actor:
    """A named set of credentials.

    Attributes:
        role: what the actor stands for (`alice`, `bob`, `unverified` …).
        credentials: header name, as written, to its resolved value.
    """

    role: str
    credentials: Mapping[str, Credential]

    @property
    def headers(self) -> dict[str, str]:
        """The headers as they are sent."""
        return {name: credential.value for name, credential in self.credentials.items()}


@dataclass(frozen=True)
class Target:
    """A target file read, with its secrets resolved.

    Attributes:
        file: the validated file.
        path: where it was read from.
        base_url: without a trailing slash.
        actors: role to actor; an entry is replaced when its credentials are renewed.
        fixtures: the API's own fixtures model.
        secrets: name to value of what may be a secret elsewhere in the file: in the headers of triggers and of the
            clock, and of the proxy.
        way: how it is reached.
    """

    file: TargetFile = field(repr=False)
    path: Path
    base_url: str
    actors: dict[str, Actor]
    fixtures: Any = field(repr=False)
    secrets: Mapping[str, str] = field(repr=False)
    way: Way = field(repr=False)

    @property
    def host(self) -> str:
        """The host name or address of the base URL."""
        return urlsplit(self.base_url).hostname or ""

    @property
    def is_loopback(self) -> bool:
        """Whether the target runs on this very machine (RFC 6761, 6.3 for names)."""
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            name = self.host.removesuffix(".")
            return name == "localhost" or name.endswith(".localhost")


def read(path: Path, *, base_url: str | None = None, tables: Mapping[str, Any] | None = None) -> TargetFile:
    """Read and validate a target file, without resolving secrets.

    Args:
        path: the TOML file.
        base_url: put in place of the file's own.
        tables: put in place of the file's own, by name.

    Raises:
        ConfigurationError: the file cannot be read or is not a target file.
    """
    try:
        data = tomllib.loads(read_text(path))
    except OSError as error:
        raise ConfigurationError(f"cannot read the target file {path}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise ConfigurationError(f"the target file {path} is not UTF-8 text") from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise ConfigurationError(f"the target file {path} is not valid TOML: {error}") from None
    data |= tables or {}
    if base_url is not None:
        data["base_url"] = base_url
    try:
        file = TargetFile.model_validate(data)
    except ValidationError as error:
        raise ConfigurationError(f"{path}: {first_complaint(error)}") from None
    try:
        # A port that is none, a bracket that is not closed, a name that no host can have.
        httpx.URL(file.base_url)
        reachable = urlsplit(file.base_url).port != 0
    except (httpx.InvalidURL, ValueError):
        reachable = False
    if not reachable:
        raise ConfigurationError(f"{path}: base_url: {file.base_url!r} is no address that can be called")
    return file


def assemble(file: TargetFile, path: Path, vocabulary: Vocabulary) -> Target:
    """Turn a validated file into a target: secrets resolved, names and fixtures held against the API's own.

    Args:
        file: what `read` returned.
        path: where it was read from.
        vocabulary: what the API's target files may say.

    Raises:
        ConfigurationError: a name is unknown, a secret cannot be resolved, or a fixture is wrong.
    """
    tables: tuple[tuple[str, Mapping[str, Any], Mapping[str, str]], ...] = (
        ("actors", file.actors, vocabulary.roles),
        ("triggers", file.triggers, vocabulary.triggers),
        ("capabilities", file.capabilities, vocabulary.capabilities),
        ("shapes", file.shapes, vocabulary.shapes),
    )
    for table, given, known in tables:
        for name in given:
            if name not in known:
                raise ConfigurationError(f"{path}: {_unknown(table, name, file.api, known)}")
    try:
        fixtures = vocabulary.fixtures.model_validate(file.fixtures)
    except ValidationError as error:
        raise ConfigurationError(f"{path}: {first_complaint(error, under='fixtures')}") from None
    actors = {role: actor(role, table, path.parent) for role, table in file.actors.items()}
    file, secrets = _resolved(file, path.parent)
    try:
        reached = way(file.tls, file.proxy, path.parent)
    except ConfigurationError as error:
        raise ConfigurationError(f"{path}: {error}") from None
    return Target(file, path, file.base_url.rstrip("/"), actors, fixtures, secrets | reached.secrets, reached)


def _resolved(file: TargetFile, folder: Path) -> tuple[TargetFile, dict[str, str]]:
    """The file with the references in the headers of its triggers and its clock resolved, and their secrets."""
    secrets: dict[str, str] = {}

    def headers(given: Mapping[str, str], table: str) -> dict[str, str]:
        found = {name: resolve(text, table=table, header=name, folder=folder) for name, text in given.items()}
        # A literal may be no secret at all ("fail"), and would then be blotted out wherever it stands.
        secrets.update(
            (f"{table.rpartition('.')[2]}.{name.lower()}", credential.secret)
            for name, credential in found.items()
            if credential.value != given[name] or _AUTHENTICATES.search(name) or not _WORDS.fullmatch(credential.secret)
        )
        return {name: credential.value for name, credential in found.items()}

    triggers = {
        name: trigger.model_copy(update={"headers": headers(trigger.headers, f"triggers.{name}")})
        for name, trigger in file.triggers.items()
    }
    clock = file.clock
    if clock is not None:
        advance = clock.advance.model_copy(update={"headers": headers(clock.advance.headers, "clock.advance")})
        clock = clock.model_copy(update={"advance": advance})
    return file.model_copy(update={"triggers": triggers, "clock": clock}), secrets


def _unknown(table: str, name: str, api: str, known: Mapping[str, str]) -> str:
    listed = f"there are: {', '.join(known)}" if known else "there are none"
    return f"{table}.{name}: {api} has nothing of that name; check its spelling; {listed}"


def first_complaint(error: ValidationError, *, under: str = "") -> str:
    """The first thing that a validation found, as one sentence without the value (it may be a secret)."""
    details = error.errors(include_url=False, include_input=False)[0]
    place = ".".join(str(part) for part in ((under,) if under else ()) + details["loc"])
    message = details["msg"].removeprefix("Value error, ")
    if details["type"] == "extra_forbidden":
        message = "nothing reads this key; check its spelling"
    if details["type"] == "string_pattern_mismatch" and place == "base_url":
        message = "a base URL starts with http:// or https:// and has no query, fragment or credentials"
    if details["type"] == "string_pattern_mismatch" and place == "proxy.url":
        message = "write http://HOST:PORT and nothing else; the credentials are a key of their own"
    return f"{place}: {message[:1].lower()}{message[1:]}"


def actor(role: str, table: ActorTable, folder: Path) -> Actor:
    """One actor with its secrets resolved, now.

    Raises:
        ConfigurationError: one cannot be.
    """
    return Actor(
        role,
        {
            name: resolve(text, table=f"actors.{role}", header=name, folder=folder)
            for name, text in table.headers.items()
        },
    )
