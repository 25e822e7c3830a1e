"""The client secret is shown once; the remembering invariants look for it in every answer that comes later."""

from conformance.check import check, each, sweep
from conformance.exchange import Zone
from conformance.nowramp.facade import NowRamp, Opened, tidily
from conformance.nowramp.wrong_secrets import wrong_secret
from conformance.together import together
from strategies.nowramp import orders, sessions
from strategies.nowramp.sessions import Body

ON_GET = "NOWRAMP-SECRET-ON-GET"
ON_LIST = "NOWRAMP-SECRET-ON-LIST"
ON_CONFIRM = "NOWRAMP-SECRET-ON-CONFIRM"
ON_ORDER = "NOWRAMP-SECRET-ON-ORDER"
ON_CANCEL = "NOWRAMP-SECRET-ON-CANCEL"
IN_ERRORS = "NOWRAMP-SECRET-IN-ERRORS"


@check(ON_GET, ON_LIST, ON_CONFIRM, ON_ORDER, ON_CANCEL, IN_ERRORS)
@sweep(end=each(("order", "cancel")), confirmed=each((True, False)), body=sessions.payable, most=4)
@tidily
async def the_client_secret_is_never_shown_again(nowramp: NowRamp, end: str, confirmed: bool, body: Body) -> None:
    """A session's whole life, read at every step, with every kind of refusal on the way."""
    body = {**body, **nowramp.new_customer()}
    session, other = await together(nowramp.open(body), nowramp.open(body))
    await _look(nowramp, session)
    secrets = [wrong_secret(kind, session, other) for kind in ("another session's", "invented", "with more behind it")]
    order = orders.matching(body)
    await together(
        *(nowramp.public.confirm(session, clientSecret=secret, zone=Zone.MUST_REJECT) for secret in secrets),
        *(nowramp.public.order(session, order, clientSecret=secret, zone=Zone.MUST_REJECT) for secret in secrets),
        nowramp.public.order(session, {"fiatAmount": None}, zone=Zone.MUST_REJECT),
        nowramp.public.confirm(session, destinationAddress={}, zone=Zone.MUST_REJECT),
    )
    if confirmed:
        await nowramp.public.confirm(session)
        await _look(nowramp, session)
    if end == "order":
        await nowramp.public.order(session, order)
        await nowramp.public.order(session, order, zone=Zone.MUST_REJECT)
        await nowramp.public.confirm(session, zone=Zone.MAY_EITHER)
    await nowramp.secret.cancel(session.id, zone=Zone.MAY_EITHER)
    await _look(nowramp, session)


async def _look(nowramp: NowRamp, session: Opened) -> None:
    """The session as both keys read it, and as the list has it."""
    await together(
        nowramp.secret.get(session.id),
        nowramp.public.get(session.id),
        nowramp.secret.find(externalCustomerId=session.body["externalCustomerId"]),
    )
