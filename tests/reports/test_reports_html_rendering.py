"""The HTML report as a document: valid, self-contained, and inert whatever came back."""

import base64
import hashlib
import json
from pathlib import Path
from typing import Any

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st
from report_samples import exchange, found, models, requirement, results, sparingly, waived_by, waiver

from reports.html import render, render_unmade
from reports.html.standing import Standing, standing_of
from reports.results import Outcome, Results, Verdict, WaiverState
from reports.text import visible

HERE = Path(__file__).parents[2] / "reports" / "html"
PAYLOADS = (
    *("</script><script>alert(1)</script>", "<script>alert(1)</script>", "<!--<script>", "-->", "<![CDATA[", "]]>"),
    *('"><img src=x onerror=alert(1)>', "'><svg/onload=alert(1)>", "</pre></details></main>", "</title></style>"),
    *("<iframe srcdoc=x>", "javascript:alert(1)", "&lt;b&gt;&amp;&#0;&nosuch;", "{{ 7 * 7 }}{% raw %}", "\x00\x0c\r\n"),
    *("<meta http-equiv=refresh content=0>", "<base href=http://evil>", "\u2028\u2029", "\ufffe\ufdd0", "</SCRIPT >"),
)
FIXED = {"level", "kind", "outcome", "verdict", "state", "schema_version", "counts"}
"""Members whose values are one of a few words."""

ATTRIBUTES = {
    *("lang", "charset", "http-equiv", "content", "name", "class", "id", "href", "title", "role", "scope", "colspan"),
    *("tabindex", "for", "type", "value", "checked", "autocomplete", "spellcheck", "placeholder", "hidden"),
    *("aria-hidden", "aria-label", "aria-labelledby", "viewBox", "preserveAspectRatio", "x", "y", "width", "height"),
    *("data-standing", "data-operation", "data-pressing", "data-places", "data-decisive"),
}
ELEMENTS = {
    *("html", "head", "meta", "title", "style", "body", "script", "noscript", "header", "main", "section", "article"),
    *("h1", "h2", "h3", "h4", "h5", "p", "a", "span", "strong", "ul", "ol", "li", "dl", "div", "dt", "dd", "pre"),
    *("table", "caption", "thead", "tbody", "tr", "th", "td", "details", "summary", "svg", "rect"),
    *("label", "input", "select", "option", "fieldset", "legend", "output", "button"),
}


def parsed(text: str) -> Any:
    """The document; a parse error is an error."""
    return html5lib.HTMLParser(html5lib.getTreeBuilder("etree"), strict=True, namespaceHTMLElements=False).parse(text)


def elements(tree: Any) -> list[Any]:
    """All elements, those of SVG without their namespace."""
    found = [one for one in tree.iter() if isinstance(one.tag, str)]
    for one in found:
        one.tag = one.tag.removeprefix("{http://www.w3.org/2000/svg}")
    return found


def text_of(tree: Any) -> str:
    return "".join(text for one in tree.iter("body") for text in one.itertext())


def assert_inert(text: str) -> Any:
    """Nothing is in the document but what the template put there."""
    tree = parsed(text)
    whole = elements(tree)
    assert {one.tag for one in whole} <= ELEMENTS
    assert {name for one in whole for name in one.attrib} <= ATTRIBUTES
    assert all(one.get("href").startswith("#") for one in whole if "href" in one.attrib)
    scripts = [one for one in whole if one.tag == "script"]
    live = [one.text for one in scripts if one.get("type") != "application/json"]
    assert live == [(HERE / "script.js").read_text(encoding="utf-8")]
    assert [one.text for one in whole if one.tag == "style"] == [(HERE / "style.css").read_text(encoding="utf-8")]
    for one in scripts:
        if one.get("type") == "application/json":
            json.loads(one.text)
    names = [one.get("id") for one in whole if "id" in one.attrib]
    assert len(names) == len(set(names))
    links = {one.get("href")[1:] for one in whole if "href" in one.attrib}
    assert links <= set(names)
    return tree


def poisoned(value: Any, payload: str) -> Any:
    """The same JSON value with something behind every text."""
    if isinstance(value, str):
        return value + payload
    if isinstance(value, list):
        return [poisoned(one, payload) for one in value]
    if isinstance(value, dict):
        return {key: one if key in FIXED else poisoned(one, payload) for key, one in value.items()}
    return value


def a_bit_of_everything() -> Results:
    return results(
        requirement(Outcome.FAILED, "R-ONE"),
        requirement(Outcome.FAILED, "R-TWO", waiver=waiver(requirement="R-TWO")),
        requirement(Outcome.ERROR, "R-THREE", reason="no answer came"),
        requirement(Outcome.WARNED, "R-FOUR"),
        requirement(Outcome.UNTESTED, "R-FIVE", reason="the target does not lend clock", mend="add [clock]"),
        requirement(name="R-SIX", specimen=(exchange(status=201),)),
        requirement(Outcome.NOT_APPLICABLE, "R-SEVEN", reason="the target never showed what it speaks of"),
        requirement(Outcome.UNTESTABLE, "R-EIGHT", reason="it happens inside"),
        waivers=(waived_by(WaiverState.STALE, complaint="waivers.toml, line 3: it passed"),),
        crashes=("Traceback: oh",),
    )


def test_the_page_says_what_it_comes_to_and_shows_every_requirement() -> None:
    whole = a_bit_of_everything()
    tree = assert_inert(render(whole))
    text = text_of(tree)
    assert "nonconformant" in text
    for one in whole.requirements:
        (entry,) = [element for element in elements(tree) if element.get("id") == one.id]
        assert entry.get("data-standing") == standing_of(one).css
        assert one.statement in "".join(entry.itertext())
    for expected in (
        "waivers.toml, line 3: it passed",
        "known-failing until 2027-01-31: the provider's bug (ana, RAMP-7)",
        "add [clock]",
        "no answer came",
        "Traceback: oh",
    ):
        assert expected in text


