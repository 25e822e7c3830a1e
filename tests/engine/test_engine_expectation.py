"""`given` blocks and never accuses; `expect` writes one observation per sentence."""

from typing import Any

import pytest
from engine_bench import CREATED, Page

from conformance.errors import Blocked
from conformance.expectation import expect, given
from conformance.scenario import Observation


def observed(page: Page) -> Observation:
    (only,) = page.record.observations
    return only


# ---- given -----------------------------------------------------------------------------------------


def test_given_returns_the_answer_when_the_status_is_one_of_these() -> None:
    answer = Page().answer(201)
    assert given(answer).status(200, 201) is answer


def test_given_blocks_when_the_status_is_another() -> None:
    with pytest.raises(Blocked) as caught:
        given(Page().answer(500, {"detail": "no"})).status(200, 201)
    assert str(caught.value) == ('POST /v0/ramp/sessions was to answer 200 or 201, answered 500 {"detail": "no"}')


def test_given_returns_the_member_that_is_there() -> None:
    assert given(Page().answer(201, {"a": [0, 7]})).member("/a/1") == 7


@pytest.mark.parametrize("body", [{}, {"a": None}, [], b"", b"no JSON"])
def test_given_blocks_when_a_member_is_absent_or_null(body: Any) -> None:
    with pytest.raises(Blocked, match="answered without /a: 201"):
        given(Page().answer(201, body)).member("/a")


@pytest.mark.parametrize("value", [0, False, "", [], {}])
def test_a_member_may_be_empty(value: Any) -> None:
    assert given(Page().answer(201, {"a": value})).member("/a") == value


def test_given_never_writes_an_observation() -> None:
    page = Page()
    given(page.answer(201, {"a": 1})).status(201)
    given(page.answer(201, {"a": 1})).member("/a")
    for attempt in (lambda: given(page.answer(500)).status(201), lambda: given(page.answer(500)).member("/a")):
        with pytest.raises(Blocked):
            attempt()
    assert page.record.observations == []


# ---- expect ----------------------------------------------------------------------------------------


def test_an_observation_names_its_requirement_and_its_exchange() -> None:
    page = Page()
    page.answer(200)
    assert expect(page.answer(201), CREATED).status(201)
    assert observed(page) == Observation(CREATED, True, "status 201", "", (2,))


@pytest.mark.parametrize(
    ("accepted", "said"), [((201,), "status 201"), ((200, 201), "status 200 or 201"), ((1, 2, 3), "status 1, 2 or 3")]
)
def test_status_says_which_are_accepted(accepted: tuple[int, ...], said: str) -> None:
    page = Page()
    assert not expect(page.answer(500), CREATED).status(*accepted)
    assert (observed(page).held, observed(page).expected) == (False, said)


@pytest.mark.parametrize(("status", "held"), [(199, False), (200, True), (299, True), (300, False), (404, False)])
def test_accepted_is_any_success(status: int, held: bool) -> None:
    page = Page()
    assert expect(page.answer(status), CREATED).accepted() is held
    assert (observed(page).held, observed(page).expected) == (held, "a success (2xx)")


@pytest.mark.parametrize(("status", "held"), [(399, False), (400, True), (499, True), (500, False), (201, False)])
def test_refused_is_any_4xx_where_none_is_named(status: int, held: bool) -> None:
    page = Page()
    assert expect(page.answer(status), CREATED).refused() is held
    assert observed(page).expected == "a refusal (4xx)"


@pytest.mark.parametrize(("status", "held"), [(401, True), (403, True), (400, False), (404, False)])
def test_refused_is_one_of_the_named_statuses(status: int, held: bool) -> None:
    page = Page()
    assert expect(page.answer(status), CREATED).refused(401, 403) is held
    assert observed(page).expected == "a refusal with status 401 or 403"


def test_what_was_observed_is_the_answer_itself_unless_the_check_says_otherwise() -> None:
    page = Page()
    answer = page.answer(201, {"a": 1})
    expect(answer, CREATED).that(False, expected="something")
    expect(answer, CREATED).that(False, expected="something", observed="something else")
    assert [one.observed for one in page.record.observations] == ['201 {"a": 1}', "something else"]


def test_of_what_held_nothing_need_be_observed() -> None:
    page = Page()
    expect(page.answer(201, {"a": 1}), CREATED).that(True, expected="x", observed="something")
    assert observed(page).observed == ""


def test_an_answer_is_kept_whole_so_that_its_secrets_can_be_known_again() -> None:
    page = Page()
    expect(page.answer(201, b"x" * 10_000), CREATED).status(200)
    assert observed(page).observed == f"201 {'x' * 10_000}"


def test_answers_beside_belong_to_the_evidence_in_their_order() -> None:
    page = Page()
    first, second, third = (page.answer() for _ in range(3))
    expect(third, CREATED).that(True, expected="x", beside=(first, second))
    assert observed(page).exchanges == (1, 2, 3)


@pytest.mark.parametrize(
    ("method", "ours", "theirs", "held"),
    [("same", 1, 1, True), ("same", 1, 2, False), ("differs", 1, 2, True), ("differs", 1, 1, False)],
)
def test_two_answers_are_compared_at_a_pointer(method: str, ours: int, theirs: int, held: bool) -> None:
    page = Page()
    first, second = page.answer(201, {"id": theirs}), page.answer(208, {"id": ours})
    assert getattr(expect(second, CREATED), method)(first, at="/id") is held
    assert observed(page).exchanges == (1, 2)
    assert observed(page).observed == ("" if held else f"208 with /id {ours}")
    assert observed(page).expected.startswith("the same /id" if method == "same" else "another /id")


def test_null_is_a_value_like_any_other() -> None:
    page = Page()
    first, second = page.answer(201, {"id": None}), page.answer(201, {"id": None})
    assert expect(second, CREATED).same(first, at="/id") is True


@pytest.mark.parametrize("method", ["same", "differs"])
@pytest.mark.parametrize(
    ("first", "second"),
    [
        ((201, {}), (201, {"id": 1})),
        ((201, {"id": 1}), (201, {})),
        ((500, {"id": 1}), (201, {"id": 1})),
        ((201, {"id": 1}), (409, {"id": 1})),
        ((201, b"no JSON"), (201, {"id": 1})),
    ],
)
def test_a_comparison_is_blocked_where_an_answer_is_no_success_or_lacks_the_member(
    method: str, first: tuple[int, Any], second: tuple[int, Any]
) -> None:
    page = Page()
    theirs, ours = page.answer(*first), page.answer(*second)
    assert getattr(expect(ours, CREATED), method)(theirs, at="/id") is None
    assert page.record.observations == []
    assert list(page.record.blocked) == [CREATED]
    assert "answered without /id" in page.record.blocked[CREATED]
