"""The embedded reference as a server, for the vendors' own clients."""

from collections.abc import Iterator

import pytest

from conformance.embedded import serving


@pytest.fixture(scope="session")
def stripe_url() -> Iterator[str]:
    with serving("stripe") as url:
        yield url
