"""The pre-flight, and one process's part in a run: whatever is wrong with the configuration shows before it runs."""

import asyncio
import dataclasses
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from engine_bench import ALICE, ALICE_SECRET, CREATED, SUMVIN, Bench, Call, Reply, honest, reply, vendor

from conformance import preflight, transport
from conformance.check import check
from conformance.errors import ConfigurationError
from conformance.expectation import expect
from conformance.run import Run
from conformance.selection import Selection
from reports.journal import read

BOTH = f'{ALICE}[actors.bob.headers]\nx-juno-jwt = "bob-secret-canary-0002"\n'
CLOCK = """[clock.advance]
path = "/clock"
json = { by = "{seconds}", text = "{seconds} s" }
query = { s = "{seconds}" }
"""


def inspected(bench: Bench, answer: Callable[[Call], Reply] | Any, tables: str = ALICE, **choices: Any) -> list[Call]:
    """The calls of a pre-flight."""
    calls: list[Call] = []

    def seen(call: Call) -> Reply:
        calls.append(call)
        answered: Reply = answer(call)
        return answered

    engine = bench.engine(seen, tables=tables, **choices)
    engine.start()
    try:
        engine.await_(preflight.inspect(engine.api, engine.target, engine.conduit))
    finally:
        engine.stop()
    return calls


def complaint(bench: Bench, answer: Callable[[Call], Reply] | Any, tables: str = ALICE, **choices: Any) -> str:
    with pytest.raises(ConfigurationError) as caught:
        inspected(bench, answer, tables, **choices)
    said = str(caught.value)
    assert "canary" not in said
    assert "\n" not in said
    return said.removeprefix(f"{bench.folder / 'target.toml'}: ")


# ---- before anything is sent -----------------------------------------------------------------------


def permitted(bench: Bench, tables: str = ALICE, base_url: str = "https://vendor.test", **choices: Any) -> None:
    preflight.permit(SUMVIN, bench.target(tables, base_url=base_url), bench.plan(**choices))


def test_an_ordinary_target_is_permitted(bench: Bench) -> None:
    permitted(bench)


def test_every_target_needs_the_ordinary_actor(bench: Bench) -> None:
    with pytest.raises(ConfigurationError, match=r"there is no \[actors.alice\], an ordinary, verified user"):
        permitted(bench, '[actors.bob.headers]\nx-juno-jwt = "x"\n')


@pytest.mark.parametrize("host", ["api.sumvin.com", "API.SUMVIN.COM", "api.sumvin.com:443"])
def test_production_is_not_touched_without_permission(host: str, bench: Bench) -> None:
    with pytest.raises(ConfigurationError, match=r"api\.sumvin\.com is a production host"):
        permitted(bench, base_url=f"https://{host}/v1")
    permitted(bench, base_url=f"https://{host}/v1", allow_live=True)


@pytest.mark.parametrize(
    "base_url",
    ["http://vendor.test", "http://10.0.0.7:8080", "http://192.168.1.1/v1", "http://0.0.0.0:80", "http://127.1"],
)
def test_plain_http_to_another_machine_needs_permission(base_url: str, bench: Bench) -> None:
    with pytest.raises(ConfigurationError) as caught:
        permitted(bench, base_url=base_url)
    assert str(caught.value) == (
        f"{base_url} is plain http to another machine, and credentials would travel "
        "unencrypted; use https, or say --allow-plain-http if you mean it"
    )
    permitted(bench, base_url=base_url, allow_plain_http=True)


@pytest.mark.parametrize(
    "host", ["127.0.0.1:8080", "127.9.9.9", "[::1]:8080", "localhost", "a.localhost:1", "LOCALHOST."]
)
def test_plain_http_to_this_machine_needs_none(host: str, bench: Bench) -> None:
    permitted(bench, base_url=f"http://{host}")


CLOCK_WITH_A_KEY = '[clock.advance]\npath = "/clock"\nheaders = { authorization = "Bearer sk_live_canary" }\n'


@pytest.mark.parametrize(
    ("tables", "place"),
    [
        ('[actors.alice.headers]\nauthorization = "Bearer sk_live_canary"\n', "actor alice, header authorization"),
        ('[actors.alice.headers]\nauthorization = "Key sk_live_canary"\n', "actor alice, header authorization"),
        (f"{ALICE}{CLOCK_WITH_A_KEY}", "advance.authorization"),
    ],
)
def test_a_live_key_needs_permission_wherever_it_stands(tables: str, place: str, bench: Bench) -> None:
    api = dataclasses.replace(SUMVIN, live=lambda secret: secret.startswith("sk_live_"))
    target = bench.target(tables, base_url="https://vendor.test")
    with pytest.raises(ConfigurationError) as caught:
        preflight.permit(api, target, bench.plan())
    assert str(caught.value) == f"{place}: this is a live key; use a test key, or say --allow-live"
    preflight.permit(api, target, bench.plan(allow_live=True))


