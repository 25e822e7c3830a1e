"""Sumvin's invariants one by one: held, violated, not applicable; with exchanges made by hand."""

from collections import defaultdict
from collections.abc import Mapping
from itertools import product
from typing import Any

import pytest
from engine_bench import ALICE_SECRET, SUMVIN, exchange, response, session

from conformance.exchange import Exchange, Response
from conformance.sumvin.errors import ERRORS
from conformance.sumvin.invariants import INVARIANTS, fresh_sessions

MILLISECONDS = 1_767_225_600_000
ISO = "2026-01-01T00:00:00Z"
GOOD = session(1)


def verdict(requirement: str, one: Exchange) -> bool | None:
    """What the invariants of a requirement say together: None where none applies."""
    judgements = [judgement for judge in JUDGES[requirement] if (judgement := judge(one)) is not None]
    return all(judgement.held for judgement in judgements) if judgements else None


JUDGES: Mapping[str, list[Any]] = defaultdict(list)
for _invariant in INVARIANTS:
    JUDGES[_invariant.requirement].append(_invariant.judge)


def answered(status: int, body: Any = b"", *, sent: Any = None, asked: str | None = None, **headers: str) -> Exchange:
    wanted = {} if asked is None else {"x-timestamp-format": asked}
    return exchange(response(status, body, **headers), sent=sent, headers=wanted)


def with_session(**members: Any) -> dict[str, Any]:
    """A good answer with other members in its session; MISSING members are written as `...`."""
    merged = {**GOOD["session"], **members}
    return {**GOOD, "session": {name: value for name, value in merged.items() if value is not ...}}


def problem(name: str = "RAMP_INVALID_PAIR", **members: Any) -> dict[str, Any]:
    error = ERRORS[name]
    return {"error_code": name, "title": error.title, "status": error.status, **members}


def refused(name: str = "RAMP_INVALID_PAIR", **members: Any) -> Exchange:
    return answered(ERRORS[name].status, problem(name, **members), content_type="application/problem+json")


def test_every_invariant_is_bound_to_a_requirement_of_the_catalogue() -> None:
    assert {one.requirement for one in INVARIANTS} <= set(SUMVIN.contract.requirements)


def test_a_good_session_violates_none_and_shows_most() -> None:
    found = {requirement: verdict(requirement, answered(201, GOOD, sent={})) for requirement in JUDGES}
    assert False not in found.values()
    assert sum(held is True for held in found.values()) >= 9


def test_a_documented_error_violates_none() -> None:
    assert False not in {verdict(requirement, refused()) for requirement in JUDGES}


# ---- statuses and bodies ---------------------------------------------------------------------------


@pytest.mark.parametrize("status", [201, 208, 400, 401, 403, 404, 422, 429, 502])
def test_documented_statuses_hold(status: int) -> None:
    assert verdict("SUMVIN-SESSIONS-STATUS-DOCUMENTED", answered(status)) is True


@pytest.mark.parametrize("status", [200, 202, 204, 302, 500, 503, 504])
def test_other_statuses_do_not(status: int) -> None:
    assert verdict("SUMVIN-SESSIONS-STATUS-DOCUMENTED", answered(status)) is False


@pytest.mark.parametrize(
    ("one", "held"),
    [
        (answered(201, GOOD), True),
        (answered(208, GOOD), True),
        (answered(201, b"<html>", content_type="text/html"), False),
        (answered(201, b"{}", content_type="text/plain"), False),
        (answered(201, []), False),
        (answered(201, b""), False),
        (exchange(Response(201, (("content-type", "application/json"),), b"", "it is too large")), False),
        (answered(400, b"nonsense"), None),
        (answered(500, b"nonsense"), None),
    ],
)
def test_a_session_is_a_json_object(one: Exchange, held: bool | None) -> None:
    assert verdict("SUMVIN-SESSIONS-BODY-JSON", one) is held


