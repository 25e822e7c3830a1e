"""The general invariants, and the parts of a schema that speak for requirements of their own."""

from typing import Any

import pytest
from engine_bench import exchange, response

from conformance.exchange import Exchange, Response
from conformance.invariants import Judgement, json_body, no_echo, no_internals, statuses
from conformance.schema import schema_invariants

SECRET = "abcdefghijkl.0123456789"


def judged(judgement: Judgement | None) -> bool | None:
    """Whether it held; None where it does not apply."""
    return None if judgement is None else judgement.held


# ---- statuses --------------------------------------------------------------------------------------

documented = statuses((201, 208), (502,), expected="201, 208, a 4xx, or 502")


@pytest.mark.parametrize("status", [201, 208, 400, 404, 422, 429, 499, 502])
def test_documented_statuses_hold(status: int) -> None:
    assert judged(documented(exchange(response(status)))) is True


@pytest.mark.parametrize("status", [200, 204, 301, 302, 307, 399, 500, 501, 503, 599])
def test_other_successes_redirects_and_failures_do_not(status: int) -> None:
    judgement = documented(exchange(response(status)))
    assert judgement == Judgement(False, "201, 208, a 4xx, or 502", f"status {status}")


# ---- JSON ------------------------------------------------------------------------------------------

an_object = json_body(lambda one: one.response.status == 201)


def typed(body: bytes, content_type: str | None, broken: str | None = None) -> Exchange:
    headers = () if content_type is None else (("content-type", content_type),)
    return exchange(Response(201, headers, body, broken))


@pytest.mark.parametrize(
    "content_type", ["application/json", "application/json; charset=utf-8", "application/hal+json", "Application/JSON"]
)
def test_an_object_in_a_json_media_type_holds(content_type: str) -> None:
    assert judged(an_object(typed(b"{}", content_type))) is True


@pytest.mark.parametrize("content_type", ["text/plain", "text/json", "application/jsonp", "json", None])
def test_an_object_in_another_media_type_does_not(content_type: str | None) -> None:
    judgement = an_object(typed(b"{}", content_type))
    assert judgement is not None
    assert not judgement.held
    assert judgement.observed == f"content-type {content_type or 'absent'}"


@pytest.mark.parametrize(
    ("body", "observed"), [(b"[]", "a JSON list, no object"), (b"", "the body is empty"), (b"{", "not JSON")]
)
def test_what_is_no_json_object_does_not_hold(body: bytes, observed: str) -> None:
    judgement = an_object(typed(body, "application/json"))
    assert judgement is not None
    assert not judgement.held
    assert observed in judgement.observed


def test_a_body_that_did_not_come_whole_does_not_hold() -> None:
    assert judged(an_object(typed(b"", "application/json", "the body is too large"))) is False


def test_where_no_body_is_promised_nothing_is_said_of_it() -> None:
    assert an_object(exchange(response(404, b"nothing"))) is None


# ---- internals -------------------------------------------------------------------------------------

PYTHON = 'Traceback (most recent call last):\n  File "/app/main.py", line 3, in <module>\n    f()\n'
TRACES = {
    "python": PYTHON,
    "python frame": 'File "/srv/app/views.py", line 12, in open',
    "java": "java.lang.NullPointerException\n\tat com.example.Ramp.open(Ramp.java:42)",
    "node": "Error: x\n    at Object.<anonymous> (/app/index.js:10:5)",
    "kotlin": "\n at com.example.Api.open(Api.kt:7)",
    "go": "panic: x\n\ngoroutine 1 [running]:\nmain.main()",
    "ruby": "/app/models/session.rb:12:in `open'",
    "ruby 3.4": "/app/models/session.rb:12:in 'open'",
    "php": "#0 /var/www/html/index.php(12): open()",
    "c sharp": "   at Ramp.Api.Open(String id) in C:\\src\\Api.cs:line 42",
    "rust": "thread 'main' panicked at src/main.rs:2:5",
}


@pytest.mark.parametrize("trace", TRACES.values(), ids=TRACES)
def test_a_stack_trace_of_any_common_runtime_is_found(trace: str) -> None:
    judgement = no_internals(exchange(response(500, trace.encode())))
    assert not judgement.held
    assert judgement.observed.startswith("the body holds")


@pytest.mark.parametrize(
    "runtime", ["python", "python frame", "java", "node", "kotlin", "go", "ruby", "rust", "c sharp"]
)
def test_a_stack_trace_inside_a_json_text_is_found(runtime: str) -> None:
    assert not no_internals(exchange(response(500, {"detail": TRACES[runtime]}))).held


@pytest.mark.parametrize(
    "text",
    [
        "",
        "The request failed at step 3 (see documents).",
        "Look at (https://docs.example/errors.html) for help",
        "Traceback is off",
        "File a complaint, line 3 of the form",
        "meet us at noon (12:30)",
        "thread 'main' is closed",
        "a file called main.py",
    ],
)
def test_prose_is_not_taken_for_a_stack_trace(text: str) -> None:
    assert no_internals(exchange(response(400, {"detail": text}))).held


