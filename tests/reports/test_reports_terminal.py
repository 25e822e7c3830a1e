"""Results on a terminal: the layout, the colours, and nothing of what a server sent that acts."""

import io
import re
from typing import Any

import pytest
from hypothesis import given
from report_samples import anything, exchange, found, models, quietly, requirement, results, sparingly
from rich.console import Console

from reports.results import Outcome, RequirementResult, Results, Verdict
from reports.terminal import finding_block, print_results, summary_line

SGR = re.compile(r"\x1b\[[0-9;]*m")


@pytest.fixture(autouse=True)
def _a_neutral_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE", "COLUMNS", "TERM"):
        monkeypatch.delenv(name, raising=False)


def shown(whole: Results, **options: Any) -> str:
    """What a terminal of 80 columns without colours gets."""
    file = io.StringIO()
    chosen = {"width": 80, "force_terminal": True, "color_system": None, **options}
    print_results(whole, Console(file=file, highlight=False, **chosen), where="run/results.json")
    return file.getvalue()


def failed(name: str = "R-ONE", **changes: Any) -> RequirementResult:
    return requirement(Outcome.FAILED, name, findings=(found(**changes),))


# ---- layout ------------------------------------------------------------------------------------------

SESSION = '{"session":{"id":"ses_1","widget_url":"‹widget_url#1›","token":"‹token#1›"},"expires_at":1795264049371}'
REPLAY = requirement(
    Outcome.FAILED,
    "SUMVIN-IDEMPOTENCY-REPLAY-STATUS",
    statement="The same key within 24 hours is answered 208 Already Reported, however often it is sent.",
    source="sumvin-open-session.txt, Body › idempotency_key",
    held=7,
    violated=24,
    findings=(
        found(
            expected="status 208",
            observed=f"200 {SESSION[:60]}…",
            case={"order": {"name": "a"}, "shape": {"alphabet": "hex", "length": 36}, "rail": None},
            exchanges=(
                exchange(1, decisive=False, status=201, response_body=SESSION),
                exchange(2, status=200, response_body=SESSION, curl="curl -sS http://here/again"),
                exchange(3, decisive=False, status=200),
            ),
        ),
        found(check="things.two", observed="200 with /session/id 'ses_77777777'"),
        found(check="things.three", observed="200 with /session/id 'ses_88888888'"),
    ),
)
WARNED = requirement(Outcome.WARNED, "SUMVIN-PROBLEM-TITLE", findings=(found(stable=False, shrunk=False, case={}),))
UNTESTED = requirement(
    Outcome.UNTESTED,
    "SUMVIN-WINDOW",
    required=False,
    reason="the target does not lend clock",
    mend="add [clock]: the request that advances the target's time, so that a day passes in a moment",
)
ERROR = requirement(Outcome.ERROR, "SUMVIN-PAIRS", reason="no answer within 30 s")
WHOLE = results(REPLAY, WARNED, UNTESTED, ERROR, requirement(name="SUMVIN-FINE"))

