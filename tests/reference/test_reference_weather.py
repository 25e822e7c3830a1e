"""Weather changes how an answer arrives and not what it says."""

from __future__ import annotations

import asyncio
import time

import httpx
import pytest
from in_process import Answer
from sumvin_probes import Bench, opened

import reference
from reference import weather


def answers(count: int, variant: str) -> list[Answer]:
    async def scenario() -> list[Answer]:
        bench = Bench(reference.build("sumvin", variant=variant))
        return await asyncio.gather(*(bench.order() for _ in range(count)))

    return asyncio.run(scenario())


def test_latency_is_waited_for() -> None:
    before = time.monotonic()
    opened(answers(1, "latency-80")[0])
    assert 0.07 < time.monotonic() - before < 1


def test_a_rate_limit_says_when_to_come_back() -> None:
    met = answers(80, "rate-limited-50")
    refused = [each for each in met if each.status_code == 429]
    assert 50 <= len(met) - len(refused) <= 60
    assert all(int(each.headers["retry-after"]) == 1 and each.json()["status"] == 429 for each in refused)


@pytest.mark.parametrize(
    ("api", "path", "code"),
    [
        ("sumvin", "/v0/ramp/quotes", ("status",)),
        ("nowramp", "/v1/sessions", ("error", "code")),
        ("stripe", "/v1/crypto/onramp_sessions", ("error", "type")),
    ],
)
def test_a_rate_limit_is_told_in_the_form_of_the_api(api: str, path: str, code: tuple[str, ...]) -> None:
    told = {"sumvin": 429, "nowramp": "RATE_LIMITED", "stripe": "invalid_request_error"}

    async def scenario() -> None:
        app = weather.rate_limit(reference.build(api), 1)
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://reference") as client:
            answers = [await client.get(path) for _ in range(2)]
        refused = answers[1]
        assert (refused.status_code, refused.headers["retry-after"]) == (429, "1")
        assert refused.headers["content-type"] == answers[0].headers["content-type"]
        found = refused.json()
        for name in code:
            found = found[name]
        assert found == told[api]

    asyncio.run(scenario())


def test_a_rate_limit_refills() -> None:
    async def scenario() -> None:
        app = weather.rate_limit(reference.build("sumvin"), 20)
        bench = Bench(app)
        assert (await asyncio.gather(*(bench.order() for _ in range(30))))[-1].status_code == 429
        await asyncio.sleep(0.2)
        opened(await bench.order())

    asyncio.run(scenario())


@pytest.mark.parametrize("variant", ["compressed", "chunked", "no-keep-alive"])
def test_bodies_arrive_whole(variant: str) -> None:
    assert opened(answers(1, variant)[0])["widget_url"].startswith("https://")


def test_no_compression_for_who_does_not_accept_it() -> None:
    async def scenario() -> None:
        bench = Bench(reference.build("sumvin", variant="compressed"))
        answer = await bench.client.post("/v0/ramp/sessions", headers={"accept-encoding": "identity"})
        assert "content-encoding" not in answer.headers and answer.status_code == 401

    asyncio.run(scenario())
