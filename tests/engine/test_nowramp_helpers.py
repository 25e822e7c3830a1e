"""NowRamp's helpers: times, error codes in any envelope, sessions in any list, capabilities, the facade, secrets."""

import asyncio
import json
import tomllib
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from conformance import api as apis
from conformance import target as target_file
from conformance.errors import Blocked
from conformance.exchange import MISSING, Exchange, Request, Response, Zone
from conformance.nowramp import capabilities, preflight, reading
from conformance.nowramp.errors import carries, expect_error, is_error, outermost_codes
from conformance.nowramp.facade import PATIENCE, NowRamp, Opened, tidily
from conformance.nowramp.instants import instant
from conformance.nowramp.lived import expect_lifetime
from conformance.nowramp.operations import CANCEL, CONFIRM, CREATE, GET, LIST, OPERATIONS, ORDER
from conformance.nowramp.retrieved import is_kept_untouched
from conformance.nowramp.secrets import learn
from conformance.nowramp.wrong_secrets import FOREIGN, GROUPS, SHAPELESS, wrong_secret
from conformance.scenario import Answer, Call, Record, Scenario
from conformance.target import Target
from conformance.together import together

API = apis.load("nowramp")
KEYS = """
[actors.secret_key.headers]
Authorization = "Bearer sk_test_canary_0001"
[actors.public_key.headers]
Authorization = "Bearer pk_test_canary_0002"
"""


def target(tables: str = KEYS) -> Target:
    path = Path(__file__)
    text = f'api = "nowramp"\nbase_url = "http://vendor.invalid"\n{tables}'

    file = target_file.TargetFile.model_validate(tomllib.loads(text))
    return target_file.assemble(file, path, API.vocabulary)


class Kept(Scenario):
    """A scenario that sends nothing, keeps what it was asked to send, and answers what it is told to."""

    def __init__(self, tables: str = KEYS, answers: Any = None, *, frugal: bool = False) -> None:
        super().__init__("some.check", SimpleNamespace(target=target(tables), frugal=frugal))  # type: ignore[arg-type]
        self.calls: list[Call] = []
        self._answers = answers or (lambda _call: (200, {}))

    async def send(self, call: Call) -> Answer:
        self.calls.append(call)
        status, body = self._answers(call)
        return answer(status, body, operation=call.operation, scenario=self, actor=call.actor)


class Patient(Kept):
    """One that only notes for how long it was to wait."""

    def __init__(self, tables: str = KEYS, answers: Any = None) -> None:
        super().__init__(tables, answers)
        self.waited: list[float] = []

    async def pause(self, seconds: float) -> None:
        self.waited.append(seconds)


def answer(
    status: int, body: Any, *, operation: str = GET, scenario: Any = None, actor: Any = None, tables: str = KEYS
) -> Answer:
    scenario = scenario or SimpleNamespace(target=target(tables), record=Record())
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    response = Response(status, (("content-type", "application/json"),), content)
    role = actor.role if actor else "nobody"
    exchange = Exchange(1, operation, role, Zone.MAY_EITHER, Request("GET", "/", (), None), response, 0.0)
    return Answer(exchange, scenario)


def session(ident: str = "sess_1", **attributes: Any) -> dict[str, Any]:
    shown = {"sessionId": ident, "clientSecret": f"secret-canary-{ident}", "status": "pending", **attributes}
    return {"type": "session", "id": ident, "attributes": shown}


def run(act: Any, tables: str = KEYS, answers: Any = None) -> list[Call]:
    scenario = Kept(tables, answers)
    asyncio.run(act(NowRamp(scenario)))
    return scenario.calls


def body_of(call: Call) -> Any:
    return json.loads(call.content or b"null")


# ---- times -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("1970-01-01T00:00:01Z", Decimal(1)),
        ("2026-02-17T15:30:00Z", Decimal(1771342200)),
        ("2026-02-17T15:30:00.25Z", Decimal("1771342200.25")),
        ("2024-02-29T00:00:00.000000Z", Decimal(1709164800)),
    ],
)
def test_times_in_utc_are_read(text: str, seconds: Decimal) -> None:
    assert instant(text) == seconds


