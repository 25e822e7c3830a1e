"""The HTML report where it is read: opened in a Chromium, clicked, typed at, printed, and judged by axe-core."""

import base64
import json
from typing import Any

import pytest
from browser_page import Page
from report_samples import exchange, found, requirement, results, waived_by, waiver

from reports.results import Outcome, Results, WaiverState

pytestmark = pytest.mark.browser

TAB, ENTER, SPACE = "\ue004", "\ue007", " "
PHONE, DESK = (390, 844), (1280, 900)


def a_bit_of_everything() -> Results:
    created = exchange(status=201, response_body='{"thing": {"price": 1.50, "id": 12345678901234567890}, "tags": []}')
    return results(
        requirement(
            Outcome.FAILED,
            "R-KEYS-REPLAY",
            statement="A replay is answered 208.",
            findings=(
                found(exchanges=(created.model_copy(update={"decisive": False}), exchange(2)), observed="status 500"),
                found(id="99aabbcc", check="things.two", exchanges=(exchange(1, status=503),), stable=None),
            ),
            checks=tuple(f"things.check_{n}" for n in range(7)),
        ),
        requirement(Outcome.FAILED, "R-KEYS-SCOPE", waiver=waiver(requirement="R-KEYS-SCOPE")),
        requirement(Outcome.ERROR, "R-TIME-ZONE", reason="no answer came"),
        requirement(Outcome.WARNED, "R-TIME-FORM", operation="GET /things"),
        requirement(
            Outcome.UNTESTED, "R-TIME-LATER", reason="the target does not lend clock", mend="add [clock]", held=0
        ),
        requirement(name="R-THINGS-MADE", statement="A thing is created.", specimen=(created,)),
        requirement(
            Outcome.FAILED,
            "R-THINGS-NEWER",
            later=2,
            required=False,
            operation="POST /v0/bank-linking/accounts/{account_id}/processor-token-that-nobody-expected",
        ),
        requirement(Outcome.NOT_APPLICABLE, "R-THINGS-SHOWN", reason="the target never showed what it speaks of"),
        requirement(Outcome.UNTESTABLE, "R-THINGS-WITHIN", reason="it happens inside"),
        waivers=(waived_by(WaiverState.STALE, complaint="waivers.toml, line 3: it passed"),),
        crashes=("Traceback: oh",),
        catalogue_version=2,
        scored_version=1,
        target={"base_url": "http://here"},
    )


EVERY = [one.id for one in a_bit_of_everything().requirements]

# ---- opening -----------------------------------------------------------------------------------------


def test_it_opens_without_a_complaint_and_asks_the_network_for_nothing(page: Page) -> None:
    page.open(a_bit_of_everything())
    assert page.seen(".requirement") == sorted(EVERY, key=EVERY.index)
    assert page.text("h1") == "Sumvin ramp sessions nonconformant"
    assert page.complaints() == []
    assert page.run("return performance.getEntriesByType('resource').length") == 0


def test_a_long_run_is_there_at_once(page: Page) -> None:
    def long(number: int) -> Any:
        exchanges = tuple(exchange(n, response_body=f"{number}/{n} " + "y" * 20_000) for n in range(1, 25))
        return requirement(Outcome.FAILED, f"R-LONG-{number}", findings=(found(exchanges=exchanges),))

    page.open(results(*(long(number) for number in range(85))))
    assert page.run("return document.querySelectorAll('*:not(script)').length") < 10_000
    painted, parsed = page.run(
        "return [performance.getEntriesByName('first-contentful-paint')[0].startTime,"
        " performance.getEntriesByType('navigation')[0].domComplete]"
    )
    # A quarter of a second on an idle machine; what counts is that it does not wait for 40 MB of exchanges.
    assert painted < 2500, (painted, parsed)
    page.go("R-LONG-84")
    assert page.text("#R-LONG-84 .exchange[open] .versus div:nth-child(2) .payload").startswith("84/1 yyy")


def test_without_a_script_it_is_still_a_report(page: Page) -> None:
    page.command("Emulation.setScriptExecutionDisabled", value=True)
    page.open(a_bit_of_everything())
    told = page.told()
    assert "Found by things.one" not in told, "what is folded stays folded"
    assert set(EVERY) | {"A replay is answered 208.", "nonconformant"} <= set(told)
    assert any("own script, which does not run here" in one for one in told)
    assert not {"Show all", "Search", "Operation"} & set(told)


# ---- finding -----------------------------------------------------------------------------------------


