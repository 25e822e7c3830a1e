"""Sumvin's helpers: time fields, error codes and their dialects, secrets in answers, capabilities, the facade."""

import json
from types import SimpleNamespace
from typing import Any

import pytest
from engine_bench import ALICE, ALICE_SECRET, Bench, Page, exchange, response

from conformance.exchange import Zone
from conformance.scenario import Call, Scenario
from conformance.sumvin import capabilities, preflight, timefields
from conformance.sumvin.errors import (
    ERRORS,
    PROBLEM_DETAILS,
    PROBLEM_TITLE,
    carries_code,
    code_of,
    expect_error,
    expect_recognised,
    is_error,
    spells,
)
from conformance.sumvin.facade import Sumvin
from conformance.sumvin.secrets import learn
from conformance.target import Dialect

# ---- time fields -----------------------------------------------------------------------------------

MILLISECONDS = 1_767_225_600_000
ISO = "2026-01-01T00:00:00Z"


@pytest.mark.parametrize("name", ["created_at", "expires_at", "_at", "timestamp", "period_start", "period_end"])
def test_names_of_time_fields(name: str) -> None:
    assert timefields.is_time_field(name)


@pytest.mark.parametrize("name", ["at", "created", "createdAt", "CREATED_AT", "timestamps", "period", "created_at_utc"])
def test_names_of_other_fields(name: str) -> None:
    assert not timefields.is_time_field(name)


def test_time_fields_are_found_at_any_depth_with_their_place() -> None:
    body = {"timestamp": 1, "session": {"created_at": 2, "events": [{"done_at": 3}, {"other": 4}]}}
    assert dict(timefields.time_fields(body)) == {
        "/timestamp": 1,
        "/session/created_at": 2,
        "/session/events/0/done_at": 3,
    }


def test_null_time_fields_are_left_out() -> None:
    assert list(timefields.time_fields({"created_at": None})) == []


def test_a_structure_under_a_time_name_is_looked_into_and_is_no_time_itself() -> None:
    assert dict(timefields.time_fields({"created_at": {"expires_at": 1}})) == {"/created_at/expires_at": 1}


@pytest.mark.parametrize("value", [None, 7, "text", [], {}])
def test_what_has_no_members_has_no_time_fields(value: Any) -> None:
    assert list(timefields.time_fields(value)) == []


def test_a_body_without_its_time_keeps_everything_else() -> None:
    body = {"created_at": 1, "a": [{"timestamp": 2, "b": 3}], "expires_at": {"c": 4}, "done_at": None}
    assert timefields.without_time(body) == {"a": [{"b": 3}], "expires_at": {"c": 4}}


@pytest.mark.parametrize("value", [MILLISECONDS, 10**11, 10**14 - 1])
def test_milliseconds_of_our_days_are_epoch_milliseconds(value: int) -> None:
    assert timefields.is_epoch_milliseconds(value)


