"""The pre-flight: whatever is wrong with the configuration shows here, and never looks like non-conformance.

It reaches the host, tries each actor once, and tries the clock. Everything that it complains of is exit 3.
"""

import asyncio
import time

from conformance.api import Api
from conformance.conduit import Runtime
from conformance.errors import Abandoned, ConfigurationError, Trouble
from conformance.exchange import MISSING
from conformance.plan import Plan
from conformance.scenario import Answer
from conformance.target import Target

ATTEMPTS = 8
"""So often a probe is sent whose connection breaks."""

SOON = 1.0
"""Seconds within which a connection has to break for the request to be sent again: nobody waits for silence twice."""


def permit(api: Api, target: Target, plan: Plan) -> None:
    """Look at the configuration before anything is sent.

    Raises:
        ConfigurationError: the ordinary actor is missing, or production would be touched, or credentials sent
            unencrypted, without permission.
    """
    ordinary = next(iter(api.roles))
    if ordinary not in target.actors:
        raise ConfigurationError(
            f"{target.path}: there is no [actors.{ordinary}], {api.roles[ordinary].purpose}; every target needs one"
        )
    if target.base_url.lower().startswith("http:") and not target.is_loopback and not plan.allow_plain_http:
        raise ConfigurationError(
            f"{target.base_url} is plain http to another machine, and credentials would travel unencrypted; "
            "use https, or say --allow-plain-http if you mean it"
        )
    if plan.allow_live:
        return
    if target.host.lower().rstrip(".") in api.production:
        raise ConfigurationError(
            f"{target.host} is a production host; point base_url at staging, or say --allow-live if you mean it"
        )
    for actor in target.actors.values():
        for name, credential in actor.credentials.items():
            if _is_live(api, credential.secret):
                raise ConfigurationError(
                    f"actor {actor.role}, header {name}: this is a live key; use a test key, or say --allow-live"
                )
    for name, secret in target.secrets.items():
        if _is_live(api, secret):
            raise ConfigurationError(f"{name}: this is a live key; use a test key, or say --allow-live")


def _is_live(api: Api, secret: str) -> bool:
    """Whether a secret is a live key, or holds one behind a word that is no known scheme."""
    return any(api.live(part) for part in (secret, *secret.split()))


async def inspect(api: Api, target: Target, runtime: Runtime) -> None:
    """Try the way to the target, its actors and its clock.

    Raises:
        ConfigurationError: one of them does not work; the sentence says which and how to mend it.
    """
    ordinary, *others = (role for role in api.roles if role in target.actors)
    # The first alone: if the host does not answer, one sentence about it is enough.
    _judge(api, target, ordinary, await _call(target, runtime, ordinary))
    calls = (_call(target, runtime, role) for role in others)
    # All of them to their end: what nobody waits for is printed, traceback and all, where the run's output goes.
    answers, clock = await asyncio.gather(
        asyncio.gather(*calls, return_exceptions=True),
        asyncio.gather(_move_clock(target, runtime), return_exceptions=True),
    )
    for role, answer in zip(others, answers, strict=True):
        if isinstance(answer, BaseException):
            raise answer
        _judge(api, target, role, answer)
    for failure in clock:
        if failure is not None:
            raise failure


async def _move_clock(target: Target, runtime: Runtime) -> None:
    if target.file.clock is None:
        return
    try:
        await runtime.advance(1)
    except (Trouble, Abandoned) as error:
        raise ConfigurationError(f"{target.path}: {error}") from None


async def _call(target: Target, runtime: Runtime, role: str) -> Answer:
    try:
        return await _patiently(target, runtime, role)
    except Abandoned as error:
        reason = str(error).partition(": ")[2]
        if not reason:
            raise ConfigurationError(f"the pre-flight could not be finished: {error}") from None
        raise ConfigurationError(
            f"cannot reach {target.base_url} ({reason}); is the target running, and is base_url right?"
        ) from None
    except Trouble as error:
        raise ConfigurationError(
            f"{target.base_url} gave no usable answer ({error}); is base_url the API's own address?"
        ) from None


async def _patiently(target: Target, runtime: Runtime, role: str) -> Answer:
    """A probe changes nothing, so one whose connection broke (a server may close any that is idle) is sent again."""
    for attempt in range(ATTEMPTS - 1):
        began = time.monotonic()
        try:
            return await runtime.probe(target.actors[role])
        except Trouble as error:
            if not error.unknown or time.monotonic() - began > SOON:
                raise
        # By then, whatever else the server has closed is known to be closed; on a busy machine it takes longer.
        await asyncio.sleep(min(1.0, 0.1 * 3**attempt))
    return await runtime.probe(target.actors[role])


def _judge(api: Api, target: Target, role: str, answer: Answer) -> None:
    response = answer.exchange.response
    if response.media_type == "text/html" and answer.json is MISSING:
        raise ConfigurationError(
            f"{target.base_url} answers {answer.exchange.operation} with an HTML page (status {answer.status}), "
            "not with this API; is base_url right?"
        )
    if answer.status in (404, 405):
        raise ConfigurationError(
            f"{target.base_url} knows no {answer.exchange.operation} (status {answer.status}); is base_url right?"
        )
    if not api.roles[role].accepted:
        return
    if answer.status in (401, 403):
        names = ", ".join(target.actors[role].credentials) or "none"
        raise ConfigurationError(
            f"{target.path}: the target refuses actor {role} ({answer.status}); "
            f"renew the credentials in [actors.{role}.headers] ({names})"
        )
    complaint = api.refused(answer, target)
    if complaint:
        raise ConfigurationError(f"{target.path}: {complaint}")
