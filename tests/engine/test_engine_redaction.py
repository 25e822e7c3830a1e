"""Redaction by value: no secret stands in a text that was rewritten, whatever stands around it."""

import base64
import json
import random
import string
import sys
from concurrent.futures import ThreadPoolExecutor
from types import FrameType
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from conformance.redaction import Redactor

SECRET = "s3cret/with+odd=chars&more"

quietly = settings(
    database=None, deadline=None, derandomize=True, max_examples=200, suppress_health_check=list(HealthCheck)
)


def knowing(*secrets: str) -> Redactor:
    redactor = Redactor()
    for number, secret in enumerate(secrets):
        redactor.protect(secret, f"{number}")
    return redactor


def test_a_secret_is_replaced_wherever_it_stands() -> None:
    text = f"{SECRET} at the start, in({SECRET})side, twice{SECRET}{SECRET} and at the end {SECRET}"
    name = "‹0›"
    expected = f"{name} at the start, in({name})side, twice{name}{name} and at the end {name}"
    assert knowing(SECRET).text(text) == expected


def test_a_text_without_secrets_stays_as_it_is() -> None:
    assert knowing(SECRET).text("s3cret/with other text") == "s3cret/with other text"
    assert Redactor().text("anything") == "anything"


def test_the_pseudonym_is_returned_and_used() -> None:
    redactor = Redactor()
    assert redactor.protect(SECRET, "alice.x-juno-jwt") == "‹alice.x-juno-jwt›"
    assert redactor.text(SECRET) == "‹alice.x-juno-jwt›"


@pytest.mark.parametrize(
    "form",
    [
        quote(SECRET),
        quote(SECRET, safe=""),
        json.dumps(SECRET)[1:-1],
        base64.b64encode(SECRET.encode()).decode(),
        base64.urlsafe_b64encode(SECRET.encode()).decode().rstrip("="),
    ],
)
def test_a_protected_secret_is_known_in_the_forms_in_which_it_travels(form: str) -> None:
    assert knowing(SECRET).text(f"<{form}>") in ("<‹0›>", "<‹0›=>", "<‹0›==>")


@pytest.mark.parametrize("secret", ['with"quote and \\backslash', "line\nbreak-inside", "accented-é-secret"])
def test_json_escapes_are_known_for_protected_and_learned_secrets(secret: str) -> None:
    learned = Redactor()
    learned.learn(secret, "token")
    for redactor, name in ((knowing(secret), "‹0›"), (learned, "‹token#1›")):
        assert redactor.text(json.dumps({"a": secret})) == f'{{"a": "{name}"}}'
        assert redactor.text(json.dumps({"a": secret}, ensure_ascii=False)) == f'{{"a": "{name}"}}'


def test_learned_secrets_are_known_percent_encoded() -> None:
    redactor = Redactor()
    redactor.learn(SECRET, "widget_url")
    assert redactor.text(f"?next={quote(SECRET, safe='')}&x") == "?next=‹widget_url#1›&x"


@pytest.mark.parametrize("secret", ["a1b2c", "a1b2", "z9"])
def test_short_protected_secrets_are_replaced_too(secret: str) -> None:
    assert knowing(secret).text(f"<{secret}{secret}>") == "<‹0›‹0›>"


def test_of_two_secrets_of_which_one_begins_the_other_the_longer_wins() -> None:
    redactor = knowing("abcdefgh", "abcdefghijkl")
    assert redactor.text("abcdefghijkl abcdefgh abcdefghijk") == "‹1› ‹0› ‹0›ijk"


def test_a_secret_inside_another_is_known_alone_and_within() -> None:
    redactor = knowing("the-whole-secret-value", "secret-value")
    assert redactor.text("the-whole-secret-value, secret-value") == "‹0›, ‹1›"


def test_of_two_overlapping_secrets_neither_stands_whole() -> None:
    redactor = knowing("abcdefgh", "efghijkl")
    shown = redactor.text("abcdefghijkl")
    assert "abcdefgh" not in shown
    assert "efghijkl" not in shown


def test_equal_values_keep_equal_names() -> None:
    redactor = Redactor()
    first = redactor.learn("token-value-0001", "token")
    assert redactor.learn("token-value-0002", "token") == "‹token#2›"
    assert redactor.learn("token-value-0001", "token") == first == "‹token#1›"


def test_numbers_count_within_their_kind() -> None:
    redactor = Redactor()
    names = [redactor.learn(f"{kind}-value-{i}", kind) for i in range(2) for kind in ("token", "url")]
    assert names == ["‹token#1›", "‹url#1›", "‹token#2›", "‹url#2›"]


def test_a_value_keeps_its_first_name() -> None:
    redactor = Redactor()
    redactor.protect(SECRET, "alice")
    assert redactor.protect(SECRET, "bob") == "‹alice›"
    assert redactor.learn(SECRET, "token") == "‹alice›"
    assert redactor.text(SECRET) == "‹alice›"