def test_search_leaves_what_has_every_word(page: Page) -> None:
    page.open(a_bit_of_everything())
    page.one("#page-search").send_keys("REPLAY 208")
    assert page.seen(".requirement") == ["R-KEYS-REPLAY"]
    assert page.text("#page-shown") == "1 of 9 requirements shown"
    assert [one.text for one in page.all(".group h3") if one.is_displayed()] == ["✗ failed 1 a MUST was violated"]
    page.one("#page-reset").click()
    assert page.seen(".requirement") == EVERY


def test_outcomes_and_operations_are_filtered(page: Page) -> None:
    page.open(a_bit_of_everything())
    for kind in ("passed", "not-scored", "not-applicable", "untestable"):
        page.one(f"input[value={kind}]").click()
    assert page.seen(".requirement") == EVERY[:5]
    page.one("option[value='GET /things']").click()
    assert page.seen(".requirement") == ["R-TIME-FORM"]
    assert page.text("#page-shown") == "1 of 9 requirements shown"


def test_a_deep_link_opens_its_requirement_with_the_evidence(page: Page) -> None:
    page.open(a_bit_of_everything(), "R-KEYS-REPLAY")
    assert page.one("#R-KEYS-REPLAY").get_property("open")
    assert page.focused() == "R-KEYS-REPLAY"
    assert page.run("return Math.abs(document.getElementById('R-KEYS-REPLAY').getBoundingClientRect().top)") < 900
    calls = page.run("return [...document.querySelectorAll('#R-KEYS-REPLAY article summary')].map(e => e.textContent)")
    assert calls[1:] == ["1. POST /things as alice → 201 10 ms", "2. POST /things as alice → 500 10 ms decides"]
    assert page.text("#R-KEYS-REPLAY .exchange[open] .payload") == '{\n  "name": "a"\n}'


def test_a_deep_link_to_a_further_finding_unfolds_it(page: Page) -> None:
    page.open(a_bit_of_everything(), "finding-99aabbcc")
    assert page.one("#R-KEYS-REPLAY").get_property("open")
    assert page.one("#finding-99aabbcc").get_property("open")
    assert page.focused() == "finding-99aabbcc"
    assert page.one("#finding-99aabbcc .exchange[open]").is_displayed()


def test_a_link_to_what_the_filter_hides_shows_it(page: Page) -> None:
    page.open(a_bit_of_everything())
    page.one("#page-search").send_keys("nothing has this word")
    assert page.seen(".requirement") == []
    page.one("a.tile.untested").click()
    assert page.seen(".requirement") == EVERY
    assert page.focused() == "R-TIME-LATER"
    page.one("#R-TIME-LATER > summary").click()
    assert not page.one("#R-TIME-LATER").get_property("open")
    page.one("a.tile.untested").click()
    assert page.one("#R-TIME-LATER").get_property("open")


# ---- reading -----------------------------------------------------------------------------------------


def test_json_is_set_out_and_not_a_digit_of_it_changed(page: Page) -> None:
    page.open(a_bit_of_everything(), "R-THINGS-MADE")
    shown = page.text("#R-THINGS-MADE .versus div:nth-child(2) .payload")
    assert shown == '{\n  "thing": {\n    "price": 1.50,\n    "id": 12345678901234567890\n  },\n  "tags": []\n}'


@pytest.mark.parametrize("body", ["{broken", '"\\u0041"', "[" * 5000, "", "[" * 5000 + "]" * 5000])
def test_any_body_is_shown_whole(page: Page, body: str) -> None:
    page.open(results(requirement(specimen=(exchange(response_body=body),))), "R-ONE")
    shown = page.text("#R-ONE .versus div:nth-child(2) .payload")
    assert "".join(shown.split()) == (body or "(anemptybody)")


def test_a_hostile_server_gets_nothing_done(page: Page) -> None:
    attack = "</script><script>window.owned=1</script><img src=x onerror=window.owned=1><svg onload=window.owned=1>"
    evil = exchange(
        response_body=attack,
        request_body=attack,
        url=f"http://here/{attack}",
        curl=attack,
        actor=attack,
        response_headers=((attack, attack),),
    )
    page.open(
        results(
            requirement(
                Outcome.FAILED,
                f"R-{attack}",
                statement=attack,
                findings=(found(observed=attack, expected=attack, case={attack: attack}, exchanges=(evil,)),),
            ),
            title=attack,
            target={attack: attack},
        )
    )
    page.one(".requirement > summary").click()
    for one in page.all(".inside details > summary"):
        if one.is_displayed():
            one.click()
    assert attack in page.text(".command pre")
    assert page.run("return window.owned ?? document.querySelectorAll('img, body svg[onload]').length") == 0
    assert page.complaints() == []


