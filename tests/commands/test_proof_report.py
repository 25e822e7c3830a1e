"""The matrix of a proof says what the trials came to, and is red for every hole in it."""

from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import replace

import pytest

import specs
from conformance import proof_report
from conformance.plan import Depth
from conformance.proof_report import report
from conformance.prove import Subject, Trial

MUSTS = frozenset(
    one.id for one in specs.load("sumvin").requirements.values() if one.level == "MUST" and not one.untestable
)
SOME_MUST = min(MUSTS)

HEALTHY = Trial(Subject("healthy", "reference"), 0, "standard", {}, MUSTS, {}, {}, 1200, 1.0, ())
FAULT = Trial(
    Subject("fault", "some-fault", SOME_MUST), 0, "quick", {SOME_MUST: ("a.check",)}, frozenset(), {}, {}, 7, 0.1, ()
)


class Ended:
    """Workers whose trials have all ended already."""

    trials: Sequence[Trial] = ()

    def __enter__(self) -> "Ended":
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def submit(self, *_: object) -> list[Future[Trial]]:
        """Their results."""
        futures: list[Future[Trial]] = [Future() for _ in self.trials]
        for future, trial in zip(futures, self.trials, strict=True):
            future.set_result(trial)
        return futures


def proof(
    monkeypatch: pytest.MonkeyPatch, *trials: Trial, depth: Depth = "standard", only: Sequence[str] = ("some",)
) -> bool | None:
    """The report of these trials of one API."""
    monkeypatch.setattr(Ended, "trials", trials)
    monkeypatch.setattr(proof_report, "Workers", Ended)
    monkeypatch.setattr(proof_report, "subjects", lambda *_: [trial.subject for trial in trials])
    return report(["sumvin"], only, [0], depth, conforming=all(trial.subject.kind != "fault" for trial in trials))


def test_all_is_well(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert proof(monkeypatch, HEALTHY, FAULT)
    told = capsys.readouterr().out.splitlines()
    assert f"killed     some-fault  {SOME_MUST}  1/1 seeds  quick  a.check" in told
    assert "clean      reference  1/1 seeds  1200 requests" in told
    assert told[-1] == (
        "sumvin: 1 of 1 faults killed (1 at depth quick) · 1 of 1 conforming subjects accused of nothing · "
        "1,207 requests"
    )


def test_no_faults_are_not_counted(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert proof(monkeypatch, HEALTHY)
    assert capsys.readouterr().out.splitlines()[-1] == (
        "sumvin: 1 of 1 conforming subjects accused of nothing · 1,200 requests"
    )


def test_a_survivor_is_red(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert proof(monkeypatch, HEALTHY, replace(FAULT, violated={"SUMVIN-ANOTHER": ("a.check",)})) is False
    assert "SURVIVED   some-fault" in capsys.readouterr().out


def test_an_accusation_of_what_conforms_is_red(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    accused = replace(HEALTHY, violated={SOME_MUST: ("a.check",)}, evidence={SOME_MUST: "what was seen"})
    assert proof(monkeypatch, accused) is False
    told = capsys.readouterr().out
    assert "ACCUSED    reference" in told
    assert f"seed 0: {SOME_MUST} by what was seen" in told


def test_a_defect_of_the_suite_is_red(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert proof(monkeypatch, replace(HEALTHY, crashes=("Traceback of a check",))) is False
    assert "a defect of the suite" in capsys.readouterr().out


@pytest.mark.parametrize("depth", ["standard", "deep"])
def test_a_must_that_held_nowhere_is_red(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], depth: Depth
) -> None:
    assert proof(monkeypatch, replace(HEALTHY, held=MUSTS - {SOME_MUST}), depth=depth, only=()) is False
    assert f"UNDECIDED  {SOME_MUST}" in capsys.readouterr().out


def test_a_gate_may_leave_a_must_out(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert proof(monkeypatch, replace(HEALTHY, held=MUSTS - {SOME_MUST}), depth="quick", only=())
    assert "UNDECIDED" not in capsys.readouterr().out


def test_a_requirement_that_no_fault_breaks_is_red(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert proof(monkeypatch, HEALTHY, FAULT, only=()) is False
    told = capsys.readouterr().out
    assert f"UNPROVEN   {max(MUSTS)}" in told
    assert f"UNPROVEN   {SOME_MUST}:" not in told
