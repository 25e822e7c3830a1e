"""Exchanges written down: without secrets, bounded, and with a line that sends them again."""

import dataclasses
import json
import os
import shlex
import subprocess
from pathlib import Path
from typing import Any

import pytest
from engine_bench import ALICE_SECRET, SUMVIN, Bench, exchange, response, session

from conformance.evidence import BRIEF_CHARACTERS, SHOWN_CHARACTERS, Scribe
from conformance.exchange import Exchange
from reports.journal import ExchangeRecord

ACTORS = f"""
[actors.alice.headers]
x-juno-jwt = "{ALICE_SECRET}"
x-juno-orgid = "org_reference_1"
[actors.bob.headers]
Authorization = "Bearer bob-secret-canary-0002"
"""


@pytest.fixture
def scribe(bench: Bench) -> Scribe:
    return bench.scribe(ACTORS)


def written(scribe: Scribe, one: Exchange) -> ExchangeRecord:
    scribe.learn([one])
    (record,) = scribe.write([one])
    return record


def curled(curl: str, folder: Path, **variables: str) -> list[str]:
    """The arguments that a shell would give to curl."""
    file = folder / "line.sh"
    file.write_text(f"curl() {{ printf '%s\\0' \"$@\"; }}\n{curl}\n", encoding="utf-8")
    done = subprocess.run(
        ["sh", str(file)], capture_output=True, check=True, env={"PATH": os.environ["PATH"], **variables}
    )
    return done.stdout.decode().split("\0")[:-1]


def test_an_exchange_is_written_with_its_circumstances(scribe: Scribe) -> None:
    one = exchange(response(201, {"a": 1}), sent={"b": 2}, headers={"content-type": "application/json"})
    record = written(scribe, dataclasses.replace(one, seconds=0.12345678, retries=2))
    assert (record.number, record.method, record.status, record.actor) == (1, "POST", 201, "alice")
    assert (record.zone, record.seconds, record.retries) == ("may do either", 0.123457, 2)
    assert record.url == "http://vendor.test/v0/ramp/sessions"
    assert (record.request_body, record.response_body) == ('{"b": 2}', '{"a": 1}')
    assert record.request_headers == (("content-type", "application/json"),)
    assert record.response_headers == (("content-type", "application/json"),)


def test_exchanges_on_which_an_observation_rests_are_marked(scribe: Scribe) -> None:
    exchanges = [exchange(number=number) for number in (1, 2, 3)]
    assert [record.decisive for record in scribe.write(exchanges, decisive=(1, 3))] == [True, False, True]


def test_a_request_without_a_body_has_none(scribe: Scribe) -> None:
    assert written(scribe, exchange()).request_body is None


def test_the_target_files_secrets_stand_nowhere(scribe: Scribe) -> None:
    secret = ALICE_SECRET
    one = exchange(
        response(400, {"detail": f"bad {secret}", secret: 1}, x_echo=f"<{secret}>"),
        sent={"note": secret},
        headers={"x-juno-jwt": secret, "x-other": f"{secret}!"},
        path=f"/v0?jwt={secret}",
    )
    text = written(scribe, one).model_dump_json()
    assert secret not in text
    assert text.count("‹alice.x-juno-jwt›") >= 6


def test_the_scheme_word_stays_readable(scribe: Scribe) -> None:
    one = exchange(headers={"authorization": "Bearer bob-secret-canary-0002"}, secret=frozenset({"authorization"}))
    assert written(scribe, one).request_headers == (("authorization", "Bearer ‹bob.authorization›"),)


def test_a_header_that_identifies_is_shown(scribe: Scribe) -> None:
    one = exchange(headers={"x-juno-orgid": "org_reference_1"}, secret=frozenset({"x-juno-orgid"}))
    assert written(scribe, one).request_headers == (("x-juno-orgid", "org_reference_1"),)


def test_a_credential_that_a_check_made_up_is_not_shown(scribe: Scribe) -> None:
    one = exchange(headers={"x-juno-jwt": ALICE_SECRET[:-1] + "X"})
    record = written(scribe, one)
    assert record.request_headers == (("x-juno-jwt", "‹altered credential›"),)
    assert ALICE_SECRET[:-1] not in record.model_dump_json()


