"""No run that lost something is taken for a whole one: not by the verdict, the exit code, JUnit or a certificate.

Journals are cut at any byte, robbed of any lines, or never held anything; what is left may say too little, never too
much.
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.etree import ElementTree

from certificate_samples import contract, promise
from hypothesis import given
from hypothesis import strategies as st
from report_samples import check, finding, footer, header, journal, quietly, record, specimen

from reports.certificate.eligibility import refusal
from reports.compile import compile_run
from reports.journal import CheckLine, FindingLine, Header, JournalError, Line, SpecimenLine, Tally
from reports.junit import junit
from reports.results import Outcome, Results, Verdict
from reports.verdict import exit_code
from specs import Contract

HELD, VIOLATED = Tally(held=1), Tally(held=1, violated=1)
NAMES = ("R-ONE", "R-TWO")


def promised() -> Contract:
    return replace(contract(), requirements={name: promise(name) for name in NAMES})


def compiled(*journals: bytes) -> Results | None:
    """What journals of these bytes come to; None if nobody can read them."""
    with TemporaryDirectory() as folder:
        for number, content in enumerate(journals):
            (Path(folder) / f"journal-gw{number}.jsonl").write_bytes(content)
        try:
            return compile_run(Path(folder))
        except JournalError:
            return None


def written(*lines: Line) -> bytes:
    with TemporaryDirectory() as folder:
        return journal(Path(folder), *lines).read_bytes()


def passes(run: Results) -> bool:
    """Whether anything at all would let a run through."""
    file = ElementTree.fromstring(junit(run))
    green = file.get("failures") == file.get("errors") == "0"
    earns = refusal(run, promised(), 1) is None
    good = run.verdict is Verdict.CONFORMANT
    assert good == (exit_code(run) == 0) == green == earns, "the faces of a run disagree"
    return good


@st.composite
def runs(draw: st.DrawFn, *, violated: bool = False) -> list[Line]:
    """The lines of a whole run of one process: conformant, or with one violation somewhere."""
    names = [f"things.check_{number}" for number in range(draw(st.integers(1, 4)))]
    culprit = draw(st.sampled_from(names)) if violated else None
    lines: list[Line] = []
    for name in names:
        if name == culprit:
            lines.append(finding("R-ONE", name))
        elif draw(st.booleans()):
            lines.append(specimen("R-ONE", name))
        lines.append(check(name, R_ONE=VIOLATED if name == culprit else HELD, R_TWO=HELD))
    first = header(*map(record, NAMES), checks=dict.fromkeys(names, NAMES))
    return [first, *lines, footer()]


@quietly
@given(runs(), st.data())
def test_a_run_that_was_cut_at_any_byte_passes_nowhere(lines: list[Line], data: st.DataObject) -> None:
    content = written(*lines)
    whole = compiled(content)
    assert whole is not None
    assert passes(whole)
    # Without its very last line break the footer is still whole.
    run = compiled(content[: data.draw(st.integers(0, len(content) - 2))])
    assert run is None or not passes(run)


@quietly
@given(runs(), runs(), st.data())
def test_of_two_workers_both_are_needed(one: list[Line], two: list[Line], data: st.DataObject) -> None:
    contents = [
        written(lines[0].model_copy(update={"worker": f"gw{number}", "workers": 2}), *lines[1:])
        for number, lines in enumerate((one, two))
    ]
    whole = compiled(*contents)
    assert whole is not None
    assert passes(whole)
    hit = data.draw(st.integers(0, 1))
    contents[hit] = contents[hit][: data.draw(st.integers(0, len(contents[hit]) - 2))]
    run = compiled(*contents)
    assert run is None or not passes(run)


@quietly
@given(runs(), st.data())
def test_a_run_that_lost_any_lines_that_count_passes_nowhere(lines: list[Line], data: st.DataObject) -> None:
    counting = [number for number, line in enumerate(lines) if not isinstance(line, SpecimenLine)]
    lost = data.draw(st.sets(st.sampled_from(counting), min_size=1))
    run = compiled(written(*(line for number, line in enumerate(lines) if number not in lost)))
    assert run is None or not passes(run)


@quietly
@given(runs(violated=True), st.data())
def test_no_loss_of_lines_turns_a_violation_into_a_pass(lines: list[Line], data: st.DataObject) -> None:
    kept = data.draw(st.lists(st.booleans(), min_size=len(lines), max_size=len(lines)))
    left = [line for line, keep in zip(lines, kept, strict=True) if keep]
    run = compiled(written(*left))
    if run is None:
        return
    assert not passes(run)
    told = any(
        isinstance(line, FindingLine) or (isinstance(line, CheckLine) and line.tallies["R-ONE"].violated)
        for line in left
    )
    if told:
        assert run.verdict is Verdict.NONCONFORMANT


def skipped(names: Sequence[str]) -> list[Line]:
    first: Header = header(*map(record, NAMES), checks=dict.fromkeys(names, NAMES))
    return [first, *(check(name, ("clock",), R_ONE=Tally(), R_TWO=Tally()) for name in names), footer()]


@quietly
@given(st.lists(st.sampled_from(("a", "b", "c")), unique=True), st.sampled_from(("core", "full")))
def test_a_run_in_which_all_was_skipped_or_nothing_ran_passes_nowhere(names: list[str], level: str) -> None:
    lines = skipped(names)
    run = compiled(written(lines[0].model_copy(update={"level": level}), *lines[1:]))
    assert run is not None
    assert not passes(run)
    assert {one.outcome for one in run.requirements} == {Outcome.UNTESTED}


@quietly
@given(st.sampled_from((None, (), NAMES)))
def test_a_run_without_any_requirement_passes_nowhere(selected: tuple[str, ...] | None) -> None:
    run = compiled(written(header(selected=selected).model_copy(update={"requirements": ()}), footer()))
    assert run is not None
    assert (passes(run), exit_code(run)) == (False, 5)


@quietly
@given(st.binary(max_size=40), st.booleans())
def test_what_is_no_journal_is_no_run(content: bytes, headed: bool) -> None:
    """A disk that was full, a file of somebody else's: bytes behind the header, or in place of it."""
    run = compiled((written(skipped(("a",))[0]) if headed else b"") + content)
    assert run is None or not passes(run)
