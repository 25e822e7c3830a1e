"""Released versions of a catalogue: what each of them asks for, kept in a lock that no later change may contradict.

A certificate of level core under catalogue 1 has to mean the same for ever. So releasing a version writes down what its
levels depend on (`<api>/released/<version>.json`), and whatever changes the catalogue from then on is held against it.

    python -m specs.released sumvin      # release Sumvin's catalogue up to its present version
"""

import hashlib
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from specs.contract import Contract, Requirement, UnknownApiError, load

_FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Frozen:
    """What a released version holds of one requirement.

    Attributes:
        level: MUST or SHOULD.
        core: whether level core depends on it.
        conditional: whether a target may never show what it speaks of.
        untestable: whether nobody can decide it from outside.
        statement: SHA-256 of what is promised, in hex.
    """

    level: str
    core: bool
    conditional: bool
    untestable: bool
    statement: str


Lock = Mapping[str, Frozen]
"""Requirement id to what is frozen of it."""


class ReleaseError(Exception):
    """A version cannot be released; the message is one sentence."""


def lock_of(contract: Contract, version: int) -> Lock:
    """What a version of a catalogue asks for, as the catalogue stands."""
    return {one.id: _frozen(one) for one in contract.of_version(version)}


def locks(name: str, folder: Path = _FOLDER) -> Mapping[int, Lock]:
    """The locks of an API by version, in ascending order.

    Args:
        name: of the API.
        folder: where the APIs' folders lie.
    """
    files = {int(file.stem): file for file in (folder / name / "released").glob("*.json")}
    return {version: _read(files[version]) for version in sorted(files)}


def breaches(contract: Contract, released: Mapping[int, Lock]) -> Iterator[str]:
    """What a catalogue says otherwise than a version of it that was released, a sentence each.

    Args:
        contract: with the catalogue as it stands.
        released: its locks by version.
    """
    for version, lock in released.items():
        yield from _breaches(contract, version, lock)
    if released and contract.version < max(released):
        yield f"the catalogue of {contract.name} is version {contract.version}, and {max(released)} was released"
    for name, since in contract.since.items():
        if since > contract.version:
            yield f"{name} is there since version {since}, and the catalogue is version {contract.version}"


def _breaches(contract: Contract, version: int, lock: Lock) -> Iterator[str]:
    now = lock_of(contract, version)
    for name in now.keys() - lock.keys():
        yield f"{name} was not in version {version}, which is released; give it since: {version + 1} or later"
    for name, frozen in lock.items():
        if name not in contract.requirements:
            yield f"{name} was in version {version}, which is released, and has vanished; bring it back"
        elif name not in now:
            yield f"{name} was in version {version}, which is released; its since must not be later"
        elif now[name] != frozen:
            yield from (f"{name} in version {version}: {change}" for change in _changes(frozen, now[name]))


def _changes(frozen: Frozen, now: Frozen) -> Iterator[str]:
    was, became = asdict(frozen), asdict(now)
    for name in ("level", "core", "conditional", "untestable"):
        if was[name] != became[name]:
            yield f"{name} was released as {was[name]} and is {became[name]}; put it back, or promise it under a new id"
    if frozen.statement != now.statement:
        yield (
            "its statement is another one; what promises something else needs a new id, and for the same in better "
            f"words put {now.statement} into the lock"
        )


def release(contract: Contract, folder: Path = _FOLDER) -> Sequence[Path]:
    """Write the locks of a catalogue's versions, up to the present one, that have none yet.

    Args:
        contract: with the catalogue.
        folder: where the APIs' folders lie.

    Returns:
        The files of the locks.

    Raises:
        ReleaseError: the present version is released already, or contradicts one that is.
    """
    released = locks(contract.name, folder)
    for breach in breaches(contract, released):
        raise ReleaseError(breach)
    if contract.version in released:
        raise ReleaseError(f"version {contract.version} of {contract.name} is released already, and stays as it is")
    place = folder / contract.name / "released"
    place.mkdir(exist_ok=True)
    files = {
        version: place / f"{version}.json" for version in range(1, contract.version + 1) if version not in released
    }
    for version, file in files.items():
        lock = {name: asdict(frozen) for name, frozen in lock_of(contract, version).items()}
        file.write_text(f"{json.dumps(lock, indent=1)}\n", encoding="utf-8")
    return tuple(files.values())


def _frozen(one: Requirement) -> Frozen:
    return Frozen(
        level=one.level,
        core=one.core,
        conditional=one.conditional,
        untestable=one.untestable is not None,
        statement=hashlib.sha256(one.statement.encode()).hexdigest(),
    )


def _read(file: Path) -> Lock:
    return {name: Frozen(**entry) for name, entry in json.loads(file.read_text(encoding="utf-8")).items()}


def main() -> None:
    """Release the catalogues that are named."""
    if len(sys.argv) == 1:
        sys.exit("name the API whose catalogue is to be released, as in: python -m specs.released sumvin")
    try:
        for name in sys.argv[1:]:
            print(*release(load(name)), sep="\n")
    except (ReleaseError, UnknownApiError) as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