def test_a_renewed_secret_goes_by_the_same_name_as_the_old_one() -> None:
    redactor = Redactor()
    redactor.protect("the-old-value", "alice")
    redactor.protect("the-new-value", "alice")
    assert redactor.text("the-old-value the-new-value") == "‹alice› ‹alice›"


def test_json_values_are_rewritten_at_every_depth_keys_included() -> None:
    value = {"a": [SECRET, {SECRET: f"x{SECRET}"}], "b": (SECRET,), "n": [1, 2.5, True, None]}
    assert knowing(SECRET).value(value) == {
        "a": ["‹0›", {"‹0›": "x‹0›"}],
        "b": ["‹0›"],
        "n": [1, 2.5, True, None],
    }


def test_threads_agree_on_the_names() -> None:
    redactor = Redactor()
    values = [f"token-value-{i % 50:04}" for i in range(400)]
    with ThreadPoolExecutor(8) as pool:
        names = list(pool.map(lambda value: redactor.learn(value, "token"), values))
    assert len(set(zip(values, names, strict=True))) == len(set(values)) == len(set(names)) == 50


def lines_for(secrets: int, text: str) -> int:
    """Lines of Python that redacting a text takes, with so many secrets known: a cost that no other load changes."""
    redactor = Redactor()
    for number in range(secrets):
        redactor.learn(f"token-canary-{number:012}", "token")
    count = 0

    def trace(_frame: FrameType, event: str, _argument: object) -> Any:
        nonlocal count
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        redactor.text(text)
    finally:
        sys.settrace(before)
    return count


SESSIONS = " ".join(f'{{"token": "token-canary-{number:012}", "id": "ses_{number}"}}' for number in range(40))


def test_thousands_of_learned_secrets_cost_no_more_than_a_few() -> None:
    assert lines_for(4000, SESSIONS) < 1.1 * lines_for(40, SESSIONS)


def test_the_cost_is_linear_in_the_text() -> None:
    assert lines_for(40, SESSIONS * 8) < 8.1 * lines_for(40, SESSIONS)


# Without the marks of pseudonyms: a server that writes those itself is another matter.
alphabet = string.ascii_lowercase[:4] + '0/+&"\\\né'
secrets = st.lists(st.text(alphabet, min_size=6, max_size=24), min_size=1, max_size=5, unique=True)
around = st.text(alphabet, max_size=12)


@quietly
@given(secrets, st.data())
def test_no_protected_secret_survives_whatever_surrounds_it(known: list[str], data: st.DataObject) -> None:
    redactor = Redactor()
    for number, secret in enumerate(known):
        redactor.protect(secret, f"#{number}")
    pieces = data.draw(st.lists(st.one_of(around, st.sampled_from(known)), min_size=1, max_size=8))
    text = "".join(pieces)
    shown = redactor.text(text)
    assert not [secret for secret in known if secret in shown]
    value = redactor.value({text: [text, {"a": text}]})
    assert not [secret for secret in known if any(secret in part for part in strings_of(value))]


@quietly
@given(st.lists(st.text(alphabet, min_size=12, max_size=24), min_size=1, max_size=5, unique=True), st.data())
def test_no_learned_secret_survives_either(known: list[str], data: st.DataObject) -> None:
    redactor = Redactor()
    for secret in known:
        redactor.learn(secret, "token")
    text = "".join(data.draw(st.lists(st.one_of(around, st.sampled_from(known)), min_size=1, max_size=8)))
    assert not [secret for secret in known if secret in redactor.text(text)]


@quietly
@given(st.text(alphabet, min_size=6, max_size=24), st.text(string.ascii_uppercase + "{}: \n", max_size=30))
def test_what_surrounds_a_secret_stays_as_it_is(secret: str, text: str) -> None:
    assume(not secret.startswith("\n") and not secret.endswith("\n"))
    assert knowing(secret).text(text + secret + text) == f"{text}‹0›{text}"


def test_random_tokens_in_a_long_body_all_go() -> None:
    source = random.Random(7)
    tokens = [
        "".join(source.choices(string.ascii_letters + string.digits, k=source.randint(12, 60))) for _ in range(300)
    ]
    redactor = Redactor()
    for token in tokens:
        redactor.learn(token, "token")
    source.shuffle(tokens)
    shown = redactor.text(json.dumps([{"token": token} for token in tokens]))
    assert not [token for token in tokens if token in shown]


def strings_of(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for pair in value.items() for part in pair for text in strings_of(part)]
    return [text for item in value for text in strings_of(item)] if isinstance(value, list) else []


def test_half_of_a_surrogate_pair_is_redacted_like_any_other_text() -> None:
    redactor = Redactor()
    redactor.learn("\ud800 and twelve more", "token")
    assert redactor.text("a \ud800 and twelve more b") == "a ‹token#1› b"
