"""Secrets in disguise: however a server writes what it was sent, it is known again."""

import base64
import json
import string
import time
from collections.abc import Callable
from urllib.parse import quote

import jwt
import pytest
from disguises import WRITERS, Writer
from engine_bench import ALICE, Bench, exchange, response
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conformance.redaction import Redactor
from conformance.secret_forms import SHORTEST_PART

quietly = settings(
    database=None, deadline=None, derandomize=True, max_examples=30, suppress_health_check=list(HealthCheck)
)

secrets = st.text(string.ascii_letters + string.digits + "/+=&<>\"' \\%.:_-~é🚀", min_size=14, max_size=60).filter(
    lambda text: text.strip() == text and text.strip("\\") == text
)
around = st.text(string.ascii_uppercase + " {}:,", max_size=12)


def learning(secret: str) -> Redactor:
    redactor = Redactor()
    redactor.learn(secret, "token")
    return redactor


def protecting(secret: str) -> Redactor:
    redactor = Redactor()
    redactor.protect(secret, "token#1")
    return redactor


@pytest.mark.parametrize("written", WRITERS.values(), ids=WRITERS)
@pytest.mark.parametrize("known", [learning, protecting])
@quietly
@given(secret=secrets, before=around, after=around)
def test_a_secret_is_known_however_it_is_written(
    known: Callable[[str], Redactor], written: Writer, secret: str, before: str, after: str
) -> None:
    shown = known(secret).text(f"{before}<{written(secret)}>{after}")
    assert shown.replace("=", "").replace("%3D", "") == f"{before}<‹token#1›>{after}"


@quietly
@given(secret=secrets, data=st.data())
def test_each_character_may_be_escaped_in_its_own_way(secret: str, data: st.DataObject) -> None:
    ways = {
        "percent": lambda one: "".join(f"%{octet:02x}" for octet in one.encode()),
        "JSON": lambda one: json.dumps(one)[1:-1] if ord(one) > 127 else f"\\u{ord(one):04x}",
        "HTML": lambda one: f"&#{ord(one)};",
    }
    kind = data.draw(st.sampled_from(sorted(ways)))
    escaped = data.draw(st.lists(st.booleans(), min_size=len(secret), max_size=len(secret)))
    needed = {"percent": "%+", "JSON": '\\"', "HTML": "&"}[kind]
    text = "".join(
        ways[kind](one) if wanted or one in needed else one for one, wanted in zip(secret, escaped, strict=True)
    )
    assert learning(secret).text(f"({text})") == "(‹token#1›)"


@quietly
@given(secret=secrets, before=st.binary(max_size=8), after=st.binary(max_size=8), url_safe=st.booleans())
def test_inside_a_longer_text_in_base64_nothing_of_a_secret_is_left_but_bits_at_its_ends(
    secret: str, before: bytes, after: bytes, url_safe: bool
) -> None:
    encode = base64.urlsafe_b64encode if url_safe else base64.b64encode
    encoded = encode(before + secret.encode() + after).decode()
    shown = learning(secret).text(encoded)
    head, _, tail = shown.partition("‹token#1›")
    assert "‹token#1›" in shown
    assert encoded.startswith(head)
    assert encoded.endswith(tail)
    # A character at each end may hold bits of the secret, and bits of its neighbour.
    assert len(head) <= -(-8 * len(before) // 6)
    assert len(tail.rstrip("=")) <= -(-8 * len(after) // 6) + 1


@quietly
@given(secret=secrets, text=st.text(string.printable + "é", max_size=200))
def test_what_holds_no_secret_stays_as_it_is(secret: str, text: str) -> None:
    assert learning("#" + secret + "#").text(text) == text


def test_what_stands_beside_an_escaped_secret_stays_escaped() -> None:
    secret = "a/secret+of=many&parts"
    text = f"caf\\u00e9 %2Fpath &amp; {quote(secret, safe='')} caf\\u00e9 %2Fpath &amp;"
    assert learning(secret).text(text) == "caf\\u00e9 %2Fpath &amp; ‹token#1› caf\\u00e9 %2Fpath &amp;"


def test_a_short_secret_is_known_beneath_escapes_too() -> None:
    assert protecting("a/b").text("<a%2Fb>, <a\\/b>, <a/b>") == "<‹token#1›>, <‹token#1›>, <‹token#1›>"


def test_a_very_short_secret_blots_out_nothing_but_itself() -> None:
    assert protecting("a").text("61 YQ 61 and") == "61 YQ 61 ‹token#1›nd"


@pytest.mark.parametrize("text", ["%41" * 40_000, "\\u0041" * 20_000, "&#65;" * 20_000, "\\" * 80_000, "&" * 80_000])
def test_a_text_that_is_nothing_but_escapes_takes_no_time_to_speak_of(text: str) -> None:
    redactor = learning("a-secret-of-no-importance")
    began = time.process_time()
    assert redactor.text(text) == text
    assert time.process_time() - began < 5


# ---- JSON Web Tokens -------------------------------------------------------------------------------

CLAIMS = {"sub": "usr_alice_canary", "email": "alice.canary@example.test", "iss": "https://issuer.example.test"}
TOKEN = jwt.encode(CLAIMS, "a key of thirty-two characters..", algorithm="HS256")
HEADER, PAYLOAD, SIGNATURE = TOKEN.split(".")


@pytest.fixture
def holder() -> Redactor:
    redactor = Redactor()
    redactor.protect(TOKEN, "alice.x-juno-jwt")
    return redactor


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (TOKEN, "‹alice.x-juno-jwt›"),
        (PAYLOAD, "‹alice.x-juno-jwt:payload›"),
        (SIGNATURE, "‹alice.x-juno-jwt:signature›"),
        (f"{HEADER}.{PAYLOAD}", f"{HEADER}.‹alice.x-juno-jwt:payload›"),
        (f"{PAYLOAD}.{SIGNATURE}", "‹alice.x-juno-jwt:payload›.‹alice.x-juno-jwt:signature›"),
        (json.dumps(CLAIMS, separators=(",", ":")), "‹alice.x-juno-jwt:payload›"),
        ("the user usr_alice_canary", "the user ‹alice.x-juno-jwt:sub›"),
        (quote("alice.canary@example.test"), "‹alice.x-juno-jwt:email›"),
        ("https://issuer.example.test", "https://issuer.example.test"),
        (HEADER, HEADER),
    ],
)
def test_of_a_token_its_telling_parts_are_known(text: str, shown: str, holder: Redactor) -> None:
    assert holder.text(f"<{text}>") == f"<{shown}>"