@pytest.mark.parametrize(
    "value",
    [
        "2026-02-17T15:30:00", "2026-02-17T15:30:00+00:00", "2026-02-17 15:30:00Z", "2026-02-30T00:00:00Z",
        "2026-02-17T25:00:00Z", "2026-02-17T15:30Z", "soon", "", 1771342200, None, MISSING,
    ],
)  # fmt: skip
def test_other_forms_are_no_times(value: Any) -> None:
    assert instant(value) is None


# ---- errors ----------------------------------------------------------------------------------------

ENVELOPES = (
    {"success": False, "error": {"code": "NOT_FOUND", "message": "Session not found."}},
    {"code": "NOT_FOUND", "message": "Session not found."},
    {"errors": [{"code": "NOT_FOUND", "title": "Session not found", "status": "404"}]},
    {"error": "NOT_FOUND"},
    ["NOT_FOUND"],
)


@pytest.mark.parametrize("envelope", ENVELOPES, ids=str)
def test_a_code_is_found_in_any_envelope(envelope: Any) -> None:
    assert is_error(answer(404, envelope), "NOT_FOUND")
    assert not is_error(answer(400, envelope), "NOT_FOUND")
    assert not is_error(answer(404, envelope), "FORBIDDEN")


def test_a_message_that_mentions_a_code_is_no_code() -> None:
    assert not carries(answer(404, {"message": "this is no NOT_FOUND"}), "NOT_FOUND")
    assert not carries(answer(404, b"NOT_FOUND"), "NOT_FOUND")


def test_a_target_file_may_say_where_the_code_is_and_how_it_is_spelled() -> None:
    tables = KEYS + '[shapes]\nerror_code = "/fault/id"\n[dialect]\nerror_codes = { NOT_FOUND = ["E404", "E405"] }\n'
    assert carries(answer(404, {"fault": {"id": "E404"}}, tables=tables), "NOT_FOUND")
    assert not carries(answer(404, {"other": "E404"}, tables=tables), "NOT_FOUND")
    assert not carries(answer(404, {"fault": {"id": "NOT_FOUND"}}, tables=tables), "NOT_FOUND")


def test_an_expected_error_is_one_of_those_named() -> None:
    refusal = answer(403, {"code": "FORBIDDEN"})
    assert expect_error(refusal, "R", "NOT_FOUND", "FORBIDDEN")
    assert not expect_error(refusal, "R", "NOT_FOUND")


def test_only_the_outermost_codes_speak_for_the_answer() -> None:
    body = {"error": {"code": "VALIDATION_ERROR", "details": [{"field": "customerId", "code": "NOT_FOUND"}]}}
    assert outermost_codes(answer(400, body).exchange) == ["VALIDATION_ERROR"]
    assert outermost_codes(answer(200, body).exchange) == []
    assert outermost_codes(answer(500, b"").exchange) == []


# ---- reading ---------------------------------------------------------------------------------------

FIRST, SECOND = session("sess_1"), session("sess_2")
LISTS = (
    [FIRST, SECOND],
    {"data": [FIRST, SECOND], "meta": {"page": 1}},
    {"type": "list", "attributes": {"sessions": [FIRST, SECOND]}},
    {"items": [FIRST["attributes"], SECOND["attributes"]], "total": 2},
    {"success": True, "data": {"sessions": [FIRST, SECOND], "pagination": {"page": 1}}},
)


@pytest.mark.parametrize("document", LISTS, ids=lambda document: str(document)[:40])
def test_sessions_are_found_in_any_list(document: Any) -> None:
    listed = answer(200, document, operation=LIST)
    assert reading.ids_in(listed) == ["sess_1", "sess_2"]
    assert [reading.attributes_of(item)["status"] for item in reading.sessions_in(listed)] == ["pending"] * 2


