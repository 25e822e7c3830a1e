"""The Markdown summary: readable, bounded, and inert whatever came back."""

from hypothesis import given
from markdown_it import MarkdownIt
from report_samples import anything, exchange, found, models, requirement, results, sparingly, waived_by, waiver

from reports.markdown import LIMIT, markdown, markdown_of
from reports.results import Outcome, Results, Verdict, WaiverState

READER = MarkdownIt("commonmark", {"html": True}).enable("table")
INERT = {
    *("heading_open", "heading_close", "paragraph_open", "paragraph_close", "inline", "fence"),
    *("bullet_list_open", "bullet_list_close", "list_item_open", "list_item_close"),
    *("table_open", "table_close", "thead_open", "thead_close", "tbody_open", "tbody_close"),
    *("tr_open", "tr_close", "th_open", "th_close", "td_open", "td_close"),
}
INERT_INLINE = {"text", "code_inline", "strong_open", "strong_close", "softbreak"}


def kinds(text: str) -> set[str]:
    """All that a reader makes of a text, blocks and what stands in them."""
    found: set[str] = set()
    for token in READER.parse(text):
        found.add(token.type)
        found |= {child.type for child in token.children or ()}
    return found


def code(text: str) -> list[str]:
    return [
        child.content for token in READER.parse(text) for child in token.children or () if child.type == "code_inline"
    ]


def test_the_summary_says_what_it_comes_to() -> None:
    text = markdown(results(requirement(Outcome.FAILED), requirement(name="R-TWO")))
    assert text.startswith("## ❌ Sumvin ramp sessions: nonconformant\n")
    assert "| failed | passed |\n| --- | --- |\n| 1 | 1 |" in text
    assert "### ❌ R\\-ONE (MUST failed)" in text
    assert {"status 201", "status 500", "0a1b2c3d"} <= set(code(text))
    assert "```sh\ncurl -sS -i -X POST http://here/things" in text


def test_what_is_undecided_is_listed_with_its_mend() -> None:
    one = requirement(Outcome.UNTESTED, reason="the target does not lend clock", mend="add [clock]")
    text = markdown(results(one, verdict=Verdict.INCOMPLETE))
    assert "### 1 not decided, 1 of them needed for level core" in text
    assert "- `R-ONE`: `the target does not lend clock`; to mend: `add [clock]`" in text
    assert "**Incomplete:** `1 of the requirements of level core are undecided, such as R-ONE`" in text


def test_waivers_are_listed_and_complained_of() -> None:
    stale = waived_by(WaiverState.STALE, complaint="waivers.toml, line 3: it passed")
    text = markdown(results(requirement(Outcome.FAILED, waiver=waiver()), waived=True, waivers=(stale,)))
    assert "nonconformant (waived)" in text
    assert "- **Waiver:** `waivers.toml, line 3: it passed`" in text
    assert "### Violated and waived" in text
    assert "### ❌" not in text


def test_many_findings_stay_below_the_limit_of_a_step_summary() -> None:
    huge = exchange(curl="curl " + "x" * 3900, response_body="y" * 20_000)
    many = [requirement(Outcome.FAILED, f"R-{n}", findings=(found(exchanges=(huge,) * 3),)) for n in range(2000)]
    text = markdown(results(*many))
    assert len(text.encode()) < LIMIT + 100
    assert "1950 more: `R-50`" in text


def test_a_run_that_never_came_about_says_why() -> None:
    assert code(markdown_of("sumvin", "cannot reach `http://here`")) == ["cannot reach `http://here`"]


@sparingly
@given(models(Results))
def test_any_results_make_an_inert_text(whole: Results) -> None:
    text = markdown(whole)
    assert kinds(text) <= INERT | INERT_INLINE, kinds(text) - INERT - INERT_INLINE
    assert all(one.isprintable() or one == "\n" for one in text)


@sparingly
@given(anything, anything)
def test_whatever_a_server_sends_stays_in_code(observed: str, body: str) -> None:
    tricks = f"<img src=x>![i](http://e)[l](http://e)@all `{observed}` | # - * _ ``` {observed}"
    broken = found(observed=tricks, exchanges=(exchange(response_body=body, curl=f"{body}\n```\n# x\n<b>{body}"),))
    text = markdown(results(requirement(Outcome.FAILED, findings=(broken,))))
    assert kinds(text) <= INERT | INERT_INLINE
    assert text.count("\n### ") == 1
