"""A released version of a catalogue stays as it is: the gate that CI holds every change against."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import specs
from specs import Contract, Requirement
from specs.released import ReleaseError, breaches, lock_of, locks, release


@pytest.mark.parametrize("name", specs.names())
def test_no_shipped_catalogue_contradicts_a_version_that_was_released(name: str) -> None:
    assert list(breaches(specs.load(name), locks(name))) == []


# ---- a catalogue of our own


def promise(name: str, **changes: Any) -> Requirement:
    facts = {"level": "MUST", "rank": "documented", "operation": "GET /x", "statement": f"{name} holds.", "source": "a"}
    return Requirement(id=name, **{**facts, **changes})


def contract(*requirements: Requirement, version: int = 1, **since: int) -> Contract:
    promised = requirements or (promise("X-ONE", core=True), promise("X-TWO", level="SHOULD"))
    return Contract(
        name="x",
        version=version,
        title="X",
        capabilities={},
        requirements={one.id: one for one in promised},
        digest="d",
        since={name.replace("_", "-"): entered for name, entered in since.items()},
    )


FIRST = {1: lock_of(contract(), 1)}


def changed(name: str, **changes: Any) -> Contract:
    first = contract()
    entry = replace(first.requirements[name], **changes)
    return replace(first, requirements={**first.requirements, name: entry})


def test_a_catalogue_that_was_never_released_may_become_anything() -> None:
    assert list(breaches(contract(promise("X-OTHER")), {})) == []


def test_a_catalogue_does_not_contradict_its_own_lock() -> None:
    assert list(breaches(contract(), FIRST)) == []


@pytest.mark.parametrize(
    ("now", "words"),
    [
        (lambda: changed("X-ONE", level="SHOULD"), "X-ONE in version 1: level was released as MUST and is SHOULD"),
        (lambda: changed("X-ONE", core=False), "X-ONE in version 1: core was released as True and is False"),
        (lambda: changed("X-TWO", core=True), "X-TWO in version 1: core was released as False and is True"),
        (lambda: changed("X-ONE", conditional=True), "conditional was released as False"),
        (lambda: changed("X-ONE", untestable="nobody sees it"), "untestable was released as False"),
        (lambda: changed("X-ONE", statement="Y."), "promises something else needs a new id"),
        (lambda: contract(promise("X-ONE", core=True)), "X-TWO was in version 1, which is released, and has vanished"),
        (lambda: contract(*contract().requirements.values(), promise("X-NEW")), "give it since: 2 or later"),
        (lambda: replace(contract(version=2), since={"X-ONE": 2}), "its since must not be later"),
        (lambda: replace(contract(), since={"X-ONE": 2}), "X-ONE is there since version 2, and the catalogue"),
    ],
)
def test_what_was_released_does_not_change(now: Callable[[], Contract], words: str) -> None:
    found = list(breaches(now(), FIRST))
    assert any(words in one for one in found), found


def test_what_is_no_part_of_a_level_may_change() -> None:
    assert list(breaches(changed("X-ONE", source="b", needs=frozenset({"clock"})), FIRST)) == []


def test_a_later_requirement_says_since_when() -> None:
    grown = contract(*contract().requirements.values(), promise("X-NEW"), version=2, X_NEW=2)
    assert list(breaches(grown, FIRST)) == []


# ---- releasing


def test_a_catalogue_does_not_fall_back_behind_a_released_version() -> None:
    assert "and 2 was released" in next(iter(breaches(contract(), {2: FIRST[1]})))


def released(folder: Path, *contracts: Contract) -> None:
    (folder / "x").mkdir(exist_ok=True)
    for one in contracts:
        release(one, folder)


def test_from_version_to_version(tmp_path: Path) -> None:
    second = contract(*contract().requirements.values(), promise("X-NEW"), version=2, X_NEW=2)
    released(tmp_path, contract(), second)
    kept = locks("x", tmp_path)
    assert list(kept) == [1, 2]
    assert kept[1] == FIRST[1]
    assert set(kept[2]) - set(kept[1]) == {"X-NEW"}
    assert list(breaches(second, kept)) == []
    entry = json.loads((tmp_path / "x" / "released" / "1.json").read_text())["X-ONE"]
    assert (entry["level"], entry["core"], len(entry["statement"])) == ("MUST", True, 64)


def test_versions_that_were_never_released_are_released_along(tmp_path: Path) -> None:
    second = contract(*contract().requirements.values(), promise("X-NEW"), version=2, X_NEW=2)
    released(tmp_path, second)
    assert locks("x", tmp_path) == {1: FIRST[1], 2: lock_of(second, 2)}


@pytest.mark.parametrize(
    ("later", "words"),
    [
        (contract(), "version 1 of x is released already"),
        (contract(promise("X-OTHER")), "X-OTHER was not in version 1"),
        (contract(promise("X-ONE", core=True), version=2), "X-TWO was in version 1"),
    ],
)
def test_nothing_is_released_that_contradicts_what_was(tmp_path: Path, later: Contract, words: str) -> None:
    released(tmp_path, contract())
    with pytest.raises(ReleaseError, match=words):
        release(later, tmp_path)
    assert locks("x", tmp_path) == FIRST