def test_a_list_that_cannot_be_found_blocks_unless_the_target_file_points_at_it() -> None:
    document = {"a": [FIRST], "b": []}
    with pytest.raises(Blocked, match=r"shapes\.list"):
        reading.sessions_in(answer(200, document))
    tables = KEYS + '[shapes]\nlist = "/a"\n'
    assert reading.ids_in(answer(200, document, tables=tables)) == ["sess_1"]


@pytest.mark.parametrize("item", [None, "text", {}, {"attributes": "text"}, []])
def test_what_is_no_session_has_no_id(item: Any) -> None:
    assert reading.id_of(item) is MISSING


@pytest.mark.parametrize(
    ("field", "ours", "theirs", "held"),
    [
        ("sourceAmount", "100", "100.00", True),
        ("sourceAmount", "100", 100, True),
        ("sourceAmount", 99.99, Decimal("99.99"), True),
        ("sourceAmount", "100", "100.01", False),
        ("sourceAmount", "100", None, False),
        ("network", "ethereum", "Ethereum", False),
        ("network", None, MISSING, True),
        ("externalCustomerId", "1", "1.0", False),
    ],
)
def test_values_are_the_same(field: str, ours: Any, theirs: Any, held: bool) -> None:
    assert reading.same(field, ours, theirs) is held


@pytest.mark.parametrize(
    ("field", "before", "now", "held"),
    [
        ("createdAt", "2026-01-01T00:00:00.700Z", "2026-01-01T00:00:00Z", True),
        ("createdAt", "2026-01-01T00:00:00Z", "2026-01-01T00:00:05Z", False),
        ("customerId", None, "a customer found later", True),
        ("customerId", "a", "b", False),
        ("externalCustomerId", MISSING, "b", False),
    ],
)
def test_values_are_unchanged(field: str, before: Any, now: Any, held: bool) -> None:
    assert reading.unchanged(field, before, now) is held


def test_amounts_are_read_as_they_are_written() -> None:
    shown = answer(200, b'{"attributes": {"sourceAmount": 123.456789012345678901}}')
    assert reading.attribute(shown, "sourceAmount") == Decimal("123.456789012345678901")
    assert reading.attribute(answer(204, b""), "sourceAmount") is MISSING


# ---- capabilities ----------------------------------------------------------------------------------


def test_what_a_target_lends() -> None:
    assert capabilities.lent(target()) == {"secret_key", "public_key"}
    more = KEYS + (
        '[fixtures]\ncustomers = ["0f8fad5b-d9cb-469f-a165-70867728950e"]\ngateways = ["a"]\n'
        "[capabilities]\nconcurrency = true\nvolume = true\n"
        '[clock]\nadvance = { path = "/clock" }\n'
    )
    added = {"customer", "gateway", "concurrency", "volume", "clock"}
    assert capabilities.lent(target(more)) == {"secret_key", "public_key"} | added


def test_every_capability_of_the_catalogue_can_be_lent() -> None:
    lendable = set(API.roles) | {"customer", "gateway", "clock"} | set(API.capabilities)
    assert set(API.contract.capabilities) <= lendable


@pytest.mark.parametrize(("key", "live"), [("sk_live_1", True), ("pk_live_1", True), ("sk_test_1", False)])
def test_live_keys_are_told_from_test_keys(key: str, live: bool) -> None:
    assert capabilities.is_live(key) is live


# ---- the facade ------------------------------------------------------------------------------------


def test_a_creation_is_made_for_a_customer_of_its_own() -> None:
    async def act(nowramp: NowRamp) -> None:
        await nowramp.secret.create({"type": "onramp"})
        await nowramp.secret.create({"externalCustomerId": "mine"})
        await nowramp.secret.create({"customerId": "theirs"})
        await nowramp.secret.create({}, nameless=True)

    made_up, named, known, nameless = map(body_of, run(act))
    assert made_up["externalCustomerId"].startswith("conformance-")
    assert named == {"externalCustomerId": "mine"}
    assert known == {"customerId": "theirs"}
    assert nameless == {}