def test_nothing_can_run_that_is_not_the_pages_own(page: Page) -> None:
    page.open(a_bit_of_everything())
    attempt = "const s = document.createElement('script'); s.textContent = 'window.owned = 1'; document.body.append(s);"
    with pytest.raises(Exception, match="TrustedScript"):
        page.run(attempt)
    assert page.run("return window.owned ?? 0") == 0


# ---- copying -----------------------------------------------------------------------------------------


def test_a_curl_line_is_copied_as_it_stands(page: Page) -> None:
    page.open(a_bit_of_everything(), "R-THINGS-MADE")
    page.command("Browser.grantPermissions", permissions=["clipboardReadWrite", "clipboardSanitizedWrite"])
    page.one("#R-THINGS-MADE .copy").click()
    assert page.settle("{ await new Promise(r => setTimeout(r, 300)); return navigator.clipboard.readText() }") == (
        exchange().curl
    )
    assert page.text("#page-status") == "Copied"


def test_a_curl_line_is_copied_where_the_browser_has_no_clipboard_for_scripts(page: Page) -> None:
    page.open(a_bit_of_everything(), "R-THINGS-MADE")
    page.run("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    page.one("#R-THINGS-MADE .copy").click()
    assert page.text("#page-status") == "Copied"
    assert page.paste_into("#page-search") == exchange().curl


# ---- hands and eyes ----------------------------------------------------------------------------------


def test_keys_are_enough(page: Page) -> None:
    page.open(a_bit_of_everything())
    page.press(TAB)
    assert page.run("return document.activeElement.className") == "skip"
    page.press(ENTER)
    assert page.focused() == "page-requirements"
    page.press(TAB, *"scope")
    assert page.seen(".requirement") == ["R-KEYS-SCOPE"]
    page.run("document.querySelector('#R-KEYS-SCOPE > summary').focus()")
    page.press(ENTER)
    assert page.one("#R-KEYS-SCOPE").get_property("open")
    assert page.one("#R-KEYS-SCOPE .exchange[open] .copy").is_displayed()


def test_it_is_dark_where_the_reader_prefers_that(page: Page) -> None:
    def colours() -> tuple[float, float]:
        style = "const s = getComputedStyle(document.body); return [s.backgroundColor, s.color]"
        ground, text = (
            sum(map(float, one.removeprefix("rgb(").removesuffix(")").split(","))) for one in page.run(style)
        )
        return ground, text

    page.open(a_bit_of_everything())
    page.prefer("light")
    ground, text = colours()
    assert ground > 700 > 150 > text
    page.prefer("dark")
    ground, text = colours()
    assert ground < 150 < 600 < text


@pytest.mark.parametrize("fragment", ["", "R-KEYS-REPLAY"])
def test_nothing_is_wider_than_a_phone(page: Page, fragment: str) -> None:
    page.resize(*PHONE)
    page.open(a_bit_of_everything(), fragment)
    assert page.run("return document.documentElement.scrollWidth") <= PHONE[0]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_axe_finds_nothing_to_complain_of(page: Page, axe_source: str, size: tuple[int, int], scheme: str) -> None:
    page.prefer(scheme)
    page.resize(*size)
    page.open(a_bit_of_everything())
    for part in ("details.requirement", "details:not(.requirement)"):
        page.run("document.querySelectorAll(arguments[0]).forEach(e => (e.open = true))", part)
        page.settle("{ await new Promise(r => setTimeout(r, 200)) }")
    assert len(page.seen(".copy")) >= 4
    page.run(axe_source)
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    report = page.settle(f"{{ return axe.run({{ runOnly: {json.dumps(tags)} }}) }}")
    assert isinstance(report, dict), report
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in report["violations"]] == []
    assert len(report["passes"]) > 20


def test_for_print_what_presses_is_opened_and_closed_again(page: Page) -> None:
    page.open(a_bit_of_everything())
    opened = "[...document.querySelectorAll('.requirement[open]')].map(e => e.id)"
    evidence = "document.querySelectorAll('.requirement[open] .exchange[open] .payload').length"
    page.run(f"addEventListener('beforeprint', () => (window.printed = [{opened}, {evidence}]))")
    pdf = base64.b64decode(page.command("Page.printToPDF", printBackground=False)["data"])
    assert pdf.startswith(b"%PDF")
    assert page.run("return window.printed") == [EVERY[:5], 6], "three findings, each with its request and response"
    assert page.run(f"return {opened}") == []
