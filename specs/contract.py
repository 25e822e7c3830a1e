"""The loader: one API's folder of data read into a `Contract`."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Literal

import yaml

_FOLDER = Path(__file__).parent

Level = Literal["MUST", "SHOULD"]
Rank = Literal["documented", "standard", "platform", "implied", "public"]


class UnknownApiError(LookupError):
    """No contract of that name is shipped."""


@dataclass(frozen=True, slots=True)
class Requirement:
    """One normative statement of a vendor's documents.

    Attributes:
        id: words, never positions; once landed neither renamed nor reused.
        level: MUST can fail a target, SHOULD can only warn.
        rank: where the knowledge comes from.
        operation: method and path it is about.
        statement: what is promised, in our own words.
        source: document (or standard) and section.
        core: decided with one ordinary set of credentials and the plainest fixtures.
        needs: capabilities that the target has to lend before it can be decided.
        conditional: the target may never show the thing; the outcome is then "not applicable".
        untestable: why nobody can decide it from outside, or None.
    """

    id: str
    level: Level
    rank: Rank
    operation: str
    statement: str
    source: str
    core: bool = False
    needs: frozenset[str] = frozenset()
    conditional: bool = False
    untestable: str | None = None


@dataclass(frozen=True)
class Contract:
    """Everything that is promised for one API.

    Attributes:
        name: the API's short name, which is also its folder's.
        version: the catalogue's version, a whole number.
        title: the API's name for people.
        capabilities: name of a capability to the sentence that tells how a target lends it.
        requirements: id to requirement, in the order of the file.
        digest: SHA-256 of the requirements file, in hex.
        since: id of a requirement to the version of the catalogue in which it first stood; 1 if it is not named here.
    """

    name: str
    version: int
    title: str
    capabilities: Mapping[str, str]
    requirements: Mapping[str, Requirement]
    digest: str
    since: Mapping[str, int] = field(default_factory=dict)

    def entered(self, requirement: str) -> int:
        """The version of the catalogue in which a requirement first stood, by its id."""
        return self.since.get(requirement, 1)

    def of_version(self, version: int) -> tuple[Requirement, ...]:
        """The requirements that stood in the catalogue in one of its versions. Later ones never enter it.

        Args:
            version: of the catalogue, from 1 to `self.version`.
        """
        return tuple(one for one in self.requirements.values() if self.entered(one.id) <= version)

    def required(self, level: Literal["core", "full"], version: int) -> tuple[Requirement, ...]:
        """The requirements that a level depends on, frozen for a version of the catalogue.

        Args:
            level: core or full.
            version: of the catalogue, from 1 to `self.version`.
        """
        musts = (one for one in self.of_version(version) if one.level == "MUST" and one.untestable is None)
        return tuple(one for one in musts if level == "full" or one.core)

    @property
    def openapi_digest(self) -> str:
        """SHA-256 of the file of the OpenAPI description, in hex."""
        return hashlib.sha256((_FOLDER / self.name / "openapi.yaml").read_bytes()).hexdigest()

    @cached_property
    def openapi(self) -> dict[str, Any]:
        """The OpenAPI 3.1 description; read on first use, because not every command needs it."""
        return _read(_FOLDER / self.name / "openapi.yaml")


def names() -> tuple[str, ...]:
    """The APIs for which a contract is shipped, in alphabetical order."""
    return tuple(sorted(file.parent.name for file in _FOLDER.glob("*/requirements.yaml")))


@cache
def load(name: str) -> Contract:
    """Read one API's contract.

    Raises:
        UnknownApiError: there is none of that name.
    """
    if name not in names():
        raise UnknownApiError(f"there is no API named {name!r}; there are: {', '.join(names())}")
    file = _FOLDER / name / "requirements.yaml"
    data = _read(file)
    return Contract(
        name=data["catalogue"],
        version=data["version"],
        title=data["title"],
        capabilities=data["capabilities"],
        requirements={entry["id"]: _requirement(entry, data) for entry in data["requirements"]},
        digest=hashlib.sha256(file.read_bytes()).hexdigest(),
        since={entry["id"]: entry["since"] for entry in data["requirements"] if "since" in entry},
    )


def _requirement(entry: Mapping[str, Any], data: Mapping[str, Any]) -> Requirement:
    document, section = entry["source"]
    return Requirement(
        id=entry["id"],
        level=entry["level"],
        rank=entry["rank"],
        operation=entry.get("operation", data["operation"]),
        statement=entry["statement"],
        source=f"{data['documents'].get(document, document)}, {section}",
        core=entry.get("core", False),
        needs=frozenset(entry.get("needs", ())),
        conditional=entry.get("conditional", False),
        untestable=entry.get("untestable"),
    )


def _read(file: Path) -> dict[str, Any]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    data: dict[str, Any] = yaml.load(file.read_text(encoding="utf-8"), Loader=loader)
    return data
