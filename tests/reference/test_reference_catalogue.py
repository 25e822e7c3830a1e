"""Marks, names and the gathering of override classes."""

from __future__ import annotations

from types import ModuleType

import pytest

from reference.catalogue import Fault, Variant, choose, collect, fault, kebab, variant


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("ReplayAnswers200", "replay-answers-200"),
        ("WindowOf48Hours", "window-of-48-hours"),
        ("KycUnchecked", "kyc-unchecked"),
        ("CheckThenAct", "check-then-act"),
        ("SessionIsAList", "session-is-a-list"),
    ],
)
def test_names(name: str, expected: str) -> None:
    assert kebab(name) == expected


def test_a_docstring_is_mandatory() -> None:
    with pytest.raises(TypeError, match="docstring"):

        @fault("X")
        class Silent:
            pass


def module(*classes: type) -> ModuleType:
    made = ModuleType(__name__)
    for each in classes:
        setattr(made, each.__name__, each)
    return made


@fault("X-ONE")
class FirstFault:
    """The first."""


class Heir(FirstFault):
    """An heir is no fault unless it is marked."""


@variant
class PlainVariant:
    """A plain one."""


@variant(warns=["X-TWO"])
class WarningVariant:
    """One
    that warns."""


def test_only_marked_classes_of_the_module_are_gathered() -> None:
    here = module(FirstFault, Heir, PlainVariant, WarningVariant)
    assert collect(Fault, [here]) == {"first-fault": Fault("first-fault", "X-ONE", "The first.", FirstFault)}
    assert collect(Variant, [here])["warning-variant"].warns == {"X-TWO"}
    assert collect(Variant, [here])["warning-variant"].doc == "One that warns."
    elsewhere = ModuleType("elsewhere")
    elsewhere.FirstFault = FirstFault  # type: ignore[attr-defined]
    assert collect(Fault, [elsewhere]) == {}


def test_two_of_one_name_are_an_error() -> None:
    with pytest.raises(ValueError, match="first-fault"):
        collect(Fault, [module(FirstFault), module(FirstFault)])


def test_a_choice_without_near_names() -> None:
    with pytest.raises(LookupError, match=r"no fault called 'zzz'\."):
        choose("fault", collect(Fault, [module(FirstFault)]), "zzz")