@pytest.mark.parametrize(
    ("requirement", "body", "held"),
    [
        ("SUMVIN-SESSION-ENVELOPE", GOOD, True),
        ("SUMVIN-SESSION-ENVELOPE", {"session": GOOD["session"]}, True),
        ("SUMVIN-SESSION-ENVELOPE", GOOD["session"], False),
        ("SUMVIN-SESSION-ENVELOPE", {"session": [GOOD["session"]]}, False),
        ("SUMVIN-SESSION-ENVELOPE", {"session": None}, False),
        ("SUMVIN-SESSION-ENVELOPE", {**GOOD, "_links": "none"}, False),
        ("SUMVIN-SESSION-ID", GOOD, True),
        ("SUMVIN-SESSION-ID", with_session(id=...), False),
        ("SUMVIN-SESSION-ID", with_session(id=7), False),
        ("SUMVIN-SESSION-ID", with_session(id=None), False),
        ("SUMVIN-SESSION-ID", {}, None),
        ("SUMVIN-SESSION-WIDGET-URL", GOOD, True),
        ("SUMVIN-SESSION-WIDGET-URL", with_session(widget_url=...), False),
        ("SUMVIN-SESSION-WIDGET-URL", with_session(widget_url={"href": "x"}), False),
        ("SUMVIN-SESSION-TOKEN", GOOD, True),
        ("SUMVIN-SESSION-TOKEN", with_session(token=None), False),
        ("SUMVIN-SESSION-TOKEN", with_session(token=...), False),
        ("SUMVIN-SESSION-OPTIONAL-FIELDS", GOOD, True),
        ("SUMVIN-SESSION-OPTIONAL-FIELDS", with_session(external_session_id=None), True),
        ("SUMVIN-SESSION-OPTIONAL-FIELDS", with_session(external_session_id="x"), True),
        ("SUMVIN-SESSION-OPTIONAL-FIELDS", with_session(external_session_id=7), False),
        ("SUMVIN-SESSION-OPTIONAL-FIELDS", with_session(service_provider_widget_url=[]), False),
    ],
)
def test_a_session_has_its_documented_shape(requirement: str, body: Any, held: bool | None) -> None:
    assert verdict(requirement, answered(201, body)) is held
    assert verdict(requirement, answered(208, body)) is held
    assert verdict(requirement, answered(400, body)) is None


def test_a_wrong_member_accuses_its_own_requirement_alone() -> None:
    one = answered(201, with_session(token=7))
    wrong = {requirement for requirement in JUDGES if verdict(requirement, one) is False}
    assert wrong == {"SUMVIN-SESSION-TOKEN"}


# ---- the widget ------------------------------------------------------------------------------------


@pytest.mark.parametrize("url", ["https://widget.example/open", "http://w", "HTTPS://w.example?x=1"])
def test_an_absolute_web_address_is_loadable(url: str) -> None:
    assert verdict("SUMVIN-SESSION-WIDGET-LOADABLE", answered(201, with_session(widget_url=url))) is True


@pytest.mark.parametrize(
    "url",
    ["", "/open", "widget.example/open", "ftp://w/x", "javascript:alert(1)", "https://", "https:///x", "https://a b"],
)
def test_other_texts_are_not(url: str) -> None:
    assert verdict("SUMVIN-SESSION-WIDGET-LOADABLE", answered(201, with_session(widget_url=url))) is False


@pytest.mark.parametrize(
    "one", [answered(201, with_session(widget_url=...)), answered(201, with_session(widget_url=7)), answered(400, GOOD)]
)
def test_where_there_is_no_widget_text_nothing_is_said_of_it(one: Exchange) -> None:
    assert verdict("SUMVIN-SESSION-WIDGET-LOADABLE", one) is None


# ---- the amount ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sent", "echoed", "held"),
    [
        ("100", "100", True),
        ("100", "100.00", True),
        ("100", 100, True),
        ("100.50", 100.5, True),
        (100.5, "100.5", True),
        (100, "1E+2", True),
        ("0.000000000000000001", "0.000000000000000001", True),
        ("0.000000000000000001", "1e-18", True),
        ("0.000000000000000001", "0", False),
        ("123456789012345678", "123456789012345680", False),
        ("100.55", "100.6", False),
        ("100", "a lot", False),
        ("100", True, False),
        ("100", {"value": "100"}, False),
        ("ten", "ten", None),
        (True, "1", None),
        ("100", None, None),
        ("100", ..., None),
    ],
)
@pytest.mark.parametrize("place", ["session", "body"])
def test_a_repeated_amount_is_the_one_that_was_sent(place: str, sent: Any, echoed: Any, held: bool | None) -> None:
    body = with_session(source_amount=echoed) if place == "session" else {**GOOD, "source_amount": echoed}
    shown = {name: value for name, value in body.items() if value is not ...}
    one = answered(201, shown, sent={"source_amount": sent})
    assert verdict("SUMVIN-SESSIONS-AMOUNT-EXACT", one) is held


def test_a_replay_shows_the_originals_amount() -> None:
    one = answered(208, with_session(source_amount="7"), sent={"source_amount": "100"})
    assert verdict("SUMVIN-SESSIONS-AMOUNT-EXACT", one) is None