def test_the_verdict_and_the_counts_come_first_then_the_matrix() -> None:
    text = render(a_bit_of_everything())
    places = [text.index(f"{mark}") for mark in ("<h1>", 'class="counts"', 'class="matrix"', 'class="requirement')]
    assert places == sorted(places)


def test_what_matters_of_an_entry_is_seen_before_it_is_opened() -> None:
    tree = parsed(render(a_bit_of_everything()))
    gists = {
        one.get("id"): [
            "".join(part.itertext()) for part in one.iterfind("summary/span") if part.get("class") == "gist"
        ]
        for one in elements(tree)
        if "requirement" in (one.get("class") or "").split()
    }
    seen = "expected status 201; observed status 500"
    assert gists == {
        "R-ONE": [seen],
        "R-TWO": [seen, "waived: known-failing until 2027-01-31: the provider's bug (ana, RAMP-7)"],
        "R-THREE": ["no answer came"],
        "R-FOUR": [seen],
        "R-FIVE": ["the target does not lend clock → add [clock]"],
        "R-SIX": [],
        "R-SEVEN": ["the target never showed what it speaks of"],
        "R-EIGHT": ["it happens inside"],
    }


def test_what_waits_for_somebody_is_marked_for_print() -> None:
    tree = parsed(render(a_bit_of_everything()))
    pressing = [one.get("id") for one in elements(tree) if "data-pressing" in one.attrib]
    assert pressing == ["R-ONE", "R-TWO", "R-THREE", "R-FOUR", "R-FIVE"]


def test_the_policy_allows_the_page_its_own_style_and_script_and_nothing_else() -> None:
    tree = parsed(render(results(requirement())))
    (policy,) = [one.get("content") for one in elements(tree) if one.get("http-equiv") == "Content-Security-Policy"]
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    hashes = {
        name: base64.b64encode(hashlib.sha256((HERE / name).read_bytes()).digest()).decode()
        for name in ("style.css", "script.js")
    }
    assert rules == {
        "default-src": "'none'",
        "script-src": f"'sha256-{hashes['script.js']}'",
        "style-src": f"'sha256-{hashes['style.css']}'",
        "base-uri": "'none'",
        "form-action": "'none'",
        "require-trusted-types-for": "'script'",
        "trusted-types": "'none'",
    }


def test_an_exchange_is_held_once_however_many_requirements_rest_on_it() -> None:
    one = exchange(response_body="the only one of its kind")
    text = render(
        results(
            requirement(Outcome.FAILED, "R-ONE", findings=(found(exchanges=(one,)),)),
            requirement(name="R-TWO", specimen=(one.model_copy(update={"decisive": False}),)),
        )
    )
    assert text.count("the only one of its kind") == 1


def test_what_is_hidden_in_a_body_is_seen_and_what_is_written_in_it_stays_readable() -> None:
    text = render(results(requirement(specimen=(exchange(response_body="\u202eabc \x1b[2J <b>é"),))))
    (block,) = [one for one in elements(parsed(text)) if one.get("id") == "page-exchange-0"]
    assert json.loads(block.text)["responseBody"] == "\\u202eabc \\x1b[2J <b>é"


def test_a_run_without_any_requirement_is_a_page_too() -> None:
    text = render(results(verdict=Verdict.INCOMPLETE, checks=(), ended=None, complete=False, cut="it was killed"))
    assert "Nothing was selected." in text_of(assert_inert(text))


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_run_that_never_came_about_says_why_and_nothing_more(payload: str) -> None:
    tree = parsed(render_unmade("sumvin" + payload, "cannot reach it" + payload))
    whole = elements(tree)
    assert {one.tag for one in whole} <= ELEMENTS - {"script"}
    assert "sumvin" + visible(payload) in text_of(tree)
    assert "cannot reach it" + visible(payload) in text_of(tree)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_hostile_text_anywhere_stays_text(payload: str) -> None:
    whole = Results.model_validate(poisoned(a_bit_of_everything().model_dump(mode="json"), payload))
    text = text_of(assert_inert(render(whole)))
    for one in whole.requirements:
        assert visible(one.statement) in text
        for finding in one.findings:
            assert visible(finding.observed) in text


@sparingly
@given(models(Results), st.lists(st.sampled_from(PAYLOADS), max_size=2).map("".join))
def test_any_results_make_a_valid_and_inert_page(whole: Results, payload: str) -> None:
    text = render(Results.model_validate(poisoned(whole.model_dump(mode="json"), payload)))
    assert_inert(text)
    assert all(one.isprintable() or one == "\n" for one in text)


@sparingly
@given(st.binary(max_size=200), st.sampled_from(Outcome))
def test_any_bytes_of_a_response_reach_the_page_as_text(body: bytes, outcome: Outcome) -> None:
    answer = exchange(response_body=body.decode("utf-8", "replace"))
    tree = assert_inert(render(results(requirement(outcome, findings=(found(exchanges=(answer,)),)))))
    (block,) = [one for one in elements(tree) if one.get("id") == "page-exchange-0"]
    assert json.loads(block.text)["responseBody"] == visible(answer.response_body)


def test_every_outcome_has_a_standing_with_a_mark_of_its_own() -> None:
    assert {standing_of(requirement(outcome)) for outcome in Outcome} | {Standing.WAIVED, Standing.LATER} == set(
        Standing
    )
    assert len({one.mark for one in Standing}) == len(Standing)
