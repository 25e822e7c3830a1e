"""The barrier: nobody moves the target's clock, everybody waits for it."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from conformance.barrier import Barrier
from conformance.errors import Trouble


class Hall:
    """A barrier with its clock, and a list of what happened."""

    def __init__(self, broken: Callable[[int], Exception | None] = lambda moved: None) -> None:
        self.events: list[str] = []
        self.now = 0
        self._broken = broken
        self.barrier = Barrier(self._advance)
        self._driver: asyncio.Task[None] | None = None

    async def _advance(self, seconds: int) -> None:
        self.events.append(f"advance {seconds}")
        await asyncio.sleep(0)
        failure = self._broken(sum(event.startswith("advance") for event in self.events))
        if failure is not None:
            raise failure
        self.now += seconds

    async def run(self, *scenarios: Callable[["Hall"], Awaitable[None]]) -> None:
        """Run scenarios with the barrier open from the start."""
        await self.barrier.enter(len(scenarios))
        self._driver = asyncio.create_task(self.barrier.drive())
        try:
            async with asyncio.timeout(2):
                await asyncio.gather(*(self._one(scenario) for scenario in scenarios))
        finally:
            self._driver.cancel()

    async def _one(self, scenario: Callable[["Hall"], Awaitable[None]]) -> None:
        try:
            await scenario(self)
        finally:
            await self.barrier.leave()


def waiting(name: str, *waits: float) -> Callable[[Hall], Awaitable[None]]:
    async def scenario(hall: Hall) -> None:
        for seconds in waits:
            try:
                await hall.barrier.after(seconds)
            except (RuntimeError, Trouble) as error:
                hall.events.append(f"{name} {error}")
                return
            hall.events.append(f"{name} at {hall.now}")

    return scenario


def working(name: str, steps: int) -> Callable[[Hall], Awaitable[None]]:
    async def scenario(hall: Hall) -> None:
        for _ in range(steps):
            await asyncio.sleep(0)
        hall.events.append(f"{name} done")

    return scenario


def happened(*scenarios: Callable[[Hall], Awaitable[None]], hall: Hall | None = None) -> list[str]:
    hall = hall or Hall()
    asyncio.run(hall.run(*scenarios))
    return hall.events


def test_those_who_wait_go_on_in_the_order_of_their_times() -> None:
    assert happened(waiting("late", 30), waiting("early", 10), waiting("middle", 20)) == [
        "advance 10",
        "early at 10",
        "advance 10",
        "middle at 20",
        "advance 10",
        "late at 30",
    ]


def test_the_clock_is_advanced_once_for_all_who_wait_for_one_time() -> None:
    events = happened(waiting("a", 10), waiting("b", 10), waiting("c", 10))
    assert events[0] == "advance 10"
    assert sorted(events[1:]) == ["a at 10", "b at 10", "c at 10"]


def test_those_who_wait_for_one_time_go_on_in_the_order_in_which_they_came() -> None:
    assert happened(waiting("a", 10), waiting("b", 10))[1:] == ["a at 10", "b at 10"]


def test_a_second_wait_counts_from_the_first_ones_end() -> None:
    assert happened(waiting("a", 10, 15), waiting("b", 20)) == [
        "advance 10",
        "a at 10",
        "advance 10",
        "b at 20",
        "advance 5",
        "a at 25",
    ]


def test_the_clock_stands_still_while_anybody_works() -> None:
    assert happened(waiting("a", 10), working("busy", 50)) == ["busy done", "advance 10", "a at 10"]


def test_to_wait_for_no_time_is_to_wait_for_quiet() -> None:
    assert happened(waiting("alone", 0), working("busy", 20)) == ["busy done", "alone at 0"]


def test_nothing_moves_before_the_barrier_is_open() -> None:
    async def scenario() -> list[str]:
        hall = Hall()
        await hall.barrier.enter(1)
        waiter = asyncio.create_task(hall._one(waiting("a", 10)))
        await asyncio.sleep(0.02)
        before = list(hall.events)
        driver = asyncio.create_task(hall.barrier.drive())
        await asyncio.wait_for(waiter, 1)
        driver.cancel()
        return before

    assert asyncio.run(scenario()) == []


def test_scenarios_that_arrive_later_are_waited_for_too() -> None:
    async def scenario() -> list[str]:
        hall = Hall()

        async def late(hall: Hall) -> None:
            await hall.barrier.enter(1)
            helper = asyncio.create_task(hall._one(working("newcomer", 30)))
            hall.events.append("first done")
            await asyncio.sleep(0)
            hall.events.append("left")
            helpers.append(helper)

        helpers: list[asyncio.Task[None]] = []
        await hall.run(waiting("a", 10), late)
        await asyncio.gather(*helpers)
        return hall.events

    assert asyncio.run(scenario()) == ["first done", "left", "newcomer done", "advance 10", "a at 10"]


def test_a_clock_that_refuses_is_told_to_those_who_waited_for_that_time_only() -> None:
    hall = Hall(lambda moved: Trouble("refused", unknown=False) if moved == 1 else None)
    events = happened(waiting("a", 10), waiting("b", 10), waiting("c", 30), working("busy", 5), hall=hall)
    assert events[:5] == ["busy done", "advance 10", "a refused", "b refused", "advance 30"]
    assert events[-1].startswith("c at ")


def test_a_clock_of_which_nobody_knows_whether_it_moved_fails_all_who_wait() -> None:
    hall = Hall(lambda moved: Trouble("no answer", unknown=True) if moved == 1 else None)
    events = happened(waiting("a", 10), waiting("c", 30), hall=hall)
    assert [event for event in events if "no answer" in event] == ["a no answer", "c no answer"]


def test_a_clock_that_always_refuses_leaves_nobody_waiting() -> None:
    hall = Hall(lambda moved: RuntimeError("refused"))
    events = happened(waiting("a", 10), waiting("b", 20), hall=hall)
    assert [event for event in events if "refused" in event] == ["a refused", "b refused"]


def test_after_a_refusal_the_same_scenario_may_wait_again() -> None:
    hall = Hall(lambda moved: RuntimeError("refused") if moved == 1 else None)

    async def stubborn(hall: Hall) -> None:
        with pytest.raises(RuntimeError):
            await hall.barrier.after(10)
        await hall.barrier.after(10)
        hall.events.append("through")

    assert happened(stubborn, hall=hall) == ["advance 10", "advance 10", "through"]


# ---- alone -----------------------------------------------------------------------------------------


def solitary(name: str, steps: int = 3) -> Callable[[Hall], Awaitable[None]]:
    async def scenario(hall: Hall) -> None:
        await hall.barrier.alone("alice")
        hall.events.append(f"{name} begins")
        for _ in range(steps):
            await asyncio.sleep(0)
        hall.events.append(f"{name} ends")

    return scenario


def test_whoever_wants_to_be_alone_waits_until_the_others_have_ended() -> None:
    assert happened(solitary("a"), working("busy", 20)) == ["busy done", "a begins", "a ends"]


def test_of_several_who_want_to_be_alone_one_begins_when_another_has_ended() -> None:
    names = ("a", "b", "c")
    assert happened(*(solitary(name) for name in names)) == [
        f"{name} {what}" for name in names for what in ("begins", "ends")
    ]


def test_nobody_who_waits_for_the_clock_goes_on_beside_one_who_is_alone() -> None:
    events = happened(waiting("early", 0), solitary("a"), waiting("late", 10))
    assert events == ["early at 0", "a begins", "a ends", "advance 10", "late at 10"]


def looking(name: str) -> Callable[[Hall], Awaitable[None]]:
    async def scenario(hall: Hall) -> None:
        await hall.barrier.alone("alice", shared=True)
        hall.events.append(f"{name} begins")
        for _ in range(3):
            await asyncio.sleep(0)
        hall.events.append(f"{name} ends")

    return scenario


def test_those_who_only_look_are_alone_together() -> None:
    assert happened(looking("a"), looking("b"), working("busy", 5)) == [
        "busy done", "a begins", "b begins", "a ends", "b ends",
    ]  # fmt: skip


def test_nobody_looks_beside_one_who_changes_things() -> None:
    events = happened(looking("a"), solitary("writer"), looking("b"))
    assert events == ["a begins", "b begins", "a ends", "b ends", "writer begins", "writer ends"]
    events = happened(solitary("writer"), looking("a"), looking("b"))
    assert events == ["writer begins", "writer ends", "a begins", "b begins", "a ends", "b ends"]


def test_nobody_is_alone_beside_one_whose_time_has_come() -> None:
    async def slow(hall: Hall) -> None:
        await hall.barrier.after(0)
        hall.events.append("slow begins")
        await asyncio.sleep(0.01)
        hall.events.append("slow ends")

    assert happened(slow, solitary("a")) == ["slow begins", "slow ends", "a begins", "a ends"]


def test_one_who_was_alone_may_wait_for_the_clock_and_be_alone_again() -> None:
    async def scenario(hall: Hall) -> None:
        await hall.barrier.alone("alice")
        await hall.barrier.after(10)
        await hall.barrier.alone("alice")
        hall.events.append(f"through at {hall.now}")

    assert happened(scenario, waiting("b", 10)) == ["advance 10", "b at 10", "through at 10"]


def test_one_that_is_cut_off_while_it_waits_holds_nobody_up() -> None:
    async def impatient(hall: Hall) -> None:
        try:
            async with asyncio.timeout(0.01):
                await hall.barrier.after(1000)
        except TimeoutError:
            hall.events.append("cut off")
        await asyncio.sleep(0.01)

    async def slow(hall: Hall) -> None:
        await asyncio.sleep(0.05)
        await waiting("patient", 10)(hall)

    assert happened(impatient, slow) == ["cut off", "advance 10", "patient at 10"]
