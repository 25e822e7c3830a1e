"""How a bank is linked: the configuration, the institutions, the start of a link, and the gate before them."""

from conformance.check import check, each, sweep
from conformance.exchange import MISSING, Zone
from conformance.expectation import expect, given
from conformance.scenario import Answer
from conformance.sumvin import holdings, lists
from conformance.sumvin.errors import expect_error, is_error
from conformance.sumvin.facade import Sumvin
from strategies.sumvin import links
from strategies.sumvin.links import Unselected

CONFIG_STATUS = "SUMVIN-LINK-CONFIG-STATUS"
CONFIG_PROVIDER = "SUMVIN-LINK-CONFIG-PROVIDER"
CONFIG_SELECTION = "SUMVIN-LINK-CONFIG-SELECTION"
INSTITUTIONS_STATUS = "SUMVIN-INSTITUTIONS-STATUS"
INSTITUTIONS_LIST = "SUMVIN-INSTITUTIONS-LIST"
INSTITUTIONS_GATE = "SUMVIN-INSTITUTIONS-GATE"
SELECTABLE = "SUMVIN-INSTITUTIONS-SELECTABLE"
LINK_STATUS = "SUMVIN-LINK-STATUS"
INSTITUTION_REQUIRED = "SUMVIN-LINK-INSTITUTION-REQUIRED"
TOKEN_FAILED = "SUMVIN-LINK-TOKEN-FAILED"

MOST_SELECTIONS = 3
UPSTREAM = ("BANK_LINK_TOKEN_FAILED", "BANK_PROVIDER_ERROR")


@check(CONFIG_STATUS, CONFIG_PROVIDER, CONFIG_SELECTION)
@sweep(role=each(("alice", "bob", "alice_other_org", "newcomer", "unentitled")))
async def the_configuration_says_meld_and_a_selection(sumvin: Sumvin, role: str) -> None:
    """The two members, at the top or one level down, whoever asks; without the entitlement nobody need be answered."""
    if sumvin.lends(role):
        _expect_config(sumvin, await sumvin.actor(role).link_config(zone=Zone.MAY_EITHER))


def _expect_config(sumvin: Sumvin, answer: Answer) -> None:
    if not expect(holdings.entitled(sumvin, answer), CONFIG_STATUS).status(200):
        return
    for requirement, name, wanted in (
        (CONFIG_PROVIDER, "provider", "meld"),
        (CONFIG_SELECTION, "requires_institution_selection", True),
    ):
        value = _member(answer, name)
        expect(answer, requirement).that(
            value == wanted and isinstance(value, bool) == isinstance(wanted, bool),
            expected=f"{name} {wanted!r}, at the top or one level down",
        )


def _member(answer: Answer, name: str) -> object:
    document = answer.json if isinstance(answer.json, dict) else {}
    inner = [value for key, value in document.items() if key != "_links" and isinstance(value, dict)]
    return next((holder[name] for holder in (document, *inner) if name in holder), MISSING)


@check(INSTITUTIONS_STATUS, INSTITUTIONS_LIST)
async def an_entitled_user_lists_institutions(sumvin: Sumvin) -> None:
    """The institutions, of which there may be none."""
    answer = holdings.entitled(sumvin, await sumvin.alice.institutions())
    if expect(answer, INSTITUTIONS_STATUS).status(200):
        lists.expect_list(answer, INSTITUTIONS_LIST, "institutions")


@check(INSTITUTIONS_STATUS, INSTITUTIONS_LIST)
async def no_institutions_are_an_empty_list(sumvin: Sumvin) -> None:
    """The institutions where there are none."""
    if not sumvin.may_trigger("no_institutions"):
        return
    answer = await sumvin.alice.institutions(trigger=sumvin.trigger("no_institutions"))
    if expect(holdings.entitled(sumvin, answer), INSTITUTIONS_STATUS).status(200):
        lists.expect_list(answer, INSTITUTIONS_LIST, "institutions")


@check(INSTITUTIONS_GATE)
@sweep(query=each(({}, {"country": "US"}, {"country_code": "US"}, {"search": "bank"})))
async def without_the_entitlement_there_are_no_institutions(sumvin: Sumvin, query: dict[str, str]) -> None:
    """The institutions, and some of them, asked for by a user without the entitlement."""
    await holdings.accounts_of_unentitled(sumvin)
    answer = await sumvin.actor("unentitled").institutions(query=query, zone=Zone.MUST_REJECT)
    # A target that knows no such parameter may refuse that first.
    expect_error(answer, INSTITUTIONS_GATE, "GATE-403-001", otherwise=(400, 422) if query else ())


@check(SELECTABLE)
async def a_listed_institution_can_be_selected(sumvin: Sumvin) -> None:
    """The first institutions of the list, each passed on to start a link."""
    answer = holdings.entitled(sumvin, await sumvin.alice.institutions())
    for institution in lists.idents(given(answer).status(200), "institutions")[:MOST_SELECTIONS]:
        link = holdings.entitled(sumvin, await sumvin.alice.link(links.selecting(sumvin.fixtures, institution)))
        if any(is_error(link, code) for code in UPSTREAM):
            continue  # Meld has no token for it just now, which says nothing about the selection
        expect(link, SELECTABLE).that(
            link.succeeded,
            expected=f"a link with the institution {institution!r}, which was listed",
            beside=(answer,),
        )


@check(LINK_STATUS, CONFIG_PROVIDER, CONFIG_SELECTION)
async def a_link_is_accepted(sumvin: Sumvin) -> None:
    """A link with an institution, started twice, and with public fields; the configuration is still the same."""
    institution = await holdings.institution(sumvin)
    for _ in range(2):
        answer = holdings.entitled(sumvin, await sumvin.alice.link(links.selecting(sumvin.fixtures, institution)))
        expect(answer, LINK_STATUS).status(202)
    further = {**links.selecting(sumvin.fixtures, institution), **links.FURTHER}
    answer = await sumvin.alice.link(further, zone=Zone.MAY_EITHER)
    # Public fields need not be known, and a third link at once need not be had.
    expect(answer, LINK_STATUS).that(answer.status == 202 or not answer.succeeded, expected="202, or a refusal")
    _expect_config(sumvin, await sumvin.alice.link_config())


@check(INSTITUTION_REQUIRED)
@sweep(unselected=each(links.unselected))
async def a_link_without_an_institution_is_refused(sumvin: Sumvin, unselected: Unselected) -> None:
    """Bodies without institution_id; where something else can be refused, that may come first."""
    answer = holdings.entitled(sumvin, await sumvin.alice.link(unselected.body, zone=Zone.MUST_REJECT))
    otherwise = () if unselected.alone else (400, 422)
    expect_error(answer, INSTITUTION_REQUIRED, "BANK_INSTITUTION_REQUIRED", otherwise=otherwise)


@check(TOKEN_FAILED)
async def a_link_token_that_cannot_be_had_is_reported(sumvin: Sumvin) -> None:
    """A link for which Meld gives no token."""
    body = links.selecting(sumvin.fixtures, await holdings.institution(sumvin))
    trigger = sumvin.trigger("link_token_failure")
    answer = await sumvin.alice.link(body, zone=Zone.MUST_REJECT, trigger=trigger)
    expect_error(holdings.entitled(sumvin, answer), TOKEN_FAILED, "BANK_LINK_TOKEN_FAILED")