BLOCKS = """\

✗ SUMVIN-IDEMPOTENCY-REPLAY-STATUS  MUST failed
  The same key within 24 hours is answered 208 Already Reported, however often
  it is sent.
  documented sumvin-open-session.txt, Body › idempotency_key
  expected   status 208
  observed   200 {"session":{"id":"ses_1","widget_url":"‹widget_url#1›",
             "token":"‹token#1›"},"expires_at":1795264049371}
  also       200 with /session/id 'ses_77777777' (things.two)
  check      things.one: One thing is made.
  finding    0a1b2c3d
  evidence   violated in 24 of 31 cases; by 2 other checks too; this is the
             simplest; violated again when sent once more
  case       alphabet hex, length 36
    1. POST /things as alice: 201 {"session":{"id":"ses_1","widget_url":"‹widge…
       curl -sS -i -X POST http://here/things --data-binary '{"name": "a"}'
  → 2. POST /things as alice: 200, as observed
       curl -sS http://here/again
    1 further exchange in the results file

! SUMVIN-PROBLEM-TITLE  SHOULD warned
  A thing is created.
  documented manual.txt, Things
  expected   status 201
  observed   status 500
  check      things.one: One thing is made.
  finding    0a1b2c3d
  evidence   violated in 1 of 2 cases; UNSTABLE: it held when sent once more
  → 1. POST /things as alice: 500 Internal Server Error
       curl -sS -i -X POST http://here/things --data-binary '{"name": "a"}'

2 not decided, 1 of them needed for level core:
  ? the target does not lend clock
      SUMVIN-WINDOW  (not of this level)
    → add [clock]: the request that advances the target's time, so that a day
      passes in a moment
  ? no answer within 30 s
      SUMVIN-PAIRS

again:   ramp-conformance replay 0a1b2c3d --run run
results: run/results.json
"""
LAST = "sumvin · nonconformant (core) · 1 passed, 1 failed, 1 warned, 1 error, 1 untested · 1,204 requests in 9.8 s\n"


def test_blocks_in_80_columns() -> None:
    assert shown(WHOLE) == BLOCKS + LAST


def test_only_curl_lines_and_the_last_line_run_over() -> None:
    long = failed(
        observed="x" * 500,
        expected="y " * 300,
        case={"note": "z" * 300},
        exchanges=(exchange(response_body="w" * 900, decisive=False), exchange(2, curl="curl " + "v" * 200)),
    )
    for line in shown(results(long, UNTESTED, ERROR)).splitlines()[:-1]:
        assert len(line) <= 80 or line.startswith("       curl ")


def test_a_file_gets_whole_lines_without_colours() -> None:
    text = shown(WHOLE, force_terminal=None, color_system="auto")
    assert "\x1b" not in text
    assert "however often it is sent.\n" in text
    assert '"token":"‹token#1›"},"expires_at":1795264049371}\n' in text


def test_colours_change_nothing_but_colours() -> None:
    coloured = shown(WHOLE, color_system="standard")
    assert SGR.sub("", coloured) == BLOCKS + LAST
    assert "\x1b[1;31m✗ SUMVIN-IDEMPOTENCY-REPLAY-STATUS  MUST failed\x1b[0m" in coloured
    assert "\x1b[1;33m! SUMVIN-PROBLEM-TITLE  SHOULD warned\x1b[0m" in coloured
    assert coloured.splitlines()[-1].startswith("\x1b[1;31msumvin · nonconformant")


def test_no_color_is_respected(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    text = shown(WHOLE, color_system="standard")
    assert SGR.sub("", text) == BLOCKS + LAST
    assert not re.search(r"\x1b\[[0-9;]*[34]\d", text)


def test_an_encoding_without_these_signs_is_no_reason_to_fail() -> None:
    raw = io.BytesIO()
    console = Console(file=io.TextIOWrapper(raw, encoding="ascii"), width=80, highlight=False)
    print_results(WHOLE, console, where="run/results.json")
    console.file.flush()
    assert raw.getvalue().decode("ascii").startswith("\n\\u2717 SUMVIN-IDEMPOTENCY-REPLAY-STATUS  MUST failed\n")


# ---- the last line -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("whole", "line"),
    [
        (results(requirement()), "sumvin · conformant (core) · 1 passed · 1,204 requests in 9.8 s"),
        (
            results(requirement(), level="full", requests=0, seconds=0.04),
            "sumvin · conformant (full) · 1 passed · 0 requests in 0.0 s",
        ),
        (
            results(requirement(), requirement(Outcome.NOT_APPLICABLE), requirement(Outcome.UNTESTABLE), partial=True),
            "sumvin · conformant (of what was selected) · 1 passed, 1 not applicable · 1,204 requests in 9.8 s",
        ),
        (
            results(verdict=Verdict.INCOMPLETE, ended=None, seconds=0.0, requests=7),
            "sumvin · incomplete (core) · nothing decided · 7 requests",
        ),
    ],
)
def test_the_last_line(whole: Results, line: str) -> None:
    assert summary_line(whole) == line
    assert shown(whole).splitlines()[-1] == line