@pytest.mark.parametrize("operation", OPERATIONS)
def test_every_operation_can_be_performed(operation: str) -> None:
    opened = Opened("sess/1", "secret", {}, answer(201, session()))

    async def act(nowramp: NowRamp) -> None:
        await nowramp.public.perform(operation, opened, zone=Zone.MUST_REJECT)

    (call,) = run(act)
    assert call.operation == operation
    assert call.path == operation.partition(" ")[2].replace("{sessionId}", "sess%2F1")
    assert call.actor is not None and call.actor.role == "public_key"
    if operation in (CONFIRM, ORDER):
        assert body_of(call)["clientSecret"] == "secret"
    assert (call.content is None) == (operation in (GET, LIST, CANCEL))


def test_a_list_has_its_query() -> None:
    (call,) = run(lambda nowramp: nowramp.secret.find(status="pending", externalCustomerId="ü&="))
    assert call.path == "/v1/sessions?status=pending&externalCustomerId=%C3%BC%26%3D"


def test_nobody_has_no_actor_and_no_headers() -> None:
    (call,) = run(lambda nowramp: nowramp.bearing({}).get("sess_1"))
    assert (call.actor, dict(call.headers)) == (None, {})


@pytest.mark.parametrize(("frugal", "left"), [(False, ["sess_3"]), (True, [])])
def test_what_is_left_pending_is_cancelled_in_the_end(frugal: bool, left: list[str]) -> None:
    def answers(call: Call) -> tuple[int, Any]:
        answers.number += 1  # type: ignore[attr-defined]
        return (201, session(f"sess_{answers.number}")) if call.operation == CREATE else (200, {})  # type: ignore[attr-defined]

    answers.number = 0  # type: ignore[attr-defined]

    @tidily
    async def act(nowramp: NowRamp) -> None:
        first, second, _third = [await nowramp.open() for _ in range(3)]
        await nowramp.public.order(first, {})
        await nowramp.secret.cancel(second.id)
        raise Blocked("early")

    scenario = Kept(answers=answers, frugal=frugal)
    with pytest.raises(Blocked, match="early"):
        asyncio.run(act(NowRamp(scenario)))  # type: ignore[arg-type]
    cancelled = [call.path for call in scenario.calls if call.operation == CANCEL]
    assert cancelled == [f"/v1/sessions/{ident}/cancel" for ident in ("sess_2", *left)]


def test_a_session_that_was_not_created_blocks() -> None:
    with pytest.raises(Blocked, match="was to answer 200 or 201"):
        run(lambda nowramp: nowramp.open(), answers=lambda _call: (500, {}))
    with pytest.raises(Blocked, match="clientSecret"):
        run(lambda nowramp: nowramp.open(), answers=lambda _call: (201, session(clientSecret=None)))


def test_calls_side_by_side_all_end_before_the_first_failure_is_told() -> None:
    ended = []

    async def call(seconds: float, failure: Exception | None = None) -> float:
        await asyncio.sleep(seconds)
        ended.append(seconds)
        if failure:
            raise failure
        return seconds

    assert asyncio.run(together(call(0.002), call(0.001))) == [0.002, 0.001]
    ended.clear()
    with pytest.raises(Blocked, match="first"):
        asyncio.run(together(call(0.002, Blocked("first")), call(0.001, Blocked("other")), call(0.003)))
    assert ended == [0.001, 0.002, 0.003]