@pytest.mark.parametrize(
    "token", ["eyJhbGciOiJIUzI1NiJ9.e30.", "eyJh.bm8gSlNPTg.sig", "eyJh.!!.sig", "eyJh.WzFd.x", "eyJh.____.x", "a.b.c"]
)
def test_what_only_looks_like_a_token_is_a_secret_like_any_other(token: str) -> None:
    assert protecting(token).text(f"<{token}> sub") == "<‹token#1›> sub"


def test_a_claim_too_short_to_be_known_anywhere_is_none() -> None:
    short = jwt.encode({"sub": "alice", "name": "x" * (SHORTEST_PART - 1)}, "k" * 32, algorithm="HS256")
    assert protecting(short).text(f"alice {'x' * (SHORTEST_PART - 1)}") == f"alice {'x' * (SHORTEST_PART - 1)}"


# ---- HTTP Basic ------------------------------------------------------------------------------------


def basic(login: str) -> str:
    return "Basic " + base64.b64encode(login.encode()).decode()


@pytest.mark.parametrize("login", ["carol:password-canary", "sk_test_password-canary:"])
def test_of_a_login_what_is_encoded_is_known_too(login: str, bench: Bench) -> None:
    scribe = bench.scribe(f'[actors.alice.headers]\nAuthorization = "{basic(login)}"\n')
    secret = login.removeprefix("carol:").removesuffix(":")
    assert scribe.text(f"<{basic(login)}>") == "<Basic ‹alice.authorization›>"
    assert scribe.text(f"<{login}>") == "<‹alice.authorization:login›>"
    assert scribe.text(f"<{secret}>") == "<‹alice.authorization:password›>"


def test_a_bearer_that_is_echoed_as_a_login_is_known(bench: Bench) -> None:
    scribe = bench.scribe('[actors.alice.headers]\nAuthorization = "Bearer sk_test_password-canary"\n')
    assert scribe.text(basic("sk_test_password-canary:")).startswith("Basic ‹alice.authorization›")


@pytest.mark.parametrize("value", ["Basic", "Basic ", "Basic !!!", "Basic bm9jb2xvbg==", "Basic Og==", "Basic /w=="])
def test_what_only_looks_like_a_login_is_a_secret_like_any_other(value: str, bench: Bench) -> None:
    assert bench.scribe(f'[actors.alice.headers]\nAuthorization = "{value}"\n').text("nothing : here") == (
        "nothing : here"
    )


# ---- texts that are cut ----------------------------------------------------------------------------


def test_no_part_of_a_secret_is_left_where_a_long_body_is_cut(bench: Bench) -> None:
    secret = "canary-" + "x" * 393
    scribe = bench.scribe(f'[actors.alice.headers]\nx-juno-jwt = "{secret}"\n')
    for length in range(395, 402):
        # So many secrets that what is shown of the body reaches beyond what is looked at.
        body = (secret + "." * (length - 390)) * 300
        (record,) = scribe.write([exchange(response(200, body.encode()))])
        assert "canary" not in record.response_body
        assert "xxxx" not in record.response_body
        assert "canary" not in scribe.brief(body)


def test_a_long_case_is_shortened_after_its_secrets_were_replaced(bench: Bench) -> None:
    secret = "canary-" + "x" * 1993
    scribe = bench.scribe(f'[actors.alice.headers]\nx-juno-jwt = "{secret}"\n')
    assert scribe.case({"a": secret}) == {"a": "‹alice.x-juno-jwt›"}


def test_a_body_of_bytes_is_sent_again_without_its_secrets(bench: Bench) -> None:
    scribe = bench.scribe(ALICE)
    (record,) = scribe.write([exchange(sent=b"\xff\xfe alice-secret-canary-0001 \xff")])
    packed = record.curl.split()[1]
    assert "‹alice.x-juno-jwt›" in base64.b64decode(packed).decode()
    assert "canary" not in base64.b64decode(packed).decode()