def test_the_last_line_stays_one_line() -> None:
    assert summary_line(results(api="a\nb\x1b[0m")).startswith(r"a b\x1b[0m · ")


# ---- parts of a block --------------------------------------------------------------------------------


def steps(*exchanges: Any, **changes: Any) -> list[str]:
    """The lines of a block below its facts, without the curl lines."""
    text = shown(results(failed(exchanges=exchanges, stable=None, **changes)))
    lines = text[text.index("  evidence") :].splitlines()
    return [line for line in lines[1 : lines.index("")] if not line.startswith("       curl")]


def test_a_request_that_was_repeated_is_shown_once() -> None:
    raced = [exchange(number, decisive=number < 3, status=201) for number in range(1, 31)]
    assert steps(*raced, exchange(31, decisive=False, status=208), case={}) == [
        "  → 1–31. POST /things as alice, 31 times: 201 × 30, then 208"
    ]


def test_the_same_request_of_another_actor_is_another_step() -> None:
    assert steps(exchange(status=201), exchange(2, actor="bob", status=201), case={}) == [
        "  → 1. POST /things as alice: 201 Internal Server Error",
        "  → 2. POST /things as bob: 201 Internal Server Error",
    ]


def test_a_long_history_is_shown_by_its_beginning_and_its_end() -> None:
    history = [exchange(number, decisive=number == 40, curl=f"curl {number}") for number in range(1, 43)]
    lines = steps(*history, case={})
    assert [line.split(".")[0].strip() for line in lines] == [
        *("1", "2", "3", "4", "37", "38", "39", "→ 40"),
        "34 further exchanges in the results file",
    ]


def test_a_history_of_eight_requests_is_shown_whole() -> None:
    assert len(steps(*(exchange(number, curl=f"curl {number}") for number in range(1, 9)), case={})) == 8


def test_without_a_decisive_exchange_all_are_shown() -> None:
    lines = steps(exchange(decisive=False), exchange(2, decisive=False, curl="curl 2"), case={})
    assert [line[:7] for line in lines] == ["    1. ", "    2. "]


def test_an_observation_that_quotes_the_answer_is_completed_from_it() -> None:
    body = '{"title":"Invalid Request","detail":"' + "d" * 150 + '","error_code":"BAD"}'
    text = shown(results(failed(observed=f"422 {body[:100]}…", exchanges=(exchange(status=422, response_body=body),))))
    assert '"error_code":"BAD"}\n' in text
    assert "as alice: 422, as observed\n" in text
    assert text.count("Invalid Request") == 1


def test_only_a_decisive_answer_completes_an_observation() -> None:
    beside = exchange(status=500, response_body="late", decisive=False)
    text = shown(results(failed(observed="500", exchanges=(beside, exchange(2, status=404, curl="curl 2")))))
    assert "  observed   500\n" in text


def test_an_observation_of_something_else_stays_and_the_answer_is_shown() -> None:
    text = shown(results(failed(observed="status 422", exchanges=(exchange(status=422, response_body="no"),))))
    assert "  observed   status 422\n" in text
    assert "as alice: 422 no\n" in text


@pytest.mark.parametrize(
    ("case", "line"),
    [
        ({"hours": 1, "order": {"name": "b"}}, "hours 1"),
        ({"near_miss": {"body": {"name": 0}, "requirement": "R-ONE", "rule": "name 0"}}, "rule name 0"),
        ({"noise": {"content": '{"name": "a"}', "breaks": None, "empty": ""}}, None),
        ({"rails": ["CARD", "ACH"], "keyed": True}, 'rails ["CARD", "ACH"], keyed true'),
        ({}, None),
        (None, None),
        ("bare", "bare"),
        ([1, 2], "[1, 2]"),
    ],
    ids=str,
)
def test_the_case_tells_what_the_requests_do_not(case: Any, line: str | None) -> None:
    told = re.findall(r"^  case       (.*)$", shown(results(failed(case=case))), re.MULTILINE)
    assert told == ([] if line is None else [line])


