"""What stands on the page and where: fragments, the matrix, the pool of exchanges, the numbers of the plots."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from report_samples import anything, exchange, quietly, requirement, results

from reports.html.anchors import OWN, Anchors
from reports.html.entries import entries_of, grouped
from reports.html.exchanges import Pool
from reports.html.matrix import matrix_of
from reports.html.standing import Standing
from reports.html.traffic import BINS, duration, latencies, loads
from reports.results import CheckResult, Outcome


def test_an_id_is_its_own_fragment() -> None:
    assert Anchors().of("SUMVIN-IDEMPOTENCY-REPLAY-STATUS") == "SUMVIN-IDEMPOTENCY-REPLAY-STATUS"


@quietly
@given(st.lists(anything | st.sampled_from(["a", "a-2", "page-matrix", "-page-matrix", "", "-"]), max_size=8))
def test_fragments_are_plain_and_never_meet(names: list[str]) -> None:
    anchors = Anchors()
    given_out = [anchors.of(name) for name in names]
    assert len(set(given_out)) == len(names)
    for one in given_out:
        assert one.isascii()
        assert one.replace("-", "").replace(".", "").replace("_", "").isalnum() or not one.strip("-._")
        assert not one.startswith(OWN)


def test_exchanges_that_differ_only_in_what_rests_on_them_are_one() -> None:
    pool = Pool()
    first = pool.add((exchange(1), exchange(2, decisive=False)))
    second = pool.add((exchange(2), exchange(3)))
    assert (first.places, first.decisive) == ((0, 1), (0,))
    assert (second.places, second.decisive) == ((1, 2), (1, 2))
    assert [one.number for one in pool.records] == [1, 2, 3]


def test_the_matrix_has_a_row_for_each_topic_and_a_column_for_each_kind_that_there_is() -> None:
    whole = results(
        requirement(name="API-KEYS-ONE"),
        requirement(Outcome.FAILED, "API-KEYS-TWO"),
        requirement(name="API-TIME-ONE"),
        requirement(Outcome.UNTESTED, "API-KEYS-THREE", operation="GET /things"),
    )
    matrix = matrix_of(entries_of(whole, Pool()))
    assert list(matrix.columns.items()) == [(Standing.FAILED, 1), (Standing.UNTESTED, 1), (Standing.PASSED, 2)]
    cells = {
        (block.operation, row.topic): [[one.anchor for one in cell] for cell in row.cells]
        for block in matrix.blocks
        for row in block.rows
    }
    assert cells == {
        ("POST /things", "keys"): [["API-KEYS-TWO"], [], ["API-KEYS-ONE"]],
        ("POST /things", "time"): [[], [], ["API-TIME-ONE"]],
        ("GET /things", "keys"): [[], ["API-KEYS-THREE"], []],
    }


def test_entries_are_grouped_worst_first() -> None:
    whole = results(requirement(name="A-1"), requirement(Outcome.UNTESTED, "A-2"), requirement(Outcome.FAILED, "A-3"))
    groups = grouped(entries_of(whole, Pool()))
    assert [(kind, [one.anchor for one in group]) for kind, group in groups] == [
        (Standing.FAILED, ["A-3"]),
        (Standing.UNTESTED, ["A-2"]),
        (Standing.PASSED, ["A-1"]),
    ]


def test_latencies_are_told_by_operation_the_slowest_first() -> None:
    quick = [exchange(n, seconds=n / 1000) for n in range(1, 21)]
    slow, quicker = latencies([*quick, exchange(operation="GET /things", seconds=2.0)])
    assert (slow.operation, slow.exchanges, slow.typical, slow.slow) == ("GET /things", 1, 2.0, 2.0)
    assert (quicker.operation, quicker.exchanges, quicker.slow) == ("POST /things", 20, 0.019)
    assert quicker.typical == pytest.approx(0.0105)


@pytest.mark.parametrize(
    ("seconds", "place"),
    [(-1.0, 0), (0.0, 0), (0.001, 0), (0.0101, 5), (1.01, 15), (99.0, BINS - 1), (1e300, BINS - 1)],
)
def test_a_latency_has_a_place_on_the_axis(seconds: float, place: int) -> None:
    (one,) = latencies([exchange(seconds=seconds)])
    assert one.bars.index(1.0) == place
    assert sum(one.bars) == 1.0


def test_checks_are_told_the_busiest_first() -> None:
    def check(name: str, exchanges: int) -> CheckResult:
        return CheckResult(name=name, statement="", cases=1, exchanges=exchanges, seconds=0.1, lacking=())

    told = loads([check("b", 5), check("a", 5), check("c", 20), check("d", 0)])
    assert [(one.check.name, one.share) for one in told] == [("c", 1.0), ("a", 0.25), ("b", 0.25), ("d", 0.0)]
    assert [one.share for one in loads([check("idle", 0)])] == [0.0]


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.0, "0 ms"), (0.0123456, "12.3 ms"), (0.9996, "0.9996 s"), (9.8, "9.8 s"), (0.999, "999 ms"), (125.0, "125 s")],
)
def test_a_duration_is_told_in_the_unit_that_fits(seconds: float, text: str) -> None:
    assert duration(seconds) == text
