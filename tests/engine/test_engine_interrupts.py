"""Ctrl-C is raised where it comes, and remembered where that is of no avail."""

import gc
import signal
from collections.abc import Iterator

import pytest

from conformance.interrupts import Interrupts


@pytest.fixture
def interrupts() -> Iterator[Interrupts]:
    made = Interrupts()
    yield made
    made.release()


def test_it_is_raised_at_once(interrupts: Interrupts) -> None:
    with pytest.raises(KeyboardInterrupt):
        signal.raise_signal(signal.SIGINT)
    assert interrupts.seen


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_one_that_a_finaliser_swallows_is_raised_again(interrupts: Interrupts) -> None:
    class Swallowing:
        def __del__(self) -> None:
            signal.raise_signal(signal.SIGINT)

    Swallowing()
    gc.collect()
    with pytest.raises(KeyboardInterrupt):
        interrupts.again()


def test_one_that_comes_in_a_callback_of_the_collector_is_kept_for_later(
    interrupts: Interrupts, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(phase: str, _: dict[str, int]) -> None:
        if phase == "start":
            signal.raise_signal(signal.SIGINT)

    gc.callbacks.append(interrupted)
    try:
        gc.collect()
    finally:
        gc.callbacks.remove(interrupted)
    assert "Traceback" not in capsys.readouterr().err
    with pytest.raises(KeyboardInterrupt):
        interrupts.again()


def test_one_that_a_library_answers_with_a_complaint_is_raised_again(interrupts: Interrupts) -> None:
    with pytest.raises(KeyboardInterrupt), interrupts.heeded():
        try:
            signal.raise_signal(signal.SIGINT)
        finally:
            raise AssertionError("no state of mine allows for that")


def test_without_one_nothing_is_raised(interrupts: Interrupts) -> None:
    interrupts.again()


def test_the_earlier_handler_comes_back() -> None:
    before = signal.getsignal(signal.SIGINT)
    Interrupts().release()
    assert signal.getsignal(signal.SIGINT) is before
