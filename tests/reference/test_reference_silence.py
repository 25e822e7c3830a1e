"""A fault that never answers one operation, and all others as ever: seen over sockets, where a connection closes."""

from __future__ import annotations

import httpx
import pytest

from conformance.embedded import serving

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("api", "fault", "silent", "other"),
    [
        ("sumvin", "quotes-never-answered", "/v0/ramp/quotes", "/v0/ramp/transactions"),
        ("nowramp", "list-never-answered", "/v1/sessions", "/v1/sessions/one"),
        ("stripe", "retrieve-never-answered", "/v1/crypto/onramp_sessions/one", "/v1/crypto/onramp_sessions"),
    ],
)
def test_one_operation_is_silent(api: str, fault: str, silent: str, other: str) -> None:
    with serving(api, fault=fault) as base_url:
        for _ in range(2):
            with pytest.raises(httpx.RemoteProtocolError):
                httpx.get(base_url + silent)
        assert httpx.get(base_url + other).status_code == 401