@pytest.mark.parametrize("sent", [None, b"no JSON", [], {}])
def test_where_no_amount_was_sent_none_can_be_repeated(sent: Any) -> None:
    one = answered(201, with_session(source_amount="7"), sent=sent)
    assert verdict("SUMVIN-SESSIONS-AMOUNT-EXACT", one) is None


# ---- sessions over a whole run ---------------------------------------------------------------------


def fresh(*answers: tuple[str, Any], status: int = 201) -> list[bool | None]:
    """What is said of each session id in turn, given the key that its call sent."""
    judge = fresh_sessions().judge
    verdicts = []
    for session_id, key in answers:
        sent = {} if key is ... else {"idempotency_key": key}
        judgement = judge(answered(status, with_session(id=session_id), sent=sent))
        verdicts.append(None if judgement is None else judgement.held)
    return verdicts


def test_a_call_without_a_key_never_returns_a_session_again() -> None:
    assert fresh(("a", ...), ("b", None), ("a", ...), ("c", ...)) == [True, True, False, True]


def test_nor_one_that_a_call_with_a_key_returned() -> None:
    assert fresh(("a", "key"), ("a", "key"), ("a", ...)) == [None, None, False]


def test_each_run_begins_anew() -> None:
    assert fresh(("a", ...)) == fresh(("a", ...)) == [True]


def test_what_is_no_session_is_not_remembered() -> None:
    assert fresh(("a", ...), ("a", ...), status=400) == [None, None]
    assert fresh((..., ...), (7, ...), (7, ...)) == [None, None, None]  # type: ignore[arg-type]


# ---- times -----------------------------------------------------------------------------------------

ASKED = {
    "SUMVIN-TIMESTAMP-DEFAULT": None,
    "SUMVIN-TIMESTAMP-ISO8601": "iso8601",
    "SUMVIN-TIMESTAMP-UNRECOGNISED": "ISO8601",
}


@pytest.mark.parametrize(("requirement", "asked"), ASKED.items())
@pytest.mark.parametrize("status", [201, 208, 400, 500])
def test_times_are_rendered_as_was_asked_for_in_every_answer(requirement: str, asked: str | None, status: int) -> None:
    iso = requirement == "SUMVIN-TIMESTAMP-ISO8601"
    for value, is_iso in ((MILLISECONDS, False), (ISO, True)):
        one = answered(status, {"session": {"created_at": value}}, asked=asked)
        assert verdict(requirement, one) is (is_iso == iso)


@pytest.mark.parametrize(("requirement", "asked"), ASKED.items())
def test_one_wrong_time_among_several_is_enough(requirement: str, asked: str | None) -> None:
    right = ISO if asked == "iso8601" else MILLISECONDS
    one = answered(201, {"timestamp": right, "session": {"created_at": "yesterday"}}, asked=asked)
    assert verdict(requirement, one) is False


@pytest.mark.parametrize(("requirement", "asked"), ASKED.items())
def test_without_time_fields_nothing_is_said_of_them(requirement: str, asked: str | None) -> None:
    for body in (GOOD, {"created_at": None}, b"no JSON", []):
        assert verdict(requirement, answered(201, body, asked=asked)) is None


@pytest.mark.parametrize("asked", [None, "iso8601", "ISO8601", ""])
def test_each_request_is_judged_under_one_rendering_only(asked: str | None) -> None:
    one = answered(201, {"timestamp": MILLISECONDS}, asked=asked)
    assert sum(verdict(requirement, one) is not None for requirement in ASKED) == 1


# ---- problem details -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("members", "held"),
    [
        ({}, True),
        ({"detail": None, "instance": "/x", "trace_id": "t"}, True),
        ({"detail": 7}, False),
        ({"type": []}, False),
        ({"status": "400"}, False),
    ],
)
def test_problem_details_have_their_documented_shape(members: dict[str, Any], held: bool) -> None:
    assert verdict("SUMVIN-PROBLEM-DETAILS", refused(**members)) is held


@pytest.mark.parametrize("one", [answered(422, {"detail": []}), answered(400, b"no"), answered(201, GOOD)])
def test_a_refusal_of_another_kind_need_not_be_problem_details(one: Exchange) -> None:
    for requirement in ("DETAILS", "TITLE", "MEDIA-TYPE"):
        assert verdict(f"SUMVIN-PROBLEM-{requirement}", one) is None


