"""The burst sender: requests in flight at once, and the truth about how many were."""

import asyncio
import gzip
import itertools
import time
from collections.abc import Sequence

import pytest
from engine_bench import Peer, Script, always, http, raw_server

from conformance import burst as bursts
from conformance.burst import Burst, fire
from conformance.errors import Trouble
from conformance.exchange import Request

BODY = b'{"session": {"id": "ses_1"}}'
POST = Request("POST", "/v0/ramp/sessions", (("x-juno-jwt", "abc"),), b'{"a": 1}')


def fired(
    script: Script,
    requests: Sequence[Request] = (POST,) * 4,
    *,
    stagger: float = 0.0,
    timeout: float = 5.0,
    prefix: str = "",
) -> Burst:
    async def scenario() -> Burst:
        async with raw_server(script) as base_url:
            return await asyncio.to_thread(fire, base_url + prefix, requests, stagger=stagger, timeout=timeout)

    return asyncio.run(scenario())


def trouble(script: Script, **options: float) -> Trouble:
    with pytest.raises(Trouble) as caught:
        fired(script, **options)  # type: ignore[arg-type]
    return caught.value


def together(count: int, data: bytes) -> Script:
    """A script that answers nobody before so many have asked, and then takes a moment."""
    asked = 0
    everybody = asyncio.Event()

    async def script(peer: Peer) -> None:
        nonlocal asked
        await peer.request()
        asked += 1
        if asked == count:
            everybody.set()
        await everybody.wait()
        await asyncio.sleep(0.05)
        await peer.send(data)

    return script


def test_all_requests_are_in_flight_at_once() -> None:
    burst = fired(together(8, http(201, BODY)), (POST,) * 8)
    assert [response.status for response in burst.responses] == [201] * 8
    assert burst.overlapping == 8


def test_a_server_that_waits_is_seen_to_overlap_even_when_the_sending_is_staggered() -> None:
    assert fired(together(3, http(201)), (POST,) * 3, stagger=0.01).overlapping == 3


def test_a_server_that_answers_at_once_is_not_credited_with_overlapping() -> None:
    burst = fired(always(http(201, BODY)), stagger=0.08)
    assert burst.overlapping <= 1


def test_answers_stand_in_the_order_of_the_requests() -> None:
    async def script(peer: Peer) -> None:
        _, body = await peer.request()
        await asyncio.sleep(0.04 - 0.01 * int(body))
        await peer.send(http(200, body))

    requests = [Request("POST", "/", (), str(number).encode()) for number in range(4)]
    burst = fired(script, requests)
    assert [response.body for response in burst.responses] == [b"0", b"1", b"2", b"3"]
    assert burst.seconds[0] > burst.seconds[3]


def test_each_request_has_a_connection_of_its_own() -> None:
    async def script(peer: Peer) -> None:
        await peer.request()
        await peer.send(http(200, str(peer.number).encode()))

    burst = fired(script)
    assert sorted(response.body for response in burst.responses) == [b"1", b"2", b"3", b"4"]


def test_what_is_sent_is_what_was_asked_for_under_the_base_urls_path() -> None:
    seen: list[str] = []
    fired(always(http(201), seen), (POST,), prefix="/api")
    first, *lines = seen[0].lower().strip().split("\r\n")
    assert first == "post /api/v0/ramp/sessions http/1.1"
    assert {line.partition(":")[0] for line in lines} == {"host", "x-juno-jwt", "content-length", "connection"}


def test_headers_come_back_with_names_in_lower_case() -> None:
    (response,) = fired(always(http(201, b"", "X-Request-Id: A")), (POST,)).responses
    assert response.header("x-request-id") == "A"
    assert ("x-request-id", "A") in response.headers


def test_gzip_is_undone() -> None:
    (response,) = fired(always(http(201, gzip.compress(BODY), "Content-Encoding: gzip")), (POST,)).responses
    assert (response.body, response.broken) == (BODY, None)


