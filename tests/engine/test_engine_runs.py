"""The engine from end to end, in process: small vendors that err, and what is written down about them."""

import asyncio
import json
import shlex
from typing import Any

import httpx
import pytest
from engine_bench import (
    ALICE,
    ALICE_SECRET,
    CREATED,
    REPLAYED,
    SUMVIN,
    Bench,
    Call,
    Outcome,
    Reply,
    Wire,
    honest,
    reply,
    session,
)
from hypothesis import strategies as st

import reference
import specs
from conformance.api import load
from conformance.cases import canonical
from conformance.check import Check, check, each, sweep
from conformance.engine import RETRIES
from conformance.exchange import Zone
from conformance.expectation import expect, given
from conformance.selection import all_checks
from conformance.sumvin.operations import LIST_ASSETS, LIST_QUOTES, OPEN_SESSION

METHODS = ("get", "post", "delete")
BROKEN = httpx.ReadError("the other side went away")


@check(CREATED)
async def opens(sumvin: Any) -> None:
    """Opens one session."""
    expect(await sumvin.alice.open_session({}), CREATED).status(201)


@check(CREATED)
@sweep(amount=st.integers(0, 1000))
async def opens_for_any_amount(sumvin: Any, amount: int) -> None:
    """Opens one session for each amount."""
    expect(await sumvin.alice.open_session({"source_amount": amount}), CREATED).status(201)


@check(CREATED, REPLAYED)
async def opens_and_replays(sumvin: Any) -> None:
    """Opens one session twice."""
    given(await sumvin.alice.open_session({})).status(201)
    expect(await sumvin.alice.open_session({}), REPLAYED).status(208)


def naming(name: str, cases: int) -> Check:
    """A check whose calls tell which check they belong to; each case makes two, one after the other."""

    async def scenario(sumvin: Any, number: int) -> None:
        for step in (1, 2):
            await sumvin.alice.open_session({"check": name, "case": number, "step": step})

    scenario.__name__ = name
    return check(CREATED)(sweep(number=each(tuple(range(cases))))(scenario))


# ---- first passes ----------------------------------------------------------------------------------


def test_what_held_is_counted_and_shown_once(bench: Bench) -> None:
    outcome = bench.run(honest, opens_for_any_amount)
    line = outcome.line(opens_for_any_amount)
    assert (line.cases, line.exchanges) == (12, 12)
    assert line.statement == "Opens one session for each amount."
    assert (line.tallies[CREATED].held, line.tallies[CREATED].violated) == (12, 0)
    assert outcome.findings == []
    (specimen,) = outcome.specimens
    assert specimen.requirement == CREATED
    assert len(specimen.exchanges) == 1


def test_the_depth_says_how_many_cases_are_drawn(bench: Bench) -> None:
    # A gate has one case of a check of which its file says nothing.
    assert bench.run(honest, opens_for_any_amount, depth="quick").line(opens_for_any_amount).cases == 1


def test_the_same_seed_sends_the_same_and_another_does_not(bench: Bench) -> None:
    def sent(seed: int) -> list[Any]:
        seen: list[Any] = []

        def answer(call: Call) -> Reply:
            seen.append(call.json["source_amount"])
            return honest(call)

        bench.run(answer, opens_for_any_amount, seed=seed, pursue=False)
        return sorted(seen)

    assert sent(1) == sent(1)
    assert sent(1) != sent(2)


def test_first_passes_of_several_checks_interleave(bench: Bench) -> None:
    seen: list[tuple[str, int]] = []

    async def answer(call: Call) -> Reply:
        seen.append((call.json["check"], call.json["step"]))
        await asyncio.sleep(0.05)
        return honest(call)

    checks = [naming(name, 4) for name in ("first", "second", "third", "fourth")]
    bench.run(answer, *checks)
    assert {name for name, _ in seen[:16]} == {"first", "second", "third", "fourth"}
    assert {step for _, step in seen[:16]} == {1}


def test_no_more_scenarios_than_the_concurrency_are_under_way(bench: Bench) -> None:
    under_way = most = 0

    async def answer(call: Call) -> Reply:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        await asyncio.sleep(0.005)
        under_way -= 1
        return honest(call)

    bench.run(answer, naming("one", 6), naming("other", 6), concurrency=3)
    assert most == 3