@pytest.mark.parametrize(
    ("one", "held"),
    [
        (refused(), True),
        (refused(status=500), False),
        (refused(status="400"), False),
        (refused(status=None), None),
        (answered(404, {"status": 404}, content_type="application/problem+json"), True),
        (answered(404, {"status": 400}, content_type="application/problem+json"), False),
        (answered(404, {"status": 400}), None),
    ],
)
def test_the_status_in_the_body_is_that_of_the_answer(one: Exchange, held: bool | None) -> None:
    assert verdict("SUMVIN-PROBLEM-STATUS", one) is held


TITLED = [name for name, error in ERRORS.items() if error.title]


@pytest.mark.parametrize("name", TITLED)
def test_each_documented_code_has_its_documented_title(name: str) -> None:
    assert verdict("SUMVIN-PROBLEM-TITLE", refused(name)) is True
    assert verdict("SUMVIN-PROBLEM-TITLE", refused(name, title="Another")) is False


@pytest.mark.parametrize("name", [name for name in ERRORS if name not in TITLED])
def test_a_code_without_a_documented_title_may_have_any(name: str) -> None:
    status = ERRORS[name].status or 502
    one = answered(status, problem(name, title="Another", status=status), content_type="application/problem+json")
    assert verdict("SUMVIN-PROBLEM-TITLE", one) is None


@pytest.mark.parametrize("members", [{"title": None}, {"error_code": "RMP-400-001"}, {"error_code": "ELSE"}])
def test_without_a_title_or_a_documented_code_no_title_is_due(members: dict[str, Any]) -> None:
    assert verdict("SUMVIN-PROBLEM-TITLE", refused(**members)) is None


@pytest.mark.parametrize(
    ("content_type", "held"),
    [
        ("application/problem+json", True),
        ("application/problem+json; charset=utf-8", True),
        ("application/json", False),
        ("text/html", False),
    ],
)
def test_problem_details_come_in_their_own_media_type(content_type: str, held: bool) -> None:
    one = answered(400, problem(), content_type=content_type)
    assert verdict("SUMVIN-PROBLEM-MEDIA-TYPE", one) is held


# ---- robustness ------------------------------------------------------------------------------------


def test_a_stack_trace_in_any_answer_is_a_violation() -> None:
    trace = 'Traceback (most recent call last):\n  File "/app/main.py", line 3'
    for status in (201, 400, 500):
        assert verdict("SUMVIN-ROBUST-NO-INTERNALS", answered(status, {"detail": trace})) is False
    assert verdict("SUMVIN-ROBUST-NO-INTERNALS", answered(500, b"down")) is True


def test_credentials_in_an_answer_are_a_violation() -> None:
    def one(detail: str) -> Exchange:
        return exchange(response(401, {"detail": detail}), headers={"x-juno-jwt": ALICE_SECRET})

    assert verdict("SUMVIN-ROBUST-NO-ECHO", one(f"{ALICE_SECRET} is no token")) is False
    assert verdict("SUMVIN-ROBUST-NO-ECHO", one("no token")) is True
    assert verdict("SUMVIN-ROBUST-NO-ECHO", answered(401, {"detail": ALICE_SECRET})) is None


HOSTILE: list[bytes] = [
    b"",
    b"null",
    b"[]",
    b'"text"',
    b"7",
    b"\xff\xfe",
    b'{"session": [[[[]]]]}',
    b'{"session": {"id": {}, "token": [], "widget_url": 7, "created_at": {}}}',
    b'{"status": {}, "title": [], "error_code": {}, "detail": 7}',
    b'{"error_code": "RAMP_INVALID_PAIR", "status": 1e999, "title": {"a": 1}, "timestamp": 1e999}',
    b'{"source_amount": 1e999, "session": {"source_amount": -0.0}}',
    b'{"session": {"source_amount": "Infinity"}, "created_at": "9999-99-99T99:99:99Z"}',
    b'{"session": {"widget_url": "https://[", "id": "\\ud800"}}',
    b'{"a":' * 90 + b'{"created_at": 1}' + b"}" * 90,
    b"[" * 5000 + b"]" * 5000,
]


@pytest.mark.parametrize("body", HOSTILE, ids=lambda body: repr(body)[:30])
def test_no_answer_upsets_any_invariant(body: bytes) -> None:
    headers = (("content-type", "application/problem+json"),)
    statuses = (201, 208, 400, 502, 599)
    for status, sent in product(statuses, (None, {"source_amount": "1e400"}, {"source_amount": []}, b"\xff")):
        one = exchange(Response(status, headers, body), sent=sent, headers={"x-juno-jwt": ALICE_SECRET})
        for invariant in INVARIANTS:
            judgement = invariant.judge(one)
            assert judgement is None or isinstance(judgement.held, bool)