def test_a_body_that_cannot_be_undone_is_broken() -> None:
    (response,) = fired(always(http(201, BODY, "Content-Encoding: br")), (POST,)).responses
    assert response.body == b""
    assert response.broken is not None


def test_chunks_are_put_together() -> None:
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in (BODY[:5], BODY[5:])) + b"0\r\n\r\n"
    data = b"HTTP/1.1 201 X\r\ntransfer-encoding: chunked\r\n\r\n" + chunks
    assert [response.body for response in fired(always(data)).responses] == [BODY] * 4


def test_a_body_in_many_pieces_is_put_together() -> None:
    async def script(peer: Peer) -> None:
        await peer.request()
        for byte in http(201, BODY):
            await peer.send(bytes([byte]))
            await asyncio.sleep(0)

    assert fired(script, (POST,)).responses[0].body == BODY


def test_a_body_that_ends_with_the_connection_is_whole() -> None:
    async def script(peer: Peer) -> None:
        await peer.request()
        await peer.send(b"HTTP/1.1 201 X\r\n\r\n" + BODY)

    assert fired(script).responses[0].body == BODY


def test_an_interim_answer_is_not_the_answer() -> None:
    data = b"HTTP/1.1 100 Continue\r\n\r\n" + http(201, BODY)
    assert fired(always(data), (POST,)).responses[0].status == 201


def only_the_last(data: bytes) -> Script:
    """Whole answers for all connections but one, which gets these bytes and is closed."""
    numbers = itertools.count(1)

    async def script(peer: Peer) -> None:
        await peer.request()
        await peer.send(data if next(numbers) == 4 else http(201, BODY))

    return script


@pytest.mark.parametrize(
    "data",
    [b"", b"HTTP/1.1 20", b"HTTP/1.1 201 X\r\ncontent-length: 100\r\n\r\n{", b"nonsense\r\n\r\n"],
    ids=["nothing", "half a line", "half a body", "nonsense"],
)
def test_one_answer_that_does_not_come_whole_is_trouble_with_an_unknown_outcome(data: bytes) -> None:
    found = trouble(only_the_last(data))
    assert str(found).startswith("a response of the burst did not come whole")
    assert found.unknown


def test_a_reset_is_trouble() -> None:
    async def script(peer: Peer) -> None:
        await peer.request()
        peer.reset()

    assert trouble(script).unknown


def test_the_deadline_is_for_all_the_answers() -> None:
    async def script(peer: Peer) -> None:
        await peer.request()
        if peer.number == 1:
            await asyncio.sleep(30)
        await peer.send(http(201))

    found = trouble(script, timeout=0.15)
    assert str(found) == "no whole answer to every request of the burst within 0.15 s"
    assert found.unknown


def test_an_endless_body_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bursts, "MOST_BYTES", 1 << 16)

    async def script(peer: Peer) -> None:
        await peer.request()
        await peer.send(b"HTTP/1.1 200 X\r\ntransfer-encoding: chunked\r\n\r\n")
        while True:
            await peer.send(b"1000\r\n" + b"x" * 4096 + b"\r\n")

    assert "larger than 65536 bytes" in str(trouble(script))


def test_answers_before_the_answer_do_not_go_on_for_ever() -> None:
    async def script(peer: Peer) -> None:
        await peer.request()
        while True:
            await peer.send(b"HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n" * 100)

    began = time.monotonic()
    assert "no whole answer to every request" in str(trouble(script, timeout=0.3))
    assert time.monotonic() - began < 20


def test_where_nobody_listens_nothing_was_sent() -> None:
    async def scenario() -> str:
        async with raw_server(always(b"")) as base_url:
            return base_url

    base_url = asyncio.run(scenario())
    with pytest.raises(Trouble, match="could not be made") as caught:
        fire(base_url, [POST], stagger=0, timeout=1)
    assert not caught.value.unknown
