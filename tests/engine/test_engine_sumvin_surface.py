"""Sumvin's other operations: their invariants, their calls, their capabilities, and accounts that may be deleted."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from engine_bench import ALICE, ALICE_SECRET, Bench, Call, Outcome, Page, Reply, exchange, reply, response

from conformance.check import check
from conformance.exchange import Exchange, Zone
from conformance.scenario import Call as Sent
from conformance.scenario import Scenario
from conformance.sumvin import capabilities, holdings, operations
from conformance.sumvin.errors import expect_error, is_error
from conformance.sumvin.facade import Sumvin
from conformance.sumvin.resources import invariants
from conformance.sumvin.surface_invariants import INVARIANTS, OPERATIONS

JUDGES: Mapping[str, list[Any]] = defaultdict(list)
for _invariant in (*INVARIANTS, *invariants({})):
    JUDGES[_invariant.requirement].append(_invariant.judge)


def verdict(requirement: str, one: Exchange) -> bool | None:
    judgements = [judgement for judge in JUDGES[requirement] if (judgement := judge(one)) is not None]
    return all(judgement.held for judgement in judgements) if judgements else None


def answered(operation: str, status: int, body: Any = b"", **headers: str) -> Exchange:
    return replace(exchange(response(status, body, **headers)), operation=operation)


# ---- invariants ------------------------------------------------------------------------------------


@pytest.mark.parametrize("operation", OPERATIONS)
def test_each_operation_has_one_success_and_any_refusal(operation: str) -> None:
    known = OPERATIONS[operation]
    requirement = f"{known.group}-STATUS-DOCUMENTED"
    assert verdict(requirement, answered(operation, known.success)) is True
    assert all(verdict(requirement, answered(operation, status)) for status in (400, 403, 404, 405, 422, 429))
    others = {200, 201, 202, 204, 206, 208, 302, 500} - {known.success}
    assert not any(verdict(requirement, answered(operation, status)) for status in others)


@pytest.mark.parametrize("operation", OPERATIONS)
def test_a_providers_failure_is_an_answer_only_where_it_has_a_part(operation: str) -> None:
    known = OPERATIONS[operation]
    held = verdict(f"{known.group}-STATUS-DOCUMENTED", answered(operation, 502))
    assert held is (known.upstream is not None)


def test_a_bank_failure_may_have_any_error_status_with_its_code() -> None:
    requirement = "SUMVIN-BANK-STATUS-DOCUMENTED"
    for code in ("BANK_LINK_TOKEN_FAILED", "BANK_PROVIDER_ERROR", "BNK-500-002", "MLD-500-001-R"):
        assert verdict(requirement, answered(operations.START_LINK, 500, {"error_code": code})) is True
    assert verdict(requirement, answered(operations.START_LINK, 500, {"error_code": "OOPS"})) is False


@pytest.mark.parametrize(
    ("status", "body", "headers", "held"),
    [
        (200, {"transactions": []}, {}, True),
        (200, [], {}, True),
        (200, b"", {}, False),
        (200, b"[]", {"content_type": "text/plain"}, False),
        (200, b"<html>", {"content_type": "application/json"}, False),
        (200, 7, {}, False),
        (404, b"nothing", {}, None),
    ],
)
def test_a_success_is_json(status: int, body: Any, headers: dict[str, str], held: bool | None) -> None:
    assert verdict("SUMVIN-RAMP-BODY-JSON", answered(operations.LIST_TRANSACTIONS, status, body, **headers)) is held


def test_a_resource_is_looked_for_where_the_target_file_points() -> None:
    shapes = {"transactions": "/data/rows", "transaction": "/data/row"}
    judge = next(one.judge for one in invariants(shapes) if one.requirement == "SUMVIN-LIFECYCLE-STATUS-VALUES")
    for status, held in (("pending", True), ("PENDING", False)):
        row = {"id": "t", "status": status}
        one = judge(answered(operations.GET_TRANSACTION, 200, {"data": {"row": row, "meta": {}}}))
        several = judge(answered(operations.LIST_TRANSACTIONS, 200, {"data": {"rows": [row], "more": []}}))
        assert one is not None
        assert several is not None
        assert (one.held, several.held) == (held, held)


def test_what_was_accepted_or_deleted_needs_no_body() -> None:
    assert verdict("SUMVIN-ACCOUNTS-BODY-JSON", answered(operations.SYNC_ACCOUNT, 202)) is None
    assert verdict("SUMVIN-ACCOUNTS-BODY-JSON", answered(operations.DELETE_ACCOUNT, 204)) is None
    assert verdict("SUMVIN-BANK-BODY-JSON", answered(operations.START_LINK, 202, b"ok")) is False


@pytest.mark.parametrize(
    ("transaction", "status_held", "meld_held"),
    [
        ({"status": "pending"}, True, True),
        ({"status": "pending", "meld_status": None}, True, True),
        ({"status": "processing", "meld_status": "SETTLING"}, True, True),
        ({"status": "cancelled", "meld_status": None}, True, True),
        ({"status": "completed", "meld_status": None}, True, True),
        ({"status": "failed"}, True, True),
        ({"status": "failed", "meld_status": ""}, True, False),
        ({"status": "pending", "meld_status": 7}, True, False),
        ({"status": "SETTLED", "meld_status": "SETTLED"}, False, True),
        ({"meld_status": "SETTLED"}, False, True),
    ],
)
def test_a_transaction_shows_a_status_and_the_providers(
    transaction: dict[str, Any], status_held: bool, meld_held: bool
) -> None:
    shown = {"id": "t", **transaction}
    for one in (
        answered(operations.LIST_TRANSACTIONS, 200, {"transactions": [{"id": "s", "status": "pending"}, shown]}),
        answered(operations.GET_TRANSACTION, 200, {"transaction": shown}),
    ):
        assert verdict("SUMVIN-LIFECYCLE-STATUS-VALUES", one) is status_held
        assert verdict("SUMVIN-LIFECYCLE-MELD-STATUS", one) is meld_held


def test_where_no_transaction_is_shown_no_status_is_due() -> None:
    for one in (
        answered(operations.LIST_TRANSACTIONS, 200, {"transactions": []}),
        answered(operations.GET_TRANSACTION, 404, {"status": 404}),
        answered(operations.GET_ACCOUNT, 200, {"id": "a", "status": "active"}),
    ):
        assert verdict("SUMVIN-LIFECYCLE-STATUS-VALUES", one) is None


@pytest.mark.parametrize(
    ("status", "held"), [("active", True), ("error", True), (None, True), ("ACTIVE", False), ("linked", False)]
)
def test_an_account_shows_one_of_four_statuses_or_none(status: str | None, held: bool) -> None:
    one = answered(operations.LIST_ACCOUNTS, 200, {"accounts": [{"id": "a", "status": status}]})
    assert verdict("SUMVIN-ACCOUNTS-CONNECTION-STATUS", one) is held


# ---- calls -----------------------------------------------------------------------------------------

TRIGGERED = f"""
{ALICE}
[triggers.quote_failure]
query = {{ service_provider = "FAILING" }}
headers = {{ X-Mode = "fail" }}
[triggers.disconnect]
body = {{ institution_id = "ins_x" }}
"""


class Kept(Scenario):
    """A scenario that sends nothing, and keeps what it was asked to send."""

    def __init__(self, bench: Bench) -> None:
        super().__init__("some.check", SimpleNamespace(target=bench.target(TRIGGERED)))  # type: ignore[arg-type]
        self.calls: list[Sent] = []

    async def send(self, call: Sent) -> Any:
        self.calls.append(call)


def kept(bench: Bench, act: Any) -> Sent:
    scenario = Kept(bench)
    with pytest.raises(StopIteration):
        act(Sumvin(scenario)).send(None)
    (call,) = scenario.calls
    return call


def test_an_id_is_put_into_the_path_as_one_segment(bench: Bench) -> None:
    call = kept(bench, lambda sumvin: sumvin.alice.account("a/b c?d"))
    assert call.path == "/v0/accounts/a%2Fb%20c%3Fd"
    assert call.operation == operations.GET_ACCOUNT
    assert call.content is None


@pytest.mark.parametrize(
    ("act", "operation"),
    [
        (lambda alice: alice.quotes({}), operations.LIST_QUOTES),
        (lambda alice: alice.list_transactions(), operations.LIST_TRANSACTIONS),
        (lambda alice: alice.transaction("x"), operations.GET_TRANSACTION),
        (lambda alice: alice.link_config(), operations.GET_LINK_CONFIG),
        (lambda alice: alice.institutions(), operations.LIST_INSTITUTIONS),
        (lambda alice: alice.link({}), operations.START_LINK),
        (lambda alice: alice.processor_token("x", {}), operations.MAKE_PROCESSOR_TOKEN),
        (lambda alice: alice.accounts(), operations.LIST_ACCOUNTS),
        (lambda alice: alice.account("x"), operations.GET_ACCOUNT),
        (lambda alice: alice.sync("x"), operations.SYNC_ACCOUNT),
        (lambda alice: alice.delete("x"), operations.DELETE_ACCOUNT),
    ],
)
def test_each_operation_is_called_by_its_name(act: Any, operation: str, bench: Bench) -> None:
    call = kept(bench, lambda sumvin: act(sumvin.alice))
    assert call.operation == operation
    assert call.zone is Zone.MUST_ACCEPT
    assert call.actor is not None
    assert call.actor.headers["x-juno-jwt"] == ALICE_SECRET


def test_a_trigger_adds_to_any_call(bench: Bench) -> None:
    query = kept(bench, lambda sumvin: sumvin.alice.quotes({"a": "b"}, trigger=sumvin.trigger("quote_failure")))
    assert (query.path, query.content) == ("/v0/ramp/quotes?a=b&service_provider=FAILING", None)
    assert query.headers["X-Mode"] == "fail"
    link = kept(bench, lambda sumvin: sumvin.alice.link({"institution_id": "y"}, trigger=sumvin.trigger("disconnect")))
    assert link.content == b'{"institution_id": "ins_x"}'


# ---- capabilities ----------------------------------------------------------------------------------

CLOCK = '[clock]\nadvance = { path = "/clock" }\n'


@pytest.mark.parametrize(
    ("tables", "capability"),
    [
        ('[actors.unentitled.headers]\nx-juno-jwt = "x"', "unentitled"),
        ('[actors.bob.headers]\nx-juno-jwt = "x"', "foreign_account"),
        ('[actors.bob.headers]\nx-juno-jwt = "x"', "foreign_transaction"),
        ('[fixtures.accounts]\nforeign = ["a"]', "foreign_account"),
        ('[fixtures.transactions]\nforeign = ["a"]', "foreign_transaction"),
        ('[fixtures.accounts]\ndeletable = ["a"]', "deletable_account"),
        ('[fixtures.accounts]\nunsyncable = ["a"]', "unsyncable_account"),
        ('[fixtures]\nprocessor = "plaid"', "processor"),
        ("[triggers.quote_failure]\nquery = { a = 'b' }", "quote_failure"),
        ("[triggers.link_token_failure]\nbody = { a = 1 }", "link_token_failure"),
        ("[triggers.token_exchange_failure]\nbody = { a = 1 }", "token_exchange_failure"),
        ("[capabilities]\nbank_linking = true", "bank_linking"),
        (f"{CLOCK}[fixtures.due]\nprocessing = 5", "processing"),
        (f"{CLOCK}[fixtures.due]\ncompleted = 5", "settlement"),
        (f"{CLOCK}[fixtures.due]\nfailed = 5\n[triggers.ramp_failure]", "ramp_failure"),
        (f"{CLOCK}[fixtures.due]\ncancelled = 5\n[triggers.ramp_abandonment]", "ramp_abandonment"),
        (f"{CLOCK}[fixtures.due]\nrefunded = 5\n[triggers.ramp_refund]", "ramp_refund"),
        (f"{CLOCK}[fixtures.due]\nlinked = 5", "link_completion"),
        (f"{CLOCK}[fixtures.due]\nlinked = 5\nchanged = 5\n[triggers.connection_error]", "connection_change"),
        (f"{CLOCK}[fixtures.due]\nlinked = 5\ndisconnected = 5\n[triggers.disconnect]", "disconnect"),
    ],
)
def test_a_capability_is_lent_by_what_the_target_file_holds(tables: str, capability: str, bench: Bench) -> None:
    assert capability not in capabilities.lent(bench.target(ALICE))
    assert capability in capabilities.lent(bench.target(f"{ALICE}{tables}\n"))


def test_without_a_clock_nothing_becomes_of_anything(bench: Bench) -> None:
    due = "[fixtures.due]\ncompleted = 5\nlinked = 5\nfailed = 5\n[triggers.ramp_failure]\n"
    lent = capabilities.lent(bench.target(ALICE + due))
    assert not lent & {"settlement", "link_completion", "ramp_failure"}


# ---- what users have -------------------------------------------------------------------------------

SPARE = f'{ALICE}[fixtures.accounts]\ndeletable = ["s0", "s1", "s2", "s3", "s4", "s5"]\n'


def run(bench: Bench, answer: Any, act: Any, tables: str = ALICE) -> tuple[list[Any], Outcome]:
    """What a function of the facade returned in one scenario, and what else came of it."""
    returned: list[Any] = []

    @check("SUMVIN-DELETE-STATUS", needs=())
    async def scenario(sumvin: Sumvin) -> None:
        """Something to be tried."""
        returned.append(await act(sumvin))

    return returned, bench.run(answer, scenario, tables=tables)


def accounts(*idents: str, **members: Any) -> Reply:
    return reply(200, {"accounts": [{"id": ident, **members} for ident in idents]})


def test_each_check_takes_the_first_of_its_share_that_is_there(bench: Bench) -> None:
    taken, _ = run(
        bench, lambda _: accounts("s4", "s5", "s1"), lambda s: holdings.deletable_account(s, "deleted"), SPARE
    )
    assert taken == ["s4"]


def test_an_exhausted_share_blocks_and_accuses_nobody(bench: Bench) -> None:
    taken, outcome = run(
        bench, lambda _: accounts("s0", "s1", "s3"), lambda s: holdings.deletable_account(s, "stays deleted"), SPARE
    )
    assert taken == []
    assert not outcome.findings
    assert not outcome.crashes
    (line,) = (one for one in outcome.lines if hasattr(one, "tallies"))
    assert "fixtures.accounts.deletable" in line.tallies["SUMVIN-DELETE-STATUS"].blocked[0]


def test_accounts_that_may_be_deleted_serve_for_nothing_else(bench: Bench) -> None:
    taken, _ = run(bench, lambda _: accounts("s0", "mine", "s1"), holdings.own_accounts, SPARE)
    assert taken == [["mine"]]


def test_only_accounts_in_order_are_synced(bench: Bench) -> None:
    def answer(_: Call) -> Reply:
        return reply(200, [{"id": "a", "status": "error"}, {"id": "b", "status": "active"}, {"id": "c"}])

    taken, _ = run(bench, answer, holdings.syncable_accounts)
    assert taken == [["b", "c"]]


@pytest.mark.parametrize(
    ("failing", "named", "told"),
    [
        ("b", "", [202]),
        ("b", '[fixtures.accounts]\nown = ["b"]\n', [202, 502]),
        ("ab", "", [502, 502]),
        ("", "", [202, 202]),
    ],
)
def test_an_account_that_its_provider_fails_is_out_of_order_where_another_is_served(
    bench: Bench, failing: str, named: str, told: list[int]
) -> None:
    def answer(call: Call) -> Reply:
        failed = call.path.split("/")[-2] in failing
        return reply(502, {"error_code": "BANK_PROVIDER_ERROR"}) if failed else reply(202, {})

    async def act(sumvin: Sumvin) -> list[int]:
        answers = {account: await sumvin.alice.sync(account) for account in ("a", "b")}
        return [one.status for one in holdings.in_order(sumvin, answers)]

    assert run(bench, answer, act, ALICE + named)[0] == [told]


GATED = reply(403, {"error_code": "GATE-403-001"})


def test_a_gate_before_alice_decides_nothing_unless_she_is_said_to_be_entitled(bench: Bench) -> None:
    async def act(sumvin: Sumvin) -> int:
        return holdings.entitled(sumvin, await sumvin.alice.institutions()).status

    assert run(bench, lambda _: GATED, act)[0] == []
    assert run(bench, lambda _: GATED, act, f"{ALICE}[capabilities]\nbank_linking = true\n")[0] == [403]


# ---- error codes -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "code", "status", "fits"),
    [
        ("BANK_INSTITUTION_REQUIRED", "BNK-400-001", 400, True),
        ("BANK_INSTITUTION_REQUIRED", "BNK-404-001", 400, False),
        ("BANK_LINK_TOKEN_FAILED", "MLD-502-001-R", 502, True),
        ("BANK_LINK_TOKEN_FAILED", "MLD-502-001-R", 200, False),
        ("BANK_PROVIDER_ERROR", "BNK-503-002", 503, True),
        ("BANK_PROVIDER_ERROR", "BANK_PROVIDER_ERROR", 503, False),
        ("BANK_ACCOUNT_NOT_FOUND", "BNK-404-001", 404, True),
        ("BANK_ACCOUNT_UNAUTHORIZED", "BNK-403-002", 403, True),
        ("BANK_ACCOUNT_UNAUTHORIZED", "BNK-403-002", 404, False),
        ("GATE-403-001", "GATE-403-001", 403, True),
    ],
)
def test_bank_codes_on_the_wire(name: str, code: str, status: int, fits: bool, bench: Bench) -> None:
    page = Page(bench.target(f'{ALICE}[dialect]\nerror_codes = "wire"\n'))
    assert is_error(page.answer(status, {"error_code": code}), name) is fits


def test_a_status_that_serves_as_well_needs_no_code(bench: Bench) -> None:
    page = Page(bench.target(ALICE))
    wanted = ("SUMVIN-PROCESSOR-TOKEN-UNKNOWN", "BANK_ACCOUNT_NOT_FOUND")
    assert expect_error(page.answer(422, {"detail": []}), *wanted, otherwise=(400, 422))
    assert not expect_error(page.answer(404, {"error_code": "ELSE"}), *wanted, otherwise=(400, 422))
    assert not expect_error(page.answer(422, {"detail": []}), *wanted)
    assert {seen.requirement for seen in page.record.observations} == {wanted[0], "SUMVIN-PROBLEM-DETAILS"}


def test_an_error_without_a_documented_status_is_one_of_any_error_status(bench: Bench) -> None:
    page = Page(bench.target(ALICE))
    wanted = ("SUMVIN-LINK-TOKEN-FAILED", "BANK_LINK_TOKEN_FAILED")
    document = {"error_code": "BANK_LINK_TOKEN_FAILED"}
    assert all(expect_error(page.answer(status, document), *wanted) for status in (400, 424, 500, 502, 503))
    assert not expect_error(page.answer(202, document), *wanted)