def test_calls_say_which_run_and_check_they_belong_to(bench: Bench) -> None:
    seen: list[dict[str, str]] = []

    def answer(call: Call) -> Reply:
        seen.append(call.headers)
        return honest(call)

    bench.run(answer, opens, run="run-7")
    bench.run(answer, opens, run="run-8", correlation=False)
    assert (seen[0]["x-conformance-run"], seen[0]["x-conformance-check"]) == ("run-7", opens.name)
    assert not [name for name in seen[1] if name.startswith("x-conformance")]


def test_a_check_that_waits_goes_on_once_the_clock_has_moved(bench: Bench) -> None:
    events: list[str] = []

    def answer(call: Call) -> Reply:
        events.append(call.path.rpartition("/")[2] + str(call.json.get("by", "")))
        return honest(call)

    @check(CREATED, waits=True)
    @sweep(hours=each((2, 1)))
    async def waits(sumvin: Any, hours: int) -> None:
        await sumvin.after(3600 * hours)
        expect(await sumvin.alice.open_session({}), CREATED).status(201)

    clock = '[clock]\nadvance = { path = "/clock", json = { by = "{seconds}" } }\n'
    outcome = bench.run(answer, opens, waits, tables=ALICE + clock)
    assert events == ["sessions", "clock3600", "sessions", "clock3600", "sessions"]
    assert outcome.line(waits).tallies[CREATED].held == 2


def test_a_clock_that_refuses_is_an_error_and_no_violation(bench: Bench) -> None:
    @check(CREATED, waits=True)
    async def waits(sumvin: Any) -> None:
        await sumvin.after(3600)
        expect(await sumvin.alice.open_session({}), CREATED).status(201)

    def answer(call: Call) -> Reply:
        return reply(404) if call.path == "/clock" else honest(call)

    outcome = bench.run(answer, waits, tables=f'{ALICE}[clock]\nadvance = {{ path = "/clock" }}\n')
    assert outcome.findings == []
    assert outcome.line(waits).tallies[CREATED].errors == ("the clock request POST /clock answered 404; mend [clock]",)


# ---- violations, blocks, crashes -------------------------------------------------------------------


def refusing_from(least: int) -> Any:
    """A vendor that takes no amount of so much or more."""
    return lambda call: reply(400, {"detail": "no"}) if call.json["source_amount"] >= least else honest(call)


def test_a_violation_is_written_at_once_and_again_when_it_was_pursued(bench: Bench) -> None:
    outcome = bench.run(refusing_from(100), opens_for_any_amount)
    first, *_, last = outcome.findings
    assert (first.requirement, first.check) == (CREATED, opens_for_any_amount.name)
    assert (first.expected, first.observed) == ("status 201", '400 {"detail": "no"}')
    assert (first.stable, first.shrunk) == (None, False)
    assert (last.stable, last.shrunk) == (True, True)
    kinds = [line.kind for line in outcome.lines]
    assert kinds.index("finding") < kinds.index("check") < len(kinds) - 1


def test_the_shrunk_case_is_the_simplest_that_fails(bench: Bench) -> None:
    first, last = bench.run(refusing_from(123), opens_for_any_amount).findings
    assert first.case["amount"] > 123
    assert last.case == {"amount": 123}
    assert len(canonical(last.case)) <= len(canonical(first.case))


def test_the_evidence_shows_the_shrunk_case(bench: Bench) -> None:
    last = bench.run(refusing_from(123), opens_for_any_amount).findings[-1]
    (shown,) = last.exchanges
    assert json.loads(shown.request_body or "") == {"source_amount": 123}
    assert (shown.status, shown.decisive) == (400, True)


def test_a_vendor_that_answers_now_so_now_so_gives_an_unstable_finding(bench: Bench) -> None:
    def flaky(call: Call) -> Reply:
        return reply(500) if call.number == 1 else honest(call)

    first, last = bench.run(flaky, opens).findings
    assert (first.stable, last.stable) == (None, False)
    assert last.exchanges[0].status == 500