def test_a_request_that_is_no_json_or_too_deep_hides_nothing_of_the_case() -> None:
    for body in ("no json", "[" * 100_000, None):
        text = shown(results(failed(case={"name": "b"}, exchanges=(exchange(request_body=body),))))
        assert "  case       name b\n" in text


def test_many_violations_are_listed_by_what_was_observed() -> None:
    same = [failed(f"R-{name}", observed=f"422 ‹token#{name}› of ses_{name}0000000") for name in range(3)]
    text = shown(results(*same, failed("R-OTHER", observed="status 500")))
    assert text[text.index("4 violated") :].startswith(
        "4 violated, by what was observed:\n"
        "  422 ‹token#0› of ses_00000000\n"
        "    ✗ R-0\n    ✗ R-1\n    ✗ R-2\n"
        "  status 500\n"
        "    ✗ R-OTHER\n"
    )
    assert "violated, by what" not in shown(results(*same))


def test_what_is_undecided_for_one_reason_stands_together() -> None:
    def blocked(name: str, number: int) -> RequirementResult:
        return requirement(Outcome.UNTESTED, name, reason=f"a precondition failed: 500 ‹token#{number}›")

    text = shown(results(blocked("R-ONE", 1), UNTESTED, blocked("R-TWO", 2)))
    assert "  ? a precondition failed: 500 ‹token#1›\n      R-ONE\n      R-TWO\n  ? the target" in text
    assert shown(results(UNTESTED)).startswith("\n1 not decided, none of them needed for level core:\n")


def test_a_cut_and_a_crash_are_told() -> None:
    text = shown(results(cut="the target\ndied", crashes=("Traceback\n  boom",), verdict=Verdict.INCOMPLETE))
    assert "please report it with the run directory:\nTraceback\n  boom\n" in text
    assert "The run is incomplete: the target died.\n" in text


def test_the_block_of_a_pytest_failure() -> None:
    assert finding_block("R-ONE", "A thing.", "manual", "status 201", "\x1b[2J[bold]").splitlines() == [
        "R-ONE",
        "  A thing.",
        "  documented  manual",
        "  expected    status 201",
        r"  observed    \x1b[2J[bold]",
    ]


# ---- hostile text ------------------------------------------------------------------------------------


def assert_harmless(text: str) -> None:
    assert all(character.isprintable() or character == "\n" for character in text)
    assert text.encode("utf-8")


def test_markup_and_emoji_codes_of_a_server_are_shown_as_they_are() -> None:
    text = "[bold]x[/bold] [link=http://evil]y[/link] [/] :smile: [red"
    whole = results(failed(expected=text, observed=text, exchanges=(exchange(response_body=text),)))
    for system in (None, "truecolor"):
        assert SGR.sub("", shown(whole, width=200, color_system=system)).count(text) == 3


@quietly
@given(anything, anything, anything)
def test_nothing_that_a_server_sent_acts_on_the_terminal(body: str, observed: str, reason: str) -> None:
    whole = results(
        failed(
            observed=observed,
            expected=reason,
            case={"shape": body},
            exchanges=(exchange(response_body=body, curl=f"curl {body}", request_body=observed),),
        ),
        failed("R-TWO", observed=body),
        requirement(Outcome.UNTESTED, reason=reason, mend=observed),
        cut=reason,
        crashes=(body,),
    )
    plain = shown(whole)
    assert_harmless(plain)
    assert SGR.sub("", shown(whole, color_system="truecolor")) == plain
    assert_harmless(finding_block("R-ONE", body, observed, reason, body))
    assert summary_line(whole).isprintable()


@sparingly
@given(models(Results))
def test_any_results_are_printed(whole: Results) -> None:
    for options in ({}, {"force_terminal": False}, {"width": 20}):
        assert_harmless(shown(whole, **options))
