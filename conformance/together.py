"""Calls that do not depend on one another, sent side by side: at a distance, each wait is then paid only once."""

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

T = TypeVar("T")


async def together(*calls: Awaitable[T]) -> list[T]:
    """What some calls come to, in their order.

    Raises:
        BaseException: the first that one of them raised, once all have ended: a scenario that is over sends no more.
    """
    results = await asyncio.gather(*calls, return_exceptions=True)
    failures = [result for result in results if isinstance(result, BaseException)]
    if failures:
        raise failures[0]
    return [result for result in results if not isinstance(result, BaseException)]