def test_bytes_that_are_no_text_are_no_stack_trace() -> None:
    assert no_internals(exchange(response(500, b"\xff\xfe\x00"))).held


@pytest.mark.parametrize("form", ["{} {}", "{1} {0}"])
def test_a_trace_is_found_at_either_end_of_a_long_body(form: str) -> None:
    body = form.format("Traceback (most recent call last):", " " * 3_000_000)
    assert not no_internals(exchange(response(500, body.encode()))).held


# ---- echo ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("value", [SECRET, f"Bearer {SECRET}"])
@pytest.mark.parametrize("place", ["body", "header"])
def test_a_credential_in_the_answer_is_found(place: str, value: str) -> None:
    answer = response(401, {"detail": f"bad {SECRET}!"}) if place == "body" else response(401, {}, x_you_sent=SECRET)
    assert judged(no_echo(exchange(answer, headers={"x-juno-jwt": value}))) is False


def test_an_answer_without_credentials_holds() -> None:
    assert judged(no_echo(exchange(response(401, {"detail": "bad token"}), headers={"x-juno-jwt": SECRET}))) is True


def test_where_no_credentials_were_sent_nothing_can_be_echoed() -> None:
    assert no_echo(exchange(response(401, {"detail": SECRET}))) is None
    assert no_echo(exchange(response(401, {"detail": SECRET}), headers={"x-other": SECRET})) is None


def test_a_short_credential_is_a_word_like_any_other() -> None:
    assert no_echo(exchange(response(401, {"detail": "null"}), headers={"x-juno-jwt": "null"})) is None


# ---- schemas ---------------------------------------------------------------------------------------

OPENAPI: dict[str, Any] = {
    "components": {
        "schemas": {
            "Reply": {
                "type": "object",
                "required": ["session", "kind"],
                "properties": {"session": {"$ref": "#/components/schemas/Session"}, "kind": {"enum": ["a", "b"]}},
            },
            "Session": {
                "type": "object",
                "required": ["id"],
                "properties": {
                    "id": {"type": "string", "minLength": 1},
                    "token": {"type": ["string", "null"]},
                    "tags": {"type": "array", "items": {"type": "integer"}},
                },
            },
        }
    }
}
PARTS = {"WHOLE": "", "ID": "/session/id", "REST": ("/session/token", "/session/tags")}
by_schema = {
    one.requirement: one.judge
    for one in schema_invariants(OPENAPI, "Reply", lambda one: one.response.status == 201, PARTS)
}
FITTING = {"session": {"id": "x", "token": "t", "tags": [1]}, "kind": "a"}


def verdicts(body: Any, status: int = 201) -> dict[str, bool | None]:
    one = exchange(response(status, body))
    return {requirement: judged(judge(one)) for requirement, judge in by_schema.items()}


def test_a_fitting_body_holds_in_all_its_parts() -> None:
    assert verdicts(FITTING) == {"WHOLE": True, "ID": True, "REST": True}


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({**FITTING, "kind": "c"}, "WHOLE"),
        ({"session": FITTING["session"]}, "WHOLE"),
        ({**FITTING, "session": {"id": 1}}, "ID"),
        ({**FITTING, "session": {"id": ""}}, "ID"),
        ({**FITTING, "session": {"token": "t"}}, "ID"),
        ({**FITTING, "session": {"id": "x", "token": 1}}, "REST"),
        ({**FITTING, "session": {"id": "x", "tags": [1, "two"]}}, "REST"),
    ],
)
def test_a_wrong_part_accuses_its_own_requirement_and_no_other(body: Any, wrong: str) -> None:
    assert verdicts(body) == {name: name != wrong for name in PARTS}


def test_parts_that_cannot_stand_there_are_not_judged() -> None:
    assert verdicts({"kind": "a"}) == {"WHOLE": False, "ID": None, "REST": None}
    assert verdicts([]) == {"WHOLE": False, "ID": None, "REST": None}
    assert verdicts({"session": 7, "kind": "a"}) == {"WHOLE": False, "ID": None, "REST": None}


def test_what_is_no_json_or_not_meant_is_not_judged() -> None:
    assert verdicts(b"no JSON") == dict.fromkeys(PARTS)
    assert verdicts({}, status=400) == dict.fromkeys(PARTS)


def test_a_complaint_says_where_and_what() -> None:
    judgement = by_schema["REST"](exchange(response(201, {**FITTING, "session": {"id": "x", "tags": [1, "two"]}})))
    assert judgement is not None
    assert judgement.observed == "/session/tags/1: 'two' is not of type 'integer'"
    assert judgement.expected == "/session/token and /session/tags as the schema Reply has it"


def test_a_missing_member_is_said_to_be_missing() -> None:
    judgement = by_schema["ID"](exchange(response(201, {**FITTING, "session": {}})))
    assert judgement is not None
    assert "/session/id: it is missing" in judgement.observed