def test_what_an_answer_teaches_is_replaced_in_it_and_ever_after(scribe: Scribe) -> None:
    body = session(1)
    token, url = body["session"]["token"], body["session"]["widget_url"]
    record = written(scribe, exchange(response(201, body, x_token=token)))
    assert '"token": "‹token#1›"' in record.response_body
    assert '"widget_url": "‹widget_url#1›"' in record.response_body
    assert ("x-token", "‹token#1›") in record.response_headers
    assert scribe.text(f"{token} {url}") == "‹token#1› ‹widget_url#1›"
    assert scribe.value({"a": [token]}) == {"a": ["‹token#1›"]}


def test_what_a_later_answer_teaches_is_replaced_in_an_earlier_one(scribe: Scribe) -> None:
    exchanges = [exchange(response(201, b"token-canary-000000000001")), exchange(response(201, session(1)))]
    scribe.learn(exchanges)
    assert "canary" not in "".join(record.model_dump_json() for record in scribe.write(exchanges))


def test_a_sentence_is_cut_after_its_secrets_were_replaced(scribe: Scribe) -> None:
    for before in range(BRIEF_CHARACTERS - len(ALICE_SECRET) - 5, BRIEF_CHARACTERS + 5):
        shown = scribe.brief("." * before + ALICE_SECRET + "." * 50)
        assert ALICE_SECRET[:6] not in shown
        assert len(shown) <= BRIEF_CHARACTERS + 1
    assert scribe.brief(f"short {ALICE_SECRET}") == "short ‹alice.x-juno-jwt›"


@pytest.mark.parametrize("token", ["string", "t", 'a\\b"c', "é" * 5])
def test_a_token_too_short_to_be_learned_is_masked_at_its_own_field(token: str, scribe: Scribe) -> None:
    body = {"session": {"id": "string", "token": token, "nested": [{"token": token}]}}
    record = written(scribe, exchange(response(201, body)))
    shown = json.loads(record.response_body)
    assert shown["session"]["token"] == shown["session"]["nested"][0]["token"] == "‹token›"
    assert shown["session"]["id"] == "string"


@pytest.mark.parametrize("value", ["", None])
def test_an_absent_token_is_seen_to_be_absent(value: str | None, scribe: Scribe) -> None:
    record = written(scribe, exchange(response(201, {"token": value})))
    assert json.loads(record.response_body) == {"token": value}


@pytest.mark.parametrize(
    "body",
    [
        b'{"session": {"token": "token-canary-1", "x": NaN}}',
        b'{"session": {"token": "token-canary-1"}, ',
        b'{"session": {"token" : "token-canary-1"}}' + b"[" * 5000,
    ],
)
def test_a_token_in_a_body_that_is_no_json_is_masked_too(body: bytes, scribe: Scribe) -> None:
    assert "canary" not in written(scribe, exchange(response(201, body))).response_body


def test_a_long_body_is_cut_and_says_so(scribe: Scribe) -> None:
    record = written(scribe, exchange(response(200, b"x" * 100_000)))
    assert len(record.response_body) < SHOWN_CHARACTERS + 100
    assert record.response_body.endswith("… (100000 bytes in all)")


def test_bytes_that_are_no_text_are_shown_as_such(scribe: Scribe) -> None:
    assert written(scribe, exchange(response(200, b"a\xffb"))).response_body == "a\ufffdb"


@pytest.mark.parametrize("depth", [50, 500, 5000, 50_000])
@pytest.mark.parametrize("side", ["request", "response"])
def test_a_deeply_nested_body_can_be_written(side: str, depth: int, scribe: Scribe) -> None:
    body = b'{"a":' * depth + b"[" * depth
    one = exchange(response(500, b""), sent=body) if side == "request" else exchange(response(500, body))
    record = written(scribe, one)
    assert record.request_body if side == "request" else record.response_body


def test_a_case_is_written_as_json_without_secrets(scribe: Scribe) -> None:
    case = {"order": {"a": ALICE_SECRET, "long": "x" * 5000}, "bytes": b"\xff", "many": list(range(500))}
    shown = scribe.case(case)
    assert shown["order"]["a"] == "‹alice.x-juno-jwt›"
    assert shown["order"]["long"] == f"{'x' * 200}… (5000 characters in all)"
    assert len(shown["many"]) == 100
    json.dumps(shown)


# ---- curl ------------------------------------------------------------------------------------------