@pytest.mark.parametrize(
    "value",
    [MILLISECONDS // 1000, MILLISECONDS * 1000, 0, -MILLISECONDS, float(MILLISECONDS), str(MILLISECONDS), True, ISO],
)
def test_seconds_microseconds_floats_and_texts_are_not(value: Any) -> None:
    assert not timefields.is_epoch_milliseconds(value)


@pytest.mark.parametrize("value", [ISO, "2024-02-29T23:59:59Z"])
def test_the_documented_form_of_an_existing_time_is_iso8601(value: str) -> None:
    assert timefields.is_iso8601(value)


@pytest.mark.parametrize(
    "value",
    [
        "2026-01-01T00:00:00+00:00",
        "2026-01-01T00:00:00.000Z",
        "2026-01-01 00:00:00Z",
        "2026-01-01T00:00:00z",
        "2026-01-01T00:00:00",
        "2026-1-1T0:0:0Z",
        "2026-02-30T00:00:00Z",
        "2025-02-29T00:00:00Z",
        "2026-01-01T24:00:00Z",
        "2026-01-01T00:00:00Z\n",
        "٢٠٢٦-01-01T00:00:00Z",
        MILLISECONDS,
        None,
    ],
)
def test_other_forms_and_times_that_do_not_exist_are_not(value: Any) -> None:
    assert not timefields.is_iso8601(value)


def test_both_renderings_name_the_same_instant() -> None:
    assert timefields.instant(ISO) == timefields.instant(MILLISECONDS) == timefields.instant(MILLISECONDS + 999)
    assert timefields.instant("soon") is None
    assert timefields.instant(True) is None


# ---- error codes -----------------------------------------------------------------------------------

OWN = {"RAMP_INVALID_PAIR": "E-1", "RAMP_UNKNOWN_ASSET": ["E-2", "E-3"]}


@pytest.mark.parametrize(
    ("dialect", "name", "code", "fits"),
    [
        ("documented", "RAMP_INVALID_PAIR", "RAMP_INVALID_PAIR", True),
        ("documented", "RAMP_INVALID_PAIR", "RAMP_UNKNOWN_ASSET", False),
        ("documented", "RAMP_INVALID_PAIR", "ramp_invalid_pair", False),
        ("documented", "RAMP_INVALID_PAIR", "RMP-400-001", False),
        ("documented", "RAMP_INVALID_PAIR", None, False),
        ("wire", "RAMP_INVALID_PAIR", "RMP-400-001", True),
        ("wire", "RAMP_UNKNOWN_ASSET", "RMP-400-004", True),
        ("wire", "RAMP_UNKNOWN_ASSET", "RMP-400-005", False),
        ("wire", "RAMP_UNKNOWN_ASSET", "xRMP-400-001", False),
        ("wire", "RAMP_UNKNOWN_ASSET", "RAMP_UNKNOWN_ASSET", False),
        ("wire", "RAMP_KYC_REQUIRED", "KYC-403-001", True),
        ("wire", "RAMP_PROVIDER_ERROR", "RMP-502-001-R", True),
        ("wire", "RAMP_PROVIDER_ERROR", None, False),
        (OWN, "RAMP_INVALID_PAIR", "E-1", True),
        (OWN, "RAMP_INVALID_PAIR", "RAMP_INVALID_PAIR", False),
        (OWN, "RAMP_UNKNOWN_ASSET", "E-3", True),
        (OWN, "RAMP_UNKNOWN_ASSET", "E-1", False),
        (OWN, "RAMP_KYC_REQUIRED", "RAMP_KYC_REQUIRED", True),
        (OWN, "RAMP_KYC_REQUIRED", None, False),
    ],
)
def test_a_code_stands_for_a_documented_name_in_the_targets_dialect(
    dialect: Any, name: str, code: str | None, fits: bool
) -> None:
    assert spells(Dialect(error_codes=dialect), name, code) is fits


@pytest.mark.parametrize(
    ("document", "code"), [({"error_code": "A"}, "A"), ({"error_code": 7}, None), ({}, None), ([], None), (None, None)]
)
def test_the_code_of_a_body_is_its_string_error_code(document: Any, code: str | None) -> None:
    assert code_of(document) == code


@pytest.mark.parametrize(("status", "carries"), [(400, True), (502, True), (399, False), (201, False)])
def test_only_a_refusal_carries_a_code(status: int, carries: bool) -> None:
    assert carries_code(exchange(response(status, {"error_code": "A"}))) is carries


@pytest.fixture
def page(bench: Bench) -> Page:
    return Page(bench.target())


def problem(name: str, **members: Any) -> dict[str, Any]:
    return {"error_code": name, "title": ERRORS[name].title, **members}


@pytest.mark.parametrize(("status", "held"), [(400, True), (422, False), (201, False)])
def test_a_documented_error_is_its_code_with_its_status(status: int, held: bool, page: Page) -> None:
    assert is_error(page.answer(status, problem("RAMP_INVALID_PAIR")), "RAMP_INVALID_PAIR") is held


def test_an_expected_error_holds_with_its_title_and_its_problem_details(page: Page) -> None:
    assert expect_error(page.answer(400, problem("RAMP_INVALID_PAIR")), "SUMVIN-PAIR-BOTH-FIAT", "RAMP_INVALID_PAIR")
    assert {one.requirement: one.held for one in page.record.observations} == {
        PROBLEM_DETAILS: True,
        PROBLEM_TITLE: True,
        "SUMVIN-PAIR-BOTH-FIAT": True,
    }


def test_another_title_accuses_the_title_alone(page: Page) -> None:
    body = problem("RAMP_INVALID_PAIR", title="Oops")
    assert expect_error(page.answer(400, body), "SUMVIN-PAIR-BOTH-FIAT", "RAMP_INVALID_PAIR")
    assert [one.requirement for one in page.record.observations if not one.held] == [PROBLEM_TITLE]


def test_a_refusal_without_a_code_accuses_the_problem_details_too(page: Page) -> None:
    assert not expect_error(page.answer(400, {}), "SUMVIN-PAIR-BOTH-FIAT", "RAMP_INVALID_PAIR")
    assert {one.requirement: one.held for one in page.record.observations} == {
        PROBLEM_DETAILS: False,
        "SUMVIN-PAIR-BOTH-FIAT": False,
    }


def test_a_success_in_place_of_an_error_says_nothing_of_problem_details(page: Page) -> None:
    assert not expect_error(page.answer(201, {}), "SUMVIN-PAIR-BOTH-FIAT", "RAMP_INVALID_PAIR")
    (only,) = page.record.observations
    assert only.expected == "400 RAMP_INVALID_PAIR"


@pytest.mark.parametrize(
    ("status", "body", "held"),
    [
        (201, {}, True),
        (400, problem("RAMP_UNKNOWN_ASSET"), True),
        (400, problem("RAMP_UNSUPPORTED_ASSET"), True),
        (502, problem("RAMP_PROVIDER_ERROR"), True),
        (400, problem("RAMP_INVALID_PAIR"), False),
        (422, {"detail": []}, False),
        (500, {}, False),
    ],
)
def test_what_is_recognised_is_served_or_refused_as_not_served(status: int, body: Any, held: bool, page: Page) -> None:
    assert expect_recognised(page.answer(status, body), "SUMVIN-SESSIONS-CHAIN-MEMBERS") is held


# ---- secrets in answers ----------------------------------------------------------------------------


def learned(body: Any) -> set[tuple[str, str]]:
    return set(learn(exchange(response(201, body))))


def test_tokens_and_widget_urls_are_learned_wherever_they_stand() -> None:
    body = {
        "session": {"token": "token-value-1", "widget_url": "https://w/1"},
        "more": [{"service_provider_widget_url": "https://w/222"}, [{"token": "token-value-2"}]],
    }
    assert learned(body) == {
        ("token", "token-value-1"),
        ("token", "token-value-2"),
        ("service_provider_widget_url", "https://w/222"),
    }


@pytest.mark.parametrize("body", [{"token": "short"}, {"token": None}, {"token": 123456789012345}, {}, [], b"", b"no"])
def test_nothing_is_learned_from_short_absent_or_other_values(body: Any) -> None:
    assert learned(body) == set()


def test_other_members_are_no_secrets() -> None:
    assert learned({"session": {"id": "ses_0123456789abcdef", "external_session_id": "x" * 40}}) == set()


# ---- capabilities ----------------------------------------------------------------------------------


def lent(bench: Bench, tables: str) -> frozenset[str]:
    return capabilities.lent(bench.target(tables))


def test_a_plain_target_lends_little(bench: Bench) -> None:
    assert lent(bench, ALICE) == {"alice", "no_org_header"}


@pytest.mark.parametrize(
    ("tables", "capability"),
    [
        ('[actors.bob.headers]\nx-juno-jwt = "x"', "bob"),
        ('[actors.expired.headers]\nx-juno-jwt = "x"', "expired"),
        ('[fixtures]\nunsupported = ["DOGE@1"]', "unsupported_asset"),
        ('[fixtures]\nunknown = ["SEI@8453"]', "foreign_asset"),
        ('[[fixtures.providers]]\nname = "TRANSAK"', "provider"),
        ('[[fixtures.providers]]\nname = "BANXA"\ncountries = ["GB"]', "provider_market"),
        ("[triggers.provider_failure]\nbody = { a = 1 }", "provider_failure"),
        ('[clock]\nadvance = { path = "/clock" }', "clock"),
        ("[capabilities]\nconcurrency = true", "concurrency"),
    ],
)
def test_a_capability_is_lent_by_what_the_target_file_holds(tables: str, capability: str, bench: Bench) -> None:
    assert capability not in lent(bench, ALICE)
    assert capability in lent(bench, f"{ALICE}{tables}\n")


def test_a_target_whose_organisation_stands_in_a_header_cannot_do_without_it(bench: Bench) -> None:
    assert "no_org_header" not in lent(bench, f'{ALICE}X-Juno-OrgId = "org"\n')


def test_a_provider_with_a_us_market_tells_nothing_of_the_default_country(bench: Bench) -> None:
    tables = f'{ALICE}[[fixtures.providers]]\nname = "STRIPE"\ncountries = ["US", "GB"]\n'
    assert "provider_market" not in lent(bench, tables)


# ---- the facade ------------------------------------------------------------------------------------

TABLES = f"""
[actors.alice.headers]
X-Juno-JWT = "{ALICE_SECRET}"
X-Juno-OrgId = "org_reference_1"
[triggers.provider_failure]
body = {{ service_provider = "FAILING" }}
query = {{ mode = "a b" }}
headers = {{ X-Mode = "fail" }}
"""


class Kept(Scenario):
    """A scenario that sends nothing, and keeps what it was asked to send."""

    def __init__(self, bench: Bench) -> None:
        super().__init__("some.check", SimpleNamespace(target=bench.target(TABLES)))  # type: ignore[arg-type]
        self.calls: list[Call] = []

    async def send(self, call: Call) -> Any:
        self.calls.append(call)


def kept(bench: Bench, act: Any) -> Call:
    scenario = Kept(bench)
    coroutine = act(Sumvin(scenario))
    with pytest.raises(StopIteration):
        coroutine.send(None)
    (call,) = scenario.calls
    return call


def body_of(call: Call) -> Any:
    return json.loads(call.content or b"null")


def test_alices_calls_carry_her_credentials(bench: Bench) -> None:
    call = kept(bench, lambda sumvin: sumvin.alice.open_session({"a": 1}, idempotency_key="k"))
    assert call.operation == "POST /v0/ramp/sessions"
    assert call.actor is not None
    assert call.actor.headers["X-Juno-JWT"] == ALICE_SECRET
    assert body_of(call) == {"a": 1, "idempotency_key": "k"}
    assert (call.zone, call.content_type) == (Zone.MUST_ACCEPT, "application/json")


def test_fields_stand_in_place_of_the_orders_own(bench: Bench) -> None:
    assert body_of(kept(bench, lambda sumvin: sumvin.alice.open_session({"a": 1}, a=None))) == {"a": None}


def test_bytes_are_sent_as_they_are(bench: Bench) -> None:
    call = kept(bench, lambda sumvin: sumvin.alice.post(b"\xff", content_type=None))
    assert (call.content, call.content_type, call.zone) == (b"\xff", None, Zone.MAY_EITHER)


def test_somebody_else_bears_given_credentials_in_alices_organisation(bench: Bench) -> None:
    call = kept(bench, lambda sumvin: sumvin.bearing({"X-Juno-JWT": "forged"}).open_session({}))
    assert call.actor is None
    assert dict(call.headers) == {"X-Juno-OrgId": "org_reference_1", "X-Juno-JWT": "forged"}
    assert "X-Juno-JWT" in call.secret_headers


def test_nobody_bears_no_credentials(bench: Bench) -> None:
    assert dict(kept(bench, lambda sumvin: sumvin.bearing({}).open_session({})).headers) == {
        "X-Juno-OrgId": "org_reference_1"
    }


def test_a_trigger_adds_to_body_query_and_headers(bench: Bench) -> None:
    call = kept(bench, lambda sumvin: sumvin.open_with_trigger("provider_failure", {"a": 1}, idempotency_key="k"))
    assert body_of(call) == {"a": 1, "service_provider": "FAILING", "idempotency_key": "k"}
    assert call.path == "/v0/ramp/sessions?mode=a+b"
    assert call.headers["X-Mode"] == "fail"
    assert call.zone is Zone.MUST_REJECT


def test_credentials_are_told_from_what_identifies(bench: Bench) -> None:
    sumvin = Sumvin(Kept(bench))
    assert sumvin.alice_credentials == {"X-Juno-JWT": ALICE_SECRET}
    assert sumvin.headers_of("bob") == {}


def test_nonces_never_repeat(bench: Bench) -> None:
    sumvin = Sumvin(Kept(bench))
    assert len({sumvin.nonce() for _ in range(1000)}) == 1000


# ---- the pre-flight's sentence ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "body", "complains"),
    [
        (400, problem("RAMP_UNKNOWN_ASSET"), True),
        (400, problem("RAMP_UNSUPPORTED_ASSET"), True),
        (400, problem("RAMP_INVALID_PAIR"), False),
        (201, {}, False),
        (500, {}, False),
    ],
)
def test_default_assets_that_are_not_served_are_complained_of(
    status: int, body: Any, complains: bool, page: Page
) -> None:
    assert page.target is not None
    assert (preflight.refused(page.answer(status, body), page.target) is not None) is complains
