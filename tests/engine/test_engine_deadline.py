"""The time of a run: whatever the target does, the run ends with it, and tells what it had found."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from engine_bench import ALICE, BARE, CREATED, REPLAYED, Bench, Call, Reply, honest, raw_server, reply, vendor
from hypothesis import strategies as st

from conformance import transport
from conformance.check import check, sweep
from conformance.deadline import Deadline
from conformance.engine import Engine
from conformance.expectation import expect, given
from conformance.run import Run
from conformance.selection import Selection

REASON = "the 0.4 s of --max-time are over"
SECONDS = 0.4
CLOCK = f'{ALICE}[clock]\nadvance = {{ path = "/clock" }}\n'


@check(CREATED)
@sweep(amount=st.integers(0, 1000))
async def opens(sumvin: Any, amount: int) -> None:
    """Opens sessions."""
    expect(await sumvin.alice.open_session({"source_amount": amount}), CREATED).status(201)


@check(REPLAYED)
async def pauses(sumvin: Any) -> None:
    """Lets real time pass."""
    given(await sumvin.alice.open_session({})).status(201)
    await sumvin.pause(60)
    expect(await sumvin.alice.open_session({}), REPLAYED).status(208)


@check(REPLAYED, waits=True)
async def waits(sumvin: Any) -> None:
    """Waits for the clock."""
    given(await sumvin.alice.open_session({})).status(201)
    await sumvin.after(3600)
    expect(await sumvin.alice.open_session({}), REPLAYED).status(208)


@check(REPLAYED)
async def races(sumvin: Any) -> None:
    """Sends many calls at once."""
    answers, _ = await sumvin.alice.race({}, 8, stagger=0)
    expect(answers[0], REPLAYED).status(201)


@contextmanager
def soon() -> Iterator[None]:
    """What is done in the block ends with the time of the run, or a moment later on a busy machine."""
    began = time.monotonic()
    yield
    assert time.monotonic() - began < SECONDS + 4


async def silence(call: Call) -> Reply:
    await asyncio.sleep(60)
    return honest(call)


async def a_silent_clock(call: Call) -> Reply:
    return await silence(call) if call.path == "/clock" else honest(call)


def busy(call: Call) -> Reply:
    return reply(429, retry_after="60")


@pytest.mark.parametrize(
    ("answer", "checked"),
    [(silence, opens), (busy, opens), (honest, pauses), (a_silent_clock, waits)],
    ids=["never answers", "asks to wait for a minute", "a check that pauses", "a clock that never answers"],
)
def test_a_run_ends_with_its_time(bench: Bench, answer: Any, checked: Any) -> None:
    with soon():
        outcome = bench.run(answer, checked, tables=CLOCK, max_time=SECONDS)
    assert outcome.line(checked).cut == REASON
    assert outcome.findings == []
    assert all(not tally.errors for tally in outcome.line(checked).tallies.values())


@pytest.mark.parametrize("checked", [opens, races], ids=["one by one", "in a burst"])
def test_a_target_that_sends_a_byte_now_and_then_is_cut_off(bench: Bench, checked: Any) -> None:
    async def drip(peer: Any) -> None:
        await peer.request()
        await peer.send(b"HTTP/1.1 201 Created\r\ncontent-length: 100000\r\n\r\n")
        while True:
            await asyncio.sleep(0.05)
            await peer.send(b" ")

    async def run() -> Any:
        async with raw_server(drip) as base_url:
            plan, target = bench.plan(max_time=SECONDS), bench.target(base_url=base_url)
            engine = Engine(BARE, target, plan, lambda _: None, transport.network)
            return await asyncio.to_thread(_passed, engine, checked)

    with soon():
        first = asyncio.run(run())
    assert first.cut == REASON
    assert first.sightings == {}


def _passed(engine: Any, checked: Any) -> Any:
    engine.start()
    try:
        engine.submit(checked)
        return engine.first_pass(checked)
    finally:
        engine.stop()


def test_nothing_is_sent_after_the_end(bench: Bench) -> None:
    calls: list[float] = []

    async def slow(call: Call) -> Reply:
        calls.append(time.monotonic())
        await asyncio.sleep(0.05)
        return honest(call)

    @check(CREATED)
    async def keeps_on(sumvin: Any) -> None:
        for _ in range(1000):
            expect(await sumvin.alice.open_session({}), CREATED).status(201)

    began = time.monotonic()
    outcome = bench.run(slow, keeps_on, max_time=SECONDS)
    assert outcome.line(keeps_on).cut == REASON
    assert 1 < len(calls) < 100
    assert calls[-1] - began < SECONDS + 0.3
    assert outcome.line(keeps_on).tallies[CREATED].held == 1


def test_what_was_found_before_the_end_is_told(bench: Bench) -> None:
    async def answer(call: Call) -> Reply:
        if call.json["source_amount"] < 100:
            return reply(500)
        await asyncio.sleep(60)
        return honest(call)

    with soon():
        outcome = bench.run(answer, opens, depth="deep", max_time=SECONDS, concurrency=64)
    assert {line.requirement for line in outcome.findings} == {CREATED}
    assert outcome.line(opens).tallies[CREATED].violated >= 1
    assert outcome.line(opens).cut == REASON


def test_shrinking_stops_in_time_to_send_the_finding_once_more(bench: Bench) -> None:
    async def answer(call: Call) -> Reply:
        await asyncio.sleep(0.15)
        return reply(500)

    outcome = bench.run(answer, opens, depth="quick", max_time=2.0, concurrency=4)
    assert outcome.engine.client.abandoned is None
    assert outcome.findings[-1].stable
    assert outcome.engine.client.requests < 4 + 2.0 / 0.15


def test_the_pre_flight_is_bounded_too_and_is_no_complaint(bench: Bench) -> None:
    bench.file()
    with soon():
        run = Run(
            bench.plan(directory=bench.folder, max_time=SECONDS, allow_plain_http=True),
            wire=lambda _: transport.in_process(vendor(silence)),
        )
        run.announce(Selection((opens,), None))
        run.open()
        run.begin((opens,))
        run.close(None)
    text = (bench.folder / "journal-main.jsonl").read_text(encoding="utf-8")
    assert f'"cut":"{REASON}"' in text
    assert '"kind":"check"' not in text


def test_the_target_file_may_set_the_time(bench: Bench) -> None:
    with soon():
        outcome = bench.run(silence, opens, tables=f"{ALICE}[limits]\nmax_time = {SECONDS}\n")
    assert outcome.line(opens).cut == REASON


def test_without_a_limit_there_is_no_end() -> None:
    endless = Deadline(time.monotonic(), None)
    assert (endless.at, endless.near, endless.remaining) == (None, False, float("inf"))


def test_the_last_tenth_is_for_telling() -> None:
    now = time.monotonic()
    assert not Deadline(now - 80, 100).near
    assert Deadline(now - 95, 100).near
    assert Deadline(now - 101, 100).remaining == 0