def test_permission_for_plain_http_is_none_for_production(bench: Bench) -> None:
    with pytest.raises(ConfigurationError, match="production host"):
        permitted(bench, base_url="http://api.sumvin.com", allow_plain_http=True)
    with pytest.raises(ConfigurationError, match="plain http"):
        permitted(bench, base_url="http://api.sumvin.com", allow_live=True)


def test_what_the_pre_flight_complains_of_holds_no_secret(bench: Bench) -> None:
    run = run_of(bench, lambda call: reply(307, None, location=f"https://login.test/?token={ALICE_SECRET}"))
    try:
        with pytest.raises(ConfigurationError) as caught:
            run.open()
    finally:
        run.close(None)
    assert "is answered with a redirect (307) to 'https://login.test/?token=‹alice.x-juno-jwt›'" in str(caught.value)


# ---- the way to the target -------------------------------------------------------------------------


def test_each_actor_is_tried_once_and_the_clock_is_moved_by_a_second(bench: Bench) -> None:
    calls = inspected(bench, honest, BOTH + CLOCK)
    assert [call.path for call in calls] == ["/v0/ramp/sessions", "/v0/ramp/sessions", "/clock?s=1"]
    assert [call.headers.get("x-juno-jwt") for call in calls] == [ALICE_SECRET, "bob-secret-canary-0002", None]
    assert calls[-1].json == {"by": 1, "text": "1 s"}
    assert calls[-1].headers["content-type"] == "application/json"


@pytest.mark.parametrize("status", [401, 403])
def test_refused_credentials_are_named_without_their_value(status: int, bench: Bench) -> None:
    assert complaint(bench, lambda call: reply(status)) == (
        f"the target refuses actor alice ({status}); renew the credentials in [actors.alice.headers] (x-juno-jwt)"
    )


def test_the_actor_that_is_refused_is_the_one_that_is_named(bench: Bench) -> None:
    def answer(call: Call) -> Reply:
        return reply(401) if "bob" in call.headers["x-juno-jwt"] else honest(call)

    assert complaint(bench, answer, BOTH).startswith("the target refuses actor bob (401)")


def test_actors_that_are_to_be_refused_may_be(bench: Bench) -> None:
    def answer(call: Call) -> Reply:
        return reply(401) if "old" in call.headers["x-juno-jwt"] else honest(call)

    assert len(inspected(bench, answer, f'{ALICE}[actors.expired.headers]\nx-juno-jwt = "old-canary"\n')) == 2


def test_a_page_of_html_is_not_the_api(bench: Bench) -> None:
    def answer(call: Call) -> Reply:
        return 200, {"content-type": "text/html"}, b"<!doctype html>"

    assert "with an HTML page (status 200), not with this API; is base_url right?" in complaint(bench, answer)


def test_a_redirect_is_shown_and_not_followed(bench: Bench) -> None:
    said = complaint(bench, lambda call: reply(308, None, location="https://www.vendor.test/"))
    assert "is answered with a redirect (308) to 'https://www.vendor.test/'; redirects are never followed" in said


@pytest.mark.parametrize("status", [404, 405])
def test_an_operation_that_is_not_there_means_a_wrong_base_url(status: int, bench: Bench) -> None:
    assert complaint(bench, lambda call: reply(status)) == (
        f"http://vendor.test knows no POST /v0/ramp/sessions (status {status}); is base_url right?"
    )


@pytest.mark.parametrize("status", [200, 400, 422, 500])
def test_other_answers_are_for_the_checks_to_judge(status: int, bench: Bench) -> None:
    assert len(inspected(bench, lambda call: reply(status))) == 1


def test_default_assets_that_the_target_does_not_serve_are_to_be_replaced(bench: Bench) -> None:
    def answer(call: Call) -> Reply:
        return reply(400, {"error_code": "RAMP_UNSUPPORTED_ASSET"})

    assert "list what it does under fixtures.rampable" in complaint(bench, answer)
    assert inspected(bench, answer, f'{ALICE}[fixtures]\nrampable = ["USDC@8453"]\n')


def test_a_target_that_says_nothing_is_named(bench: Bench) -> None:
    async def answer(call: Call) -> Reply:
        await asyncio.sleep(5)
        return honest(call)

    engine = bench.engine(answer, timeout=0.1)
    engine.start()
    try:
        with pytest.raises(
            ConfigurationError, match=r"gave no usable answer \(no whole answer within 0\.1 s\); is base_url"
        ):
            engine.await_(preflight.inspect(engine.api, engine.target, engine.conduit))
    finally:
        engine.stop()