def test_a_curl_line_sends_the_request_again(scribe: Scribe, tmp_path: Path) -> None:
    one = exchange(
        sent={"source_amount": "100", "note": 'it\'s "quoted" $HOME `id` \\n é 🚀'},
        headers={"content-type": "application/json", "x-juno-jwt": ALICE_SECRET, "x-juno-orgid": "org_reference_1"},
    )
    curl = written(scribe, one).curl
    assert ALICE_SECRET not in curl
    assert curled(curl, tmp_path, ALICE_X_JUNO_JWT=ALICE_SECRET) == [
        "-sS",
        "-i",
        "-X",
        "POST",
        "http://vendor.test/v0/ramp/sessions",
        "-H",
        "content-type: application/json",
        "-H",
        f"x-juno-jwt: {ALICE_SECRET}",
        "-H",
        "x-juno-orgid: org_reference_1",
        "--data-raw",
        (one.request.body or b"").decode(),
    ]


def test_a_secret_in_a_body_full_of_shell_is_its_variable(scribe: Scribe, tmp_path: Path) -> None:
    text = f'it\'s "{ALICE_SECRET}" $(id) `id` ${{HOME}} \\ \\\\ end'
    curl = written(scribe, exchange(sent=text.encode())).curl
    assert "${ALICE_X_JUNO_JWT}" in curl
    assert curled(curl, tmp_path, ALICE_X_JUNO_JWT=ALICE_SECRET)[-1] == text


def test_the_variable_of_an_environment_reference_is_that_very_one(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STAGING_JWT", "from-the-environment-1")
    scribe = bench.scribe('[actors.alice.headers]\nx-juno-jwt = "env:STAGING_JWT"\n')
    curl = written(scribe, exchange(headers={"x-juno-jwt": "from-the-environment-1"})).curl
    assert '"x-juno-jwt: ${STAGING_JWT}"' in curl


def test_what_only_the_suite_sends_is_left_out_of_the_curl_line(scribe: Scribe) -> None:
    headers = {"accept-encoding": "gzip", "x-conformance-run": "1", "x-conformance-check": "a.b", "accept": "*/*"}
    arguments = shlex.split(written(scribe, exchange(headers=headers)).curl)
    assert [arguments[i + 1] for i, one in enumerate(arguments) if one == "-H"] == ["accept: */*"]


def test_a_binary_body_goes_through_base64(scribe: Scribe) -> None:
    curl = written(scribe, exchange(sent=b"\xff\x00\xfe")).curl
    assert curl.startswith("echo /wD+ | base64 -d | curl ")
    assert shlex.split(curl)[-2:] == ["--data-binary", "@-"]


def test_a_body_too_long_to_show_is_left_to_standard_input(scribe: Scribe) -> None:
    curl = written(scribe, exchange(sent=b"x" * 30_000)).curl
    assert curl.endswith("--data-binary @-  # a body of 30000 bytes, too long to show")


@pytest.mark.parametrize("body", [b"", b"{}", b"a\nb", b"'", b'"', b"\\", b"!x", "\u202e".encode(), b"\xff"])
def test_every_curl_line_is_a_shell_line(body: bytes, scribe: Scribe) -> None:
    curl = written(scribe, exchange(sent=body, headers={"x-juno-jwt": ALICE_SECRET, "x": "a'b\"c"})).curl
    assert "curl" in shlex.split(curl)


def test_a_get_names_no_method(scribe: Scribe) -> None:
    one = exchange()
    get: Any = dataclasses.replace(one, request=dataclasses.replace(one.request, method="GET"))
    assert "-X" not in written(scribe, get).curl


def test_renewed_secrets_keep_their_name_and_variable(bench: Bench) -> None:
    file = bench.folder / "jwt"
    file.write_text("first-secret-canary-1", encoding="utf-8")
    scribe = bench.scribe('[actors.alice.headers]\nx-juno-jwt = "file:jwt"\n')
    file.write_text("second-secret-canary-2", encoding="utf-8")
    target = scribe._target
    target.actors.update(bench.target('[actors.alice.headers]\nx-juno-jwt = "file:jwt"\n').actors)
    scribe.protect()
    assert scribe.text("first-secret-canary-1 second-secret-canary-2") == "‹alice.x-juno-jwt› ‹alice.x-juno-jwt›"


def test_a_public_header_that_may_be_renewed_is_a_secret_after_all(bench: Bench) -> None:
    (bench.folder / "org").write_text("org-canary-0001", encoding="utf-8")
    scribe = bench.scribe(f'{ACTORS.split("x-juno-orgid", maxsplit=1)[0]}x-juno-orgid = "file:org"\n')
    assert "x-juno-orgid" in SUMVIN.public_headers
    assert scribe.text("org-canary-0001") == "‹alice.x-juno-orgid›"
