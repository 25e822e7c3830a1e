"""The client over real sockets: one whole and bounded answer, or the reason why there is none."""

import asyncio
import gzip
import itertools
import ssl
import time
import zlib
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import cache
from typing import Any

import httpx
import pytest
from engine_bench import Peer, Script, always, http, raw_server

from conformance import client as clients
from conformance import transport
from conformance.client import Client, Reply
from conformance.content import DECODED_BYTES, VALUES
from conformance.errors import Abandoned, Trouble
from conformance.exchange import Request
from conformance.pacing import Pace

BODY = b'{"session": {"id": "ses_1"}}'
POST = Request("POST", "/v0/ramp/sessions", (("x-juno-jwt", "abc"), ("content-type", "application/json")), b"{}")
GET = Request("GET", "/", (), None)


@pytest.fixture(scope="module", autouse=True)
def one_tls_context_for_all() -> Iterator[None]:
    """No test here speaks TLS, and to make a context takes longer than most of them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ssl, "create_default_context", cache(ssl.create_default_context))
        patch.setattr(httpx, "create_ssl_context", lambda **_: ssl.create_default_context())
        yield


def meeting(
    script: Script,
    ask: Callable[[Client], Awaitable[Any]],
    *,
    timeout: float = 5.0,
    budget: int | None = None,
    pace: Callable[[], Pace] = lambda: Pace(16, None),
) -> Any:
    """What a client makes of a server that follows a script."""

    async def scenario() -> Any:
        async with raw_server(script) as base_url:
            client = Client(base_url, transport.network(16), pace(), timeout=timeout, budget=budget)
            try:
                return await ask(client)
            finally:
                await client.aclose()

    return asyncio.run(scenario())


def answer_to(data: bytes, request: Request = POST, **options: Any) -> Reply:
    reply: Reply = meeting(always(data), lambda client: client.send(request), **options)
    return reply


def trouble(script: Script, **options: Any) -> Trouble:
    async def ask(client: Client) -> Trouble:
        with pytest.raises(Trouble) as caught:
            await client.send(POST)
        return caught.value

    found: Trouble = meeting(script, ask, **options)
    return found


def in_turn(*answers: bytes, seen: list[float] | None = None) -> Script:
    """A script that gives one answer after another, whichever connection asks; the last one for ever."""
    left = itertools.chain(answers[:-1], itertools.repeat(answers[-1]))

    async def script(peer: Peer) -> None:
        while True:
            await peer.request()
            if seen is not None:
                seen.append(time.monotonic())
            await peer.send(next(left))

    return script


# ---- what is sent, and what comes back -------------------------------------------------------------


def test_status_headers_and_body_come_back_as_they_were_sent() -> None:
    reply = answer_to(http(208, BODY, "Content-Type: application/json", "X-Twice: 1", "x-twice: 2"))
    assert (reply.response.status, reply.response.body, reply.response.broken) == (208, BODY, None)
    assert ("x-twice", "1") in reply.response.headers
    assert ("x-twice", "2") in reply.response.headers
    assert reply.retries == 0
    assert 0 < reply.seconds < 5


def test_a_path_is_sent_just_as_it_is_written() -> None:
    seen: list[str] = []
    path = "/v0/a%2Fb%7Ec/..;x?q=%2F+%20&r=a/b"
    meeting(always(http(200), seen), lambda client: client.send(Request("GET", path, (), None)))
    assert seen[0].startswith(f"GET {path} HTTP/1.1\r\n")


def test_nothing_is_sent_but_what_was_asked_for() -> None:
    seen: list[str] = []
    meeting(always(http(201), seen), lambda client: client.send(POST))
    first, *lines = seen[0].strip().split("\r\n")
    assert first == "POST /v0/ramp/sessions HTTP/1.1"
    names = {line.partition(":")[0].lower() for line in lines}
    assert names == {"host", "x-juno-jwt", "content-type", "content-length"}


def test_a_request_without_content_type_gets_none() -> None:
    seen: list[str] = []
    request = Request("POST", "/", (), b"{}")
    meeting(always(http(201), seen), lambda client: client.send(request))
    assert "content-type" not in seen[0].lower()


def test_the_path_and_its_query_arrive() -> None:
    seen: list[str] = []
    request = Request("GET", "/v0/ramp/sessions?user_id=a%20b&plus=%2B", (), None)
    meeting(always(http(200), seen), lambda client: client.send(request))
    assert seen[0].startswith("GET /v0/ramp/sessions?user_id=a%20b&plus=%2B HTTP/1.1\r\n")


def test_chunked_bodies_are_put_together() -> None:
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in (BODY[:5], BODY[5:])) + b"0\r\n\r\n"
    data = b"HTTP/1.1 201 X\r\ntransfer-encoding: chunked\r\n\r\n" + chunks
    assert answer_to(data).response.body == BODY


def test_a_redirect_is_never_followed() -> None:
    seen: list[str] = []
    data = http(307, b"", "Location: /elsewhere")
    reply = meeting(always(data, seen), lambda client: client.send(POST))
    assert reply.response.status == 307
    assert reply.response.header("location") == "/elsewhere"
    assert len(seen) == 1


@pytest.mark.parametrize("path", [".elsewhere.test/", "@elsewhere.test/", ":1/", ""])
def test_no_path_leads_to_another_host(path: str) -> None:
    seen: list[str] = []
    with pytest.raises(AssertionError, match="could change the host"):
        meeting(always(http(200), seen), lambda client: client.send(Request("GET", path, (), None)))
    assert seen == []


def test_no_cookie_is_ever_sent_back() -> None:
    seen: list[str] = []
    data = http(201, BODY, "Set-Cookie: session=of-alice; Path=/", "Set-Cookie: other=1")

    async def ask(client: Client) -> None:
        for _ in range(3):
            await client.send(POST)

    meeting(always(data, seen), ask)
    assert len(seen) == 3
    assert not [head for head in seen if "cookie" in head.lower()]


def test_proxies_of_the_environment_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert answer_to(http(201, BODY)).response.status == 201


# ---- encodings and bounds --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("encoding", "body"), [("gzip", gzip.compress(BODY, mtime=0)), ("deflate", zlib.compress(BODY))]
)
def test_compressed_bodies_are_undone(encoding: str, body: bytes) -> None:
    response = answer_to(http(201, body, f"Content-Encoding: {encoding}")).response
    assert (response.body, response.broken) == (BODY, None)


@pytest.mark.parametrize(
    ("encoding", "body", "reason"),
    [
        ("br", b"whatever", "encoded as 'br'"),
        ("gzip", BODY, "not what its Content-Encoding says"),
        ("gzip", gzip.compress(BODY, mtime=0)[:-4], "cut short"),
    ],
    ids=["unknown", "mislabelled", "cut short"],
)
def test_a_body_that_cannot_be_undone_is_broken_and_empty(encoding: str, body: bytes, reason: str) -> None:
    response = answer_to(http(201, body, f"Content-Encoding: {encoding}")).response
    assert (response.status, response.body) == (201, b"")
    assert response.broken is not None
    assert reason in response.broken


def test_a_body_of_exactly_as_much_as_is_read_is_whole() -> None:
    assert len(answer_to(http(201, b"x" * clients.WIRE_BYTES)).response.body) == clients.WIRE_BYTES


@pytest.mark.parametrize(
    ("data", "bound"),
    [
        (http(201, b"x" * (clients.WIRE_BYTES + 1)), f"the body is larger than {clients.WIRE_BYTES} bytes on the wire"),
        (
            http(201, gzip.compress(bytes(64 << 20), compresslevel=1), "Content-Encoding: gzip"),
            f"the body is larger than {DECODED_BYTES} bytes once decompressed",
        ),
        (http(201, b"[" * 10_000), "the body is nested more than 100 levels deep"),
        (http(201, b"[" + b"1," * VALUES + b"1]"), f"the body holds more than {VALUES} values"),
        (http(201, BODY, f"x-long: {'a' * 20_000}"), "the head holds more than 256 fields, or one of more than 16384"),
        (http(201, BODY, *(f"x-{n}: 1" for n in range(300))), "the head holds more than 256 fields"),
    ],
    ids=["wire", "bomb", "depth", "values", "field", "fields"],
)
def test_what_is_larger_than_what_is_read_accuses_nobody(data: bytes, bound: str) -> None:
    found = trouble(always(data))
    assert str(found).startswith(bound)
    assert str(found).endswith("; more is not read")
    assert not found.unknown


def test_many_large_answers_at_once_are_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clients, "HELD_BYTES", 5 * clients.LARGE)
    large = http(201, b"x" * (2 * clients.LARGE))

    async def ask(client: Client) -> list[int]:
        kept = [await client.send(POST), await client.send(POST)]
        with pytest.raises(Trouble, match="the answers in use are larger than 327680 bytes together"):
            await client.send(POST)
        kept.pop()
        return [(await client.send(POST)).response.status for _ in range(3)]

    assert meeting(always(large), ask) == [201, 201, 201]


def test_an_endless_body_is_not_read_to_its_end() -> None:
    sent = 0

    async def script(peer: Peer) -> None:
        nonlocal sent
        await peer.request()
        await peer.send(b"HTTP/1.1 200 X\r\ntransfer-encoding: chunked\r\n\r\n")
        while True:
            await peer.send(b"10000\r\n" + b"x" * 65536 + b"\r\n")
            sent += 65536

    assert "larger than" in str(trouble(script))
    assert sent < 16 * clients.WIRE_BYTES


def test_a_broken_body_does_not_spoil_the_next_exchange() -> None:
    async def ask(client: Client) -> list[int]:
        with pytest.raises(Trouble):
            await client.send(POST)
        return [(await client.send(POST)).response.status for _ in range(2)]

    assert meeting(in_turn(http(201, b"x" * (clients.WIRE_BYTES * 2)), http(202, BODY)), ask) == [202, 202]


def test_what_nobody_asked_for_is_no_answer_to_the_next_request() -> None:
    strayed = asyncio.Event()

    async def script(peer: Peer) -> None:
        while True:
            await peer.request()
            await peer.send(http(201, BODY))
            await asyncio.sleep(0.02)
            await peer.send(http(500, b"stray"))
            strayed.set()

    async def ask(client: Client) -> list[int]:
        statuses = []
        for _ in range(3):
            statuses.append((await client.send(POST)).response.status)
            await strayed.wait()
            strayed.clear()
            for _ in range(20):  # turns of the loop, in which it is read
                await asyncio.sleep(0.002)
        return statuses

    assert meeting(script, ask) == [201, 201, 201]


def test_an_address_that_is_too_long_is_not_sent() -> None:
    seen: list[str] = []

    async def ask(client: Client) -> None:
        with pytest.raises(Trouble, match="too long to be sent") as caught:
            await client.send(Request("GET", "/" + "a" * 100_000, (), None))
        assert not caught.value.unknown

    meeting(always(http(200), seen), ask)
    assert not seen


# ---- deadlines and broken connections --------------------------------------------------------------


async def drip(peer: Peer) -> None:
    """A byte every few milliseconds, for ever: no single read takes long."""
    await peer.request()
    await peer.send(b"HTTP/1.1 200 X\r\ncontent-length: 100000\r\n\r\n")
    while True:
        await peer.send(b"x")
        await asyncio.sleep(0.01)


async def silence(peer: Peer) -> None:
    await peer.request()
    await asyncio.sleep(30)


@pytest.mark.parametrize("script", [drip, silence], ids=["drip", "silence"])
def test_the_deadline_is_for_the_exchange_as_a_whole(script: Script) -> None:
    began = time.monotonic()
    found = trouble(script, timeout=0.15)
    assert str(found) == "no whole answer within 0.15 s"
    assert found.unknown
    assert time.monotonic() - began < 2


async def close_at_once(peer: Peer) -> None:
    await peer.request()


async def reset_at_once(peer: Peer) -> None:
    await peer.request()
    peer.reset()


async def reset_in_the_body(peer: Peer) -> None:
    await peer.request()
    await peer.send(b"HTTP/1.1 201 X\r\ncontent-length: 1000\r\n\r\n{")
    await asyncio.sleep(0.02)
    peer.reset()


async def close_in_the_body(peer: Peer) -> None:
    await peer.request()
    await peer.send(b"HTTP/1.1 201 X\r\ncontent-length: 1000\r\n\r\n{")


async def nonsense(peer: Peer) -> None:
    await peer.request()
    await peer.send(b"this is no HTTP at all\r\n\r\n")


@pytest.mark.parametrize(
    "script",
    [close_at_once, reset_at_once, reset_in_the_body, close_in_the_body],
    ids=lambda one: one.__name__,
)
def test_a_connection_that_breaks_is_trouble_with_an_unknown_outcome(script: Script) -> None:
    found = trouble(script)
    assert str(found).startswith("the connection broke before the answer was whole (")
    assert found.unknown


def test_what_is_no_http_is_trouble_with_an_unknown_outcome() -> None:
    found = trouble(nonsense)
    assert str(found) == "the answer is no HTTP that could be read (RFC 9112)"
    assert found.unknown


def test_a_post_is_not_sent_again_after_the_connection_broke() -> None:
    seen = 0

    async def script(peer: Peer) -> None:
        nonlocal seen
        await peer.request()
        seen += 1

    trouble(script)
    assert seen == 1


def refused_port() -> str:
    """A loopback address at which nobody listens."""

    async def once() -> str:
        async with raw_server(close_at_once) as base_url:
            return base_url

    return asyncio.run(once())


def test_a_refused_connection_is_tried_again_and_then_ends_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clients, "RECONNECTS", (0.0, 0.0, 0.0))
    base_url = refused_port()

    async def scenario() -> tuple[list[str], str | None]:
        client = Client(base_url, transport.network(1), Pace(1, None), timeout=2, budget=None)
        said = []
        for _ in range(2):
            with pytest.raises(Abandoned) as caught:
                await client.send(POST)
            said.append(str(caught.value))
        await client.aclose()
        return said, client.abandoned

    said, abandoned = asyncio.run(scenario())
    assert said[0] == said[1] == abandoned
    assert "the target cannot be reached any more: " in said[0]
    assert "refused" in said[0].lower() or "connect" in said[0].lower()


def test_a_target_that_comes_back_in_time_is_not_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clients, "RECONNECTS", (0.02,) * 20)

    async def scenario() -> int:
        async with raw_server(close_at_once) as base_url:
            port = int(base_url.rpartition(":")[2])
        client = Client(base_url, transport.network(1), Pace(1, None), timeout=2, budget=None)
        sending = asyncio.create_task(client.send(POST))
        await asyncio.sleep(0.05)

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await Peer(1, reader, writer).request()
            writer.write(http(201))
            writer.close()

        server = await asyncio.start_server(serve, "127.0.0.1", port)
        reply = await sending
        await client.aclose()
        server.close()
        await server.wait_closed()
        return reply.response.status

    assert asyncio.run(scenario()) == 201


def test_a_name_that_does_not_resolve_is_said_not_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clients, "RECONNECTS", ())

    async def scenario() -> str:
        client = Client("http://no-such-host.invalid", transport.network(1), Pace(1, None), timeout=5, budget=None)
        with pytest.raises(Abandoned) as caught:
            await client.send(POST)
        await client.aclose()
        return str(caught.value)

    assert asyncio.run(scenario()) == "the target cannot be reached any more: its name does not resolve"


# ---- asked to wait ---------------------------------------------------------------------------------


def waited(header: str, status: int) -> float:
    """Seconds between a refusal with this Retry-After and the second attempt, which is served."""
    seen: list[float] = []
    script = in_turn(http(status, b"", f"Retry-After: {header}"), http(201), seen=seen)
    reply: Reply = meeting(script, lambda client: client.send(POST))
    assert (reply.response.status, reply.retries) == (201, 1)
    return seen[1] - seen[0]


@pytest.mark.slow
@pytest.mark.parametrize("status", [429, 503])
def test_a_wait_of_a_second_lasts_a_second(status: int) -> None:
    assert 0.95 <= waited("1", status) < 3


@pytest.mark.slow
def test_a_wait_may_be_said_as_a_date() -> None:
    # A date has no fractions: two seconds from now are more than one.
    then = format_datetime(datetime.now(UTC) + timedelta(seconds=2), usegmt=True)
    assert 0.9 <= waited(then, 429) < 4


def test_a_429_without_a_header_is_waited_for_too() -> None:
    reply: Reply = meeting(in_turn(http(429), http(201)), lambda client: client.send(POST))
    assert (reply.response.status, reply.retries) == (201, 1)


@pytest.mark.parametrize("asked", ["91", "31536000", "9" * 400, "Fri, 31 Dec 9999 23:59:59 GMT"])
def test_who_asks_to_wait_beyond_all_patience_ends_the_run(asked: str) -> None:
    began = time.monotonic()
    with pytest.raises(Abandoned, match="the target asked to wait for more than 90 s"):
        answer_to(http(429, b"", f"Retry-After: {asked}"))
    assert time.monotonic() - began < 2


@pytest.mark.parametrize("status", [429, 503])
def test_a_pause_of_no_length_is_obeyed_at_once(status: int) -> None:
    answers = [http(status, b"", "Retry-After: 0")] * 3
    reply: Reply = meeting(in_turn(*answers, http(201)), lambda client: client.send(POST))
    assert (reply.response.status, reply.retries) == (201, 3)


def test_a_503_that_asks_for_nothing_is_an_answer() -> None:
    reply = answer_to(http(503, BODY))
    assert (reply.response.status, reply.retries) == (503, 0)


def test_a_pause_holds_everybody() -> None:
    seen: list[float] = []
    script = in_turn(http(429, b"", "Retry-After: 0"), http(201), seen=seen)

    async def ask(client: Client) -> None:
        client._pace.hold(0.15)
        await asyncio.gather(*(client.send(POST) for _ in range(4)))

    began = time.monotonic()
    meeting(script, ask)
    assert min(seen) - began >= 0.14


def test_patience_ends_and_with_it_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clients, "PATIENCE", 0.05)

    async def script(peer: Peer) -> None:
        while True:
            await peer.request()
            await asyncio.sleep(0.02)
            await peer.send(http(429, BODY, "Retry-After: 0"))

    with pytest.raises(Abandoned, match="the target still asked to wait after"):
        meeting(script, lambda client: client.send(POST))


def test_the_time_of_an_exchange_is_that_of_its_last_sending() -> None:
    reply: Reply = meeting(in_turn(http(429, b"", "Retry-After: 0"), http(201)), lambda client: client.send(POST))
    assert reply.seconds < 0.5


# ---- pressure, budget, silence ---------------------------------------------------------------------


def test_no_more_requests_than_the_concurrency_are_under_way() -> None:
    under_way = most = 0

    async def script(peer: Peer) -> None:
        nonlocal under_way, most
        while True:
            await peer.request()
            under_way += 1
            most = max(most, under_way)
            await asyncio.sleep(0.01)
            under_way -= 1
            await peer.send(http(201))

    async def ask(client: Client) -> None:
        await asyncio.gather(*(client.send(POST) for _ in range(12)))

    meeting(script, ask, pace=lambda: Pace(3, None))
    assert most == 3


def test_the_rate_is_kept_over_all_senders() -> None:
    seen: list[float] = []

    async def ask(client: Client) -> None:
        await asyncio.gather(*(client.send(POST) for _ in range(6)))

    meeting(in_turn(http(201), seen=seen), ask, pace=lambda: Pace(16, 40.0))
    assert max(seen) - min(seen) >= 5 / 40 - 0.03


def test_the_budget_of_requests_is_kept_and_ends_the_run() -> None:
    seen: list[str] = []

    async def ask(client: Client) -> tuple[int, str | None]:
        outcomes = await asyncio.gather(*(client.send(POST) for _ in range(5)), return_exceptions=True)
        assert [type(one) for one in outcomes].count(Abandoned) == 2
        return client.requests, client.abandoned

    requests, abandoned = meeting(always(http(201), seen), ask, budget=3)
    assert (requests, len(seen), abandoned) == (3, 3, "the limit of 3 requests is spent")


def test_retries_are_paid_from_the_budget_too() -> None:
    async def ask(client: Client) -> int:
        with pytest.raises(Abandoned):
            await client.send(POST)
        return client.requests

    assert meeting(always(http(429, b"", "Retry-After: 0")), ask, budget=4) == 4


def test_a_client_that_was_told_to_stop_sends_nothing_more() -> None:
    seen: list[str] = []

    async def ask(client: Client) -> None:
        client.abandoned = "enough"
        with pytest.raises(Abandoned, match="enough"):
            await client.send(POST)
        with pytest.raises(Abandoned, match="enough"):
            await client.burst([GET], stagger=0, within=1.0)

    meeting(always(http(201), seen), ask)
    assert not seen


def timed_out(client: Client, times: int) -> Awaitable[list[Any]]:
    return asyncio.gather(*(client.send(POST) for _ in range(times)), return_exceptions=True)


def test_after_many_silences_in_a_row_the_target_counts_as_dead(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clients, "SILENCES", 5)

    async def ask(client: Client) -> list[str | None]:
        said = []
        await timed_out(client, 4)
        said.append(client.abandoned)
        await timed_out(client, 1)
        said.append(client.abandoned)
        return said

    assert meeting(silence, ask, timeout=0.05) == [
        None,
        "the target stopped answering (5 requests in a row timed out)",
    ]


def test_one_answer_in_between_ends_the_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clients, "SILENCES", 3)

    async def script(peer: Peer) -> None:
        while True:
            head, _ = await peer.request()
            if head.startswith("POST"):
                await asyncio.sleep(30)
            await peer.send(http(200))

    async def ask(client: Client) -> str | None:
        for _ in range(3):
            await timed_out(client, 2)
            await client.send(GET)
        return client.abandoned

    assert meeting(script, ask, timeout=0.05) is None


def test_a_burst_is_counted_request_by_request() -> None:
    async def ask(client: Client) -> tuple[int, int]:
        burst = await client.burst([POST] * 5, stagger=0)
        return len(burst.responses), client.requests

    assert meeting(always(http(201, BODY)), ask) == (5, 5)


def test_a_burst_beyond_the_budget_is_not_sent_at_all() -> None:
    seen: list[str] = []

    async def ask(client: Client) -> None:
        with pytest.raises(Abandoned, match="the limit of 3 requests is spent"):
            await client.burst([POST] * 5, stagger=0)

    meeting(always(http(201), seen), ask, budget=3)
    assert not seen


# ---- in process ------------------------------------------------------------------------------------


def test_a_crash_of_an_application_in_process_is_a_500() -> None:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        raise RuntimeError("inside")

    async def scenario() -> int:
        client = Client("http://in.process", transport.in_process(app), Pace(1, None), timeout=2, budget=None)
        try:
            return (await client.send(POST)).response.status
        finally:
            await client.aclose()

    assert asyncio.run(scenario()) == 500