@pytest.mark.parametrize("late", [0, 2, len(PATIENCE)])
def test_a_list_is_waited_for_while_it_lags(late: int) -> None:
    opened = [Opened(ident, "secret", {}, answer(201, session(ident))) for ident in ("sess_1", "sess_2")]
    found: list[Any] = []

    def answers(_call: Call) -> tuple[int, Any]:
        found.append(None)
        return 200, {"data": [session(one.id) for one in opened[: 2 if len(found) > late else 1]]}

    scenario = Patient(answers=answers)
    listed = asyncio.run(NowRamp(scenario).listed(opened, externalCustomerId="mine"))
    assert reading.ids_in(listed) == ["sess_1", "sess_2"]
    assert (len(found), scenario.waited) == (late + 1, list(PATIENCE[:late]))


@pytest.mark.parametrize(
    ("twin", "kept"), [({"network": "base"}, True), ({"network": "Base"}, False), ({"network": None}, False)]
)
def test_a_twin_tells_what_was_never_kept(twin: dict[str, Any], kept: bool) -> None:
    def answers(call: Call) -> tuple[int, Any]:
        return (201, session(network="base")) if call.operation == CREATE else (200, session(**twin))

    opened = Opened("sess_0", "secret", {"network": "base"}, answer(201, session(network="base")))
    assert asyncio.run(is_kept_untouched(NowRamp(Kept(answers=answers)), opened, "network")) is kept


@pytest.mark.parametrize(
    ("expires", "held"), [("2026-02-17T15:10:00Z", True), ("2026-02-17T15:10:03Z", False), ("soon", None)]
)
def test_a_lifetime_is_read_from_both_times(expires: str, held: bool | None) -> None:
    shown = answer(201, session(createdAt="2026-02-17T15:00:00Z", expiresAt=expires))
    assert expect_lifetime(shown, 600, "A-REQUIREMENT") is bool(held)
    record = shown.scenario.record
    assert [seen.held for seen in record.observations] == ([] if held is None else [held])
    assert set(record.blocked) == ({"A-REQUIREMENT"} if held is None else set())


def test_lifetimes_fit_the_clock_that_there_is() -> None:
    clock = '[clock]\nadvance = { path = "/clock" }\n'
    assert NowRamp(Kept(KEYS + clock)).short_life == 600
    assert NowRamp(Kept()).short_life < 10


# ---- the pre-flight --------------------------------------------------------------------------------


@pytest.mark.parametrize(("looking", "confirming", "told"), [(200, 403, 200), (403, 200, 200), (401, 401, 401)])
def test_a_public_key_is_good_if_it_is_good_for_anything(looking: int, confirming: int, told: int) -> None:
    def answers(call: Call) -> tuple[int, Any]:
        return {CREATE: (201, session()), GET: (looking, {}), CONFIRM: (confirming, {})}.get(call.operation, (200, {}))

    scenario = Kept(answers=answers)
    assert asyncio.run(preflight.probe(scenario, "public_key")).status == told


# ---- secrets ---------------------------------------------------------------------------------------


def test_client_secrets_and_checkout_pages_are_learned() -> None:
    created = answer(201, session()).exchange
    assert learn(created) == [("clientSecret", "secret-canary-sess_1")]
    order = {"attributes": {"checkout": {"url": "https://checkout.invalid/pay/1"}}}
    assert learn(answer(201, order).exchange) == [("checkout.url", "https://checkout.invalid/pay/1")]
    assert learn(answer(201, session(clientSecret="short")).exchange) == []
    assert learn(answer(500, b"<html>").exchange) == []


@pytest.mark.parametrize("kind", [*FOREIGN, *SHAPELESS])
@pytest.mark.parametrize("own", ["sess_secret_AbC123", "1", "a", "ÄÖ"])
def test_a_wrong_secret_is_never_the_right_one(kind: str, own: str) -> None:
    mine = Opened("sess_1", own, {}, answer(201, session()))
    other = Opened("sess_2", "another", {}, answer(201, session()))
    value = wrong_secret(kind, mine, other)
    if len(own) > 1:
        assert value != own
    assert isinstance(value, str) or kind in SHAPELESS


def test_every_wrong_secret_is_tried_in_some_group() -> None:
    assert [kind for group in GROUPS for kind in group] == [*FOREIGN, *SHAPELESS]
