"""Weather as variants: lawful of any service, so that every API has the same ones."""

from __future__ import annotations

from starlette.types import ASGIApp

from reference import weather
from reference.catalogue import variant


@variant
class Compressed:
    """Answers are compressed."""

    def weather(self, app: ASGIApp) -> ASGIApp:
        """Add the weather."""
        return weather.gzip(app)


@variant(sockets=True)
class Chunked:
    """Answers come in small chunks and without a Content-Length."""

    def weather(self, app: ASGIApp) -> ASGIApp:
        """Add the weather."""
        return weather.chunked(app)


@variant(sockets=True)
class NoKeepAlive:
    """The connection is closed after every answer."""

    def weather(self, app: ASGIApp) -> ASGIApp:
        """Add the weather."""
        return weather.no_keep_alive(app)


@variant(slow=True)
class Latency80:
    """Every answer takes 80 ms."""

    def weather(self, app: ASGIApp) -> ASGIApp:
        """Add the weather."""
        return weather.latency(app, 0.08)


@variant(slow=True)
class RateLimited50:
    """More than fifty calls a second are answered 429 with a Retry-After."""

    def weather(self, app: ASGIApp) -> ASGIApp:
        """Add the weather."""
        return weather.rate_limit(app, 50)
