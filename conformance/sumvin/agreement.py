"""A resource by its id, held against what its list shows of it."""

from typing import Final

from conformance.errors import Blocked
from conformance.exchange import MISSING
from conformance.expectation import expect
from conformance.scenario import Answer
from conformance.sumvin import lists
from conformance.sumvin.renderings import differences

_ASIDE: Final = "_links"


def expect_same(answer: Answer, requirement: str, name: str, ident: str) -> lists.Item:
    """The answer is the resource that was asked for; one that shows no id may be.

    Args:
        answer: a success.
        requirement: that promises it.
        name: the public name of the list, such as `transactions`.
        ident: the id that was asked for.

    Returns:
        The resource.

    Raises:
        Blocked: it cannot be found in the answer.
    """
    shown, kind = lists.single(answer, name), lists.SINGLE[name]
    if shown is None:
        raise Blocked(f"no {kind} can be found in the answer; give shapes.{kind}: {answer}")
    held = lists.ident(shown, name) in (ident, None)
    expect(answer, requirement).that(held, expected=f"the {kind} {ident!r}, which was asked for")
    return shown


def expect_agreement(answer: Answer, requirement: str, name: str, ident: str, around: tuple[Answer, Answer]) -> None:
    """What list and resource both show is the same, unless it changed meanwhile.

    Args:
        answer: the resource.
        requirement: that promises it.
        name: the public name of the list.
        ident: the resource's id.
        around: the list before and after; where one lacks the resource, nothing is judged.
    """
    shown = lists.single(answer, name) or {}
    first, second = (_in_list(one, name, ident) for one in around)
    if first is None or second is None:
        return
    settled = [one for one in shown if one != _ASIDE and one in first and first[one] == second.get(one, MISSING)]
    wrong = {one: shown[one] for one in settled if differences(shown[one], first[one])}
    expect(answer, requirement).that(
        not wrong,
        expected="the values that the list shows for it",
        observed=", ".join(f"{one} {value!r}, in the list {first[one]!r}" for one, value in wrong.items()),
        beside=around[:1],
    )


def _in_list(answer: Answer, name: str, ident: str) -> lists.Item | None:
    if not answer.succeeded:
        return None
    return next((one for one in lists.listed(answer, name) if lists.ident(one, name) == ident), None)