def test_one_requirement_is_pursued_in_one_check_only(bench: Bench) -> None:
    outcome = bench.run(lambda call: reply(500), opens, opens_for_any_amount)
    assert sorted(str(line.stable) for line in outcome.findings) == ["None", "None", "True"]
    assert {line.check for line in outcome.findings} == {opens.name, opens_for_any_amount.name}


def test_each_violated_requirement_is_pursued_by_itself(bench: Bench) -> None:
    @check(CREATED, REPLAYED)
    @sweep(amount=st.integers(0, 1000))
    async def both(sumvin: Any, amount: int) -> None:
        answer = await sumvin.alice.open_session({"source_amount": amount})
        expect(answer, CREATED).that(amount < 50, expected="less than 50")
        expect(answer, REPLAYED).that(amount < 200, expected="less than 200")

    outcome = bench.run(honest, both)
    pursued = {line.requirement: line.case for line in outcome.findings if line.stable is not None}
    assert pursued == {CREATED: {"amount": 50}, REPLAYED: {"amount": 200}}


def test_shrinking_keeps_to_its_budget(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("conformance.engine.SHRINK_ATTEMPTS", 3)
    outcome = bench.run(refusing_from(7), opens_for_any_amount, depth="quick")
    assert outcome.engine.client.requests <= 4 + 3 + 1


def test_a_failed_precondition_blocks_and_does_not_accuse(bench: Bench) -> None:
    outcome = bench.run(lambda call: reply(500, {"detail": "down"}), opens_and_replays)
    assert outcome.findings == []
    tallies = outcome.line(opens_and_replays).tallies
    assert set(tallies) == {CREATED, REPLAYED}
    (reason,) = tallies[REPLAYED].blocked
    assert reason == 'POST /v0/ramp/sessions was to answer 201, answered 500 {"detail": "down"}'


def test_what_was_observed_before_a_block_stands(bench: Bench) -> None:
    @check(CREATED, REPLAYED)
    async def half(sumvin: Any) -> None:
        answer = await sumvin.alice.open_session({})
        expect(answer, CREATED).status(201)
        given(answer).status(208)

    tallies = bench.run(honest, half).line(half).tallies
    assert (tallies[CREATED].held, tallies[CREATED].blocked) == (1, ())
    assert (tallies[REPLAYED].held, len(tallies[REPLAYED].blocked)) == (0, 1)


def test_a_crashing_check_is_a_crash_and_no_violation(bench: Bench) -> None:
    @check(CREATED)
    async def crashes(sumvin: Any) -> None:
        """Trips over its own feet."""
        await sumvin.alice.open_session({})
        raise LookupError("own feet")

    outcome = bench.run(honest, crashes, opens)
    (crash,) = outcome.crashes
    assert crash.check == crashes.name
    assert "LookupError: own feet" in crash.traceback
    assert outcome.findings == []
    assert CREATED not in outcome.line(crashes).tallies
    assert outcome.line(opens).tallies[CREATED].held == 1


def test_invariants_are_held_against_every_exchange(bench: Bench) -> None:
    trace = 'Traceback (most recent call last):\n  File "/app/main.py", line 3'

    def answer(call: Call) -> Reply:
        return reply(201, {"detail": trace}) if call.json == {"step": 2} else honest(call)

    @check(CREATED)
    async def twice(sumvin: Any) -> None:
        for step in (1, 2):
            await sumvin.alice.open_session({"step": step})

    outcome = bench.run(answer, twice, api=SUMVIN, pursue=False)
    found = {line.requirement: line for line in outcome.findings}
    assert [one.decisive for one in found["SUMVIN-ROBUST-NO-INTERNALS"].exchanges] == [False, True]
    assert outcome.line(twice).tallies["SUMVIN-SESSIONS-STATUS-DOCUMENTED"].held == 1


# ---- the transport ---------------------------------------------------------------------------------


def test_a_scenario_lost_to_the_transport_is_run_once_more(bench: Bench) -> None:
    wire = Wire(lambda number: BROKEN if number == 1 else reply(201, session(number)))
    outcome = bench.run(wire, opens)
    tally = outcome.line(opens).tallies[CREATED]
    assert (tally.held, tally.errors) == (1, ())
    assert outcome.engine.client.requests == 2


def test_a_scenario_that_is_always_lost_is_an_error_and_no_violation(bench: Bench) -> None:
    outcome = bench.run(Wire(lambda number: BROKEN), opens)
    tally = outcome.line(opens).tallies[CREATED]
    assert tally.errors == ("the connection broke before the answer was whole (ReadError)",)
    assert outcome.findings == []
    # Each time once, and once more to see whether the target answers anybody.
    assert outcome.engine.client.requests == 1 + RETRIES + 1


def test_a_target_that_never_answers_one_request_and_answers_all_others_is_accused_of_it(bench: Bench) -> None:
    async def answer(call: Call) -> Reply:
        if call.json.get("note") == "silence":
            await asyncio.sleep(5)
        return honest(call)

    @check(CREATED)
    async def unanswered(sumvin: Any) -> None:
        expect(await sumvin.alice.open_session({"note": "silence"}), CREATED).status(201)

    outcome = bench.run(answer, unanswered, timeout=0.05)
    assert {line.requirement for line in outcome.findings} == {SUMVIN.answers(OPEN_SESSION)}
    last = outcome.findings[-1]
    assert (last.expected, last.stable) == ("an answer", True)
    assert last.observed == "no whole answer within 0.05 s, 3 times in a row"
    assert outcome.line(unanswered).tallies[CREATED].errors == ("no whole answer within 0.05 s",)


@pytest.mark.parametrize(
    ("operation", "blamed"), [(LIST_QUOTES, {"SUMVIN-RAMP-STATUS-DOCUMENTED"}), (LIST_ASSETS, set())]
)
def test_silence_is_held_against_the_operation_that_is_silent(bench: Bench, operation: str, blamed: set[str]) -> None:
    async def answer(call: Call) -> Reply:
        if not call.path.startswith("/v0/ramp/sessions"):
            await asyncio.sleep(5)
        return honest(call)

    @check(CREATED)
    async def looks(sumvin: Any) -> None:
        await sumvin.alice.call(operation)

    outcome = bench.run(answer, looks, timeout=0.05)
    assert {line.requirement for line in outcome.findings} == blamed
    assert outcome.line(looks).tallies[CREATED].errors == ("no whole answer within 0.05 s",)


@pytest.mark.parametrize("name", specs.names())
def test_whatever_says_that_an_operation_is_answered_is_promised(name: str) -> None:
    api = load(name)
    paths = api.contract.openapi["paths"]
    operations = [
        f"{method.upper()} {path}" for path, methods in paths.items() for method in methods if method in METHODS
    ]
    blamed = {operation: api.answers(operation) for operation in operations}
    assert any(blamed.values())
    for requirement in filter(None, blamed.values()):
        promised = api.contract.requirements[requirement]
        assert (promised.level, promised.needs, promised.untestable) == ("MUST", frozenset(), None)


def test_the_second_run_sends_fresh_nonces(bench: Bench) -> None:
    keys: list[str] = []

    async def answer(call: Call) -> Reply:
        keys.append(call.json["idempotency_key"])
        if len(keys) == 1:
            await asyncio.sleep(5)
        return honest(call)

    @check(CREATED)
    async def keyed(sumvin: Any) -> None:
        answer = await sumvin.alice.open_session({}, idempotency_key=sumvin.nonce())
        expect(answer, CREATED).status(201)

    outcome = bench.run(answer, keyed, timeout=0.1)
    assert outcome.line(keyed).tallies[CREATED].held == 1
    assert len(set(keys)) == 2


def test_once_the_budget_is_spent_the_rest_is_cut(bench: Bench) -> None:
    outcome = bench.run(honest, opens_for_any_amount, max_requests=5)
    tally = outcome.line(opens_for_any_amount).tallies[CREATED]
    assert (tally.held, tally.errors) == (5, ())
    assert outcome.line(opens_for_any_amount).cut == "the limit of 5 requests is spent"
    assert outcome.engine.client.abandoned == "the limit of 5 requests is spent"


def test_a_run_that_was_told_to_stop_ends(bench: Bench) -> None:
    engine = bench.engine(honest)
    engine.start()
    try:
        engine.abandon("interrupted")
        engine.submit(opens)
        first = engine.first_pass(opens)
    finally:
        engine.stop()
    assert (first.cut, first.errors) == ("interrupted", {})


def test_an_engine_can_be_stopped_twice(bench: Bench) -> None:
    engine = bench.engine(honest)
    engine.start()
    engine.stop()
    engine.stop()


# ---- credentials that cease to hold ----------------------------------------------------------------


def counted(bench: Bench) -> str:
    """A target whose secret comes from a command that yields another one each time that it is run."""
    script = bench.folder / "jwt.sh"
    script.write_text("echo x >> runs; echo jwt-number-$(wc -l < runs)-canary-0001\n", encoding="utf-8")
    return '[actors.alice.headers]\nx-juno-jwt = "cmd:sh jwt.sh"\n'


def accepting(*secrets: str) -> Any:
    def answer(call: Call) -> Reply:
        return honest(call) if call.headers.get("x-juno-jwt") in secrets else reply(401, {"detail": "who?"})

    return answer


def runs_of(bench: Bench) -> int:
    return (bench.folder / "runs").read_text(encoding="utf-8").count("x")


def test_good_credentials_that_are_suddenly_refused_end_the_run(bench: Bench) -> None:
    def answer(call: Call) -> Reply:
        return honest(call) if call.number == 1 else reply(401)

    outcome = bench.run(answer, opens, opens_for_any_amount)
    assert outcome.engine.client.abandoned == "the credentials of actor alice are no longer accepted (401)"
    assert outcome.findings == []
    assert outcome.line(opens_for_any_amount).cut == outcome.engine.client.abandoned


def test_a_401_for_one_request_alone_is_a_violation_like_any_other(bench: Bench) -> None:
    def answer(call: Call) -> Reply:
        return reply(401) if call.json.get("source_amount") == 0 else honest(call)

    outcome = bench.run(answer, opens_for_any_amount)
    assert outcome.engine.client.abandoned is None
    assert outcome.findings[-1].case == {"amount": 0}
    assert outcome.findings[-1].stable


def test_a_401_where_it_is_expected_raises_no_doubt(bench: Bench) -> None:
    @check(CREATED)
    async def refused(sumvin: Any) -> None:
        answer = await sumvin.alice.open_session({}, zone=Zone.MUST_REJECT)
        expect(answer, CREATED).refused(401)

    outcome = bench.run(lambda call: reply(401), refused)
    assert outcome.line(refused).tallies[CREATED].held == 1
    assert outcome.engine.client.requests == 1


def test_secrets_from_a_command_are_refreshed_once_for_everybody(bench: Bench) -> None:
    outcome = bench.run(accepting("jwt-number-2-canary-0001"), opens_for_any_amount, tables=counted(bench))
    tally = outcome.line(opens_for_any_amount).tallies[CREATED]
    assert (tally.held, tally.errors, outcome.findings) == (12, (), [])
    assert runs_of(bench) == 2
    assert "canary" not in outcome.text


def test_a_refreshed_secret_that_is_refused_too_ends_the_run(bench: Bench) -> None:
    outcome = bench.run(accepting("never"), opens, tables=counted(bench))
    assert outcome.engine.client.abandoned == "the credentials of actor alice are no longer accepted (401)"
    assert runs_of(bench) == 2
    assert outcome.findings == []


# ---- secrets ---------------------------------------------------------------------------------------

CANARIES = f"""
[actors.alice.headers]
x-juno-jwt = "{ALICE_SECRET}"
[actors.bob.headers]
Authorization = "Bearer bob/secret+canary=0002"
"""


@check(CREATED, REPLAYED)
@sweep(amount=st.integers(0, 1000))
async def shows_everything(sumvin: Any, amount: int) -> None:
    """Opens sessions in several ways and expects what it does not get."""
    first = await sumvin.alice.open_session({"source_amount": amount})
    second = await sumvin.actor("bob").open_session({"note": ALICE_SECRET}, query={"jwt": "bob/secret+canary=0002"})
    expect(second, REPLAYED).same(first, at="/session/token")
    expect(first, CREATED).status(200)
    await sumvin.bearing({"x-juno-jwt": ALICE_SECRET[:-2] + "xx"}).open_session({})
    given(second).status(208)


def gossip(call: Call) -> Reply:
    """Every answer repeats what was sent with good credentials, and has a session with secrets of its own."""
    good = call.headers.get("x-juno-jwt", ALICE_SECRET) == ALICE_SECRET
    echo = {"path": call.path, "headers": call.headers, "sent": call.content.decode()} if good else {}
    return reply(201, {**session(call.number), "echo": echo}, x_token=f"token-canary-{call.number:012}")


def canaries_in(outcome: Outcome) -> list[str]:
    return [line for line in outcome.text.splitlines() if "canary" in line]


def test_no_secret_of_target_or_answers_stands_in_any_line(bench: Bench) -> None:
    outcome = bench.run(gossip, shows_everything, tables=CANARIES)
    assert {line.kind for line in outcome.lines} == {"finding", "check"}
    assert {line.requirement for line in outcome.findings} == {CREATED, REPLAYED}
    assert canaries_in(outcome) == []
    assert ALICE_SECRET[:-2] not in outcome.text


def test_no_secret_stands_in_what_the_invariants_say(bench: Bench) -> None:
    outcome = bench.run(gossip, shows_everything, tables=CANARIES, api=SUMVIN)
    assert "SUMVIN-ROBUST-NO-ECHO" in {line.requirement for line in outcome.findings}
    assert canaries_in(outcome) == []


def test_a_crash_that_speaks_of_a_secret_is_redacted(bench: Bench) -> None:
    @check(CREATED)
    async def crashes(sumvin: Any) -> None:
        raise LookupError(f"no {ALICE_SECRET}")

    outcome = bench.run(honest, crashes)
    assert canaries_in(outcome) == []
    assert "LookupError: no ‹alice.x-juno-jwt›" in outcome.crashes[0].traceback


def test_curl_lines_of_findings_are_shell_with_variables_for_secrets(bench: Bench) -> None:
    outcome = bench.run(gossip, shows_everything, tables=CANARIES)
    curls = [one.curl for one in outcome.exchanges]
    assert curls
    for curl in curls:
        assert shlex.split(curl)[:3] == ["curl", "-sS", "-i"]
        assert "canary" not in curl
    assert any('-H "x-juno-jwt: ${ALICE_X_JUNO_JWT}"' in curl for curl in curls)
    assert any('-H "authorization: Bearer ${BOB_AUTHORIZATION}"' in curl for curl in curls)


# ---- the reference ---------------------------------------------------------------------------------


def named(*names: str) -> list[Check]:
    return [one for one in all_checks(SUMVIN) if one.name in names]


def against(bench: Bench, checks: list[Check], *, fault: str | None = None) -> Outcome:
    tables = reference.target_file("sumvin").read_text(encoding="utf-8").split("base_url", 1)[1].partition("\n")[2]
    app = reference.build("sumvin", fault=fault)
    return bench.run(app, *checks, tables=tables, api=SUMVIN, depth="quick")


SOME = ("idempotency.the_same_key_returns_the_original_session", "opening.a_buy_is_created")


def test_the_healthy_reference_is_accused_of_nothing(bench: Bench) -> None:
    outcome = against(bench, named(*SOME))
    assert outcome.findings == []
    assert outcome.crashes == []
    assert outcome.line(named(SOME[0])[0]).tallies[REPLAYED].held >= 1
    assert "eyJ" not in outcome.text


def test_a_fault_of_the_reference_is_found_and_shrunk(bench: Bench) -> None:
    fault = next(one.name for one in reference.faults("sumvin").values() if one.requirement == REPLAYED)
    outcome = against(bench, named(SOME[0]), fault=fault)
    found = [line for line in outcome.findings if line.requirement == REPLAYED]
    assert found[-1].stable
    assert found[-1].shrunk
    assert "eyJ" not in outcome.text