def test_a_target_that_is_not_there_is_said_not_to_be(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("conformance.client.RECONNECTS", ())
    engine = bench.engine(transport.network(1), tables=ALICE)
    target = bench.target(base_url="http://no-such-host.invalid")
    engine.target = target
    engine._scribe._target = target
    engine.start()
    try:
        with pytest.raises(ConfigurationError) as caught:
            engine.await_(preflight.inspect(engine.api, target, engine.conduit))
    finally:
        engine.stop()
    assert str(caught.value) == (
        "cannot reach http://no-such-host.invalid (its name does not resolve); is the target running, and is "
        "base_url right?"
    )


def test_a_clock_that_does_not_move_is_a_configuration_error(bench: Bench) -> None:
    def answer(call: Call) -> Reply:
        return reply(403) if call.path.startswith("/clock") else honest(call)

    said = complaint(bench, answer, ALICE + CLOCK)
    assert said.startswith("the clock request POST /clock")
    assert said.endswith("answered 403; mend [clock]")


# ---- one process's part in a run -------------------------------------------------------------------


@check(CREATED)
async def opens(sumvin: Any) -> None:
    """Opens one session."""
    expect(await sumvin.alice.open_session({}), CREATED).status(201)


@check("SUMVIN-KYC-REQUIRED")
async def lacks_an_actor(sumvin: Any) -> None:
    """Cannot run here."""
    raise AssertionError


def run_of(bench: Bench, answer: Callable[[Call], Reply] = honest, **choices: Any) -> Run:
    bench.file(choices.pop("tables", ALICE), base_url="https://vendor.test")
    directory = bench.folder / "run"
    return Run(bench.plan(directory=directory, **choices), wire=lambda _: transport.in_process(vendor(answer)))


def journal_of(bench: Bench, cut: str | None = None, answer: Callable[[Call], Reply] = honest) -> list[Any]:
    run = run_of(bench, answer, seed=7)
    run.announce(Selection((opens, lacks_an_actor), None))
    run.open()
    try:
        run.begin((opens, lacks_an_actor))
        assert run.conclude(lacks_an_actor) == {"unverified"}
        run.conclude(opens)
        run.idle()
    finally:
        run.close(cut)
    return read(bench.folder / "run" / "journal-main.jsonl")


def test_a_journal_begins_with_a_header_and_ends_with_a_footer(bench: Bench) -> None:
    header, *lines, footer = journal_of(bench)
    assert (header.kind, header.api, header.seed, header.worker) == ("header", "sumvin", 7, "main")
    assert header.checks == {opens.name: (CREATED,), lacks_an_actor.name: ("SUMVIN-KYC-REQUIRED",)}
    assert len(header.requirements) > 50
    assert (footer.kind, footer.cut, footer.requests) == ("footer", None, 2)
    assert (bench.folder / "run" / "idle-main").exists()
    assert {line.kind for line in lines} == {"check", "specimen"}


def test_a_check_for_which_the_target_lacks_something_is_written_as_not_run(bench: Bench) -> None:
    (line,) = (one for one in journal_of(bench) if one.kind == "check" and one.check == lacks_an_actor.name)
    assert (line.cases, line.exchanges, line.lacking) == (0, 0, ("unverified",))
    assert list(line.tallies) == ["SUMVIN-KYC-REQUIRED"]


def test_a_run_that_was_cut_says_why_without_secrets(bench: Bench) -> None:
    assert journal_of(bench, f"stopped at {ALICE_SECRET}")[-1].cut == "stopped at ‹alice.x-juno-jwt›"


def test_the_journal_holds_the_target_file_without_its_secrets(bench: Bench) -> None:
    header = journal_of(bench)[0]
    assert header.target["actors"] == {"alice": {"headers": {"x-juno-jwt": "‹alice.x-juno-jwt›"}}}
    text = (bench.folder / "run" / "journal-main.jsonl").read_text(encoding="utf-8")
    assert "canary" not in text
    for line in text.splitlines():
        json.loads(line)


def test_nothing_is_sent_before_the_run_is_permitted(bench: Bench) -> None:
    with pytest.raises(ConfigurationError, match=r"there is no \[actors\.alice\]"):
        run_of(bench, tables="")


def test_an_unknown_api_is_a_configuration_error(bench: Bench) -> None:
    path: Path = bench.file()
    path.write_text('api = "nobody"\nbase_url = "http://host"\n', encoding="utf-8")
    with pytest.raises(ConfigurationError, match="there is no API named 'nobody'"):
        Run(bench.plan(directory=bench.folder / "run"))


def test_an_actor_that_fails_beside_another_is_complained_of_once(
    bench: Bench, capfd: pytest.CaptureFixture[str]
) -> None:
    def answer(call: Call) -> Reply:
        if call.headers.get("x-juno-jwt", "").startswith("bob"):
            return reply(401)
        return honest(call) if "clock" not in call.path else reply(500)

    assert "bob" in complaint(bench, answer, BOTH + CLOCK)
    assert "Traceback" not in capfd.readouterr().err
