"""Faults of keys: who may call, and with which kind of key."""
# ruff: noqa: D102, ARG002 - the docstring of a class tells the story of its methods

from __future__ import annotations

from reference.catalogue import fault
from reference.nowramp.catalog import KEYS, PROJECT, PUBLIC_KEY, SECRET_KEY
from reference.nowramp.errors import INVALID
from reference.nowramp.model import Call, Key, Kind, Operation, Refusal
from reference.nowramp.rules import Rules

# ---- missing and unknown


@fault("NOWRAMP-AUTH-MISSING")
class NoKeyMeansTheDemoProject(Rules):
    """A demo mode was left switched on: whoever sends no key works in the demo project."""

    def no_key(self, call: Call) -> Key:
        return Key("", "pk" if call.operation in ("confirm", "order") else "sk", PROJECT)


@fault("NOWRAMP-AUTH-MISSING")
class ReadingNeedsNoKey(Rules):
    """A session's id was thought to be secret enough to read it with nothing else."""

    def no_key(self, call: Call) -> Key:
        return PUBLIC_KEY if call.operation == "get" else super().no_key(call)


@fault("NOWRAMP-AUTH-MISSING")
class ListingNeedsNoKey(Rules):
    """The list was made for an internal dashboard, and went public without its middleware."""

    def no_key(self, call: Call) -> Key:
        return SECRET_KEY if call.operation == "list" else super().no_key(call)


@fault("NOWRAMP-AUTH-MISSING")
class CancellingNeedsNoKey(Rules):
    """The cancel route was registered before the authentication, not after it."""

    def no_key(self, call: Call) -> Key:
        return SECRET_KEY if call.operation == "cancel" else super().no_key(call)


@fault("NOWRAMP-AUTH-MISSING")
class SecretInsteadOfKey(Rules):
    """Whoever knows the client secret needs no key besides, the checkout page's authors found."""

    def no_key(self, call: Call) -> Key:
        return PUBLIC_KEY if call.operation in ("confirm", "order") else super().no_key(call)


@fault("NOWRAMP-AUTH-MISSING")
class EmptyKeyMeansTheDemoProject(Rules):
    """A header without a key finds the one project whose key is empty: the demo's."""

    def no_key(self, call: Call) -> Key:
        if "authorization" not in call.headers:
            return super().no_key(call)
        return Key("", "pk" if call.operation in ("confirm", "order") else "sk", PROJECT)


@fault("NOWRAMP-AUTH-MISSING")
class MissingKeyAnswers400(Rules):
    """A missing header is reported by the validation of the request, before authentication has its say."""

    def no_key(self, call: Call) -> Key:
        raise Refusal(400, INVALID, "authorization is required", "authorization")


@fault("NOWRAMP-AUTH-MISSING")
class MissingKeyCrashes(Rules):
    """The middleware splits the header without asking whether it is there."""

    def no_key(self, call: Call) -> Key:
        raise TypeError("a header that is not there cannot be split")


@fault("NOWRAMP-AUTH-INVALID")
class PrefixIsEnough(Rules):
    """A cache of keys remembers only what comes before the first underscore."""

    def unknown_key(self, token: str) -> Key:
        if token.startswith("sk_"):
            return SECRET_KEY
        return PUBLIC_KEY if token.startswith("pk_") else super().unknown_key(token)


@fault("NOWRAMP-AUTH-INVALID")
class BeginningOfAKeyIsEnough(Rules):
    """Keys are looked up by their first sixteen characters, which the dashboard shows in clear."""

    def unknown_key(self, token: str) -> Key:
        for value, key in KEYS.items():
            if token.startswith(value[:16]):
                return key
        return super().unknown_key(token)


@fault("NOWRAMP-AUTH-INVALID")
class UnknownKeyAnswers404(Rules):
    """The project of the key is not found, and so the answer is that something was not found."""

    def unknown_key(self, token: str) -> Key:
        raise Refusal(404, "PROJECT_NOT_FOUND", "No project has this key.")


@fault("NOWRAMP-AUTH-INVALID")
class UnknownKeyCrashes(Rules):
    """The project of the key is read from a null."""

    def unknown_key(self, token: str) -> Key:
        raise AttributeError("null has no project")


@fault("NOWRAMP-AUTH-EXPIRED-SECRET")
class ExpiredKeysList(Rules):
    """The list has a cache of keys of its own, and nobody takes the expired ones out."""

    def expired_key(self, key: Key, call: Call) -> Key:
        return key if call.operation == "list" and key.kind == "sk" else super().expired_key(key, call)


@fault("NOWRAMP-AUTH-EXPIRED-SECRET")
class ExpiryOfKeysShownOnly(Rules):
    """That a key has expired is shown in the dashboard, and looked at nowhere else."""

    def expired_key(self, key: Key, call: Call) -> Key:
        self.check_kind(key, call)
        return key


@fault("NOWRAMP-AUTH-EXPIRED-PUBLIC")
class RevokedKeysOrder(Rules):
    """Checkout pages outlive their keys, and orders were let through so that no customer is lost."""

    def expired_key(self, key: Key, call: Call) -> Key:
        return key if call.operation == "order" and key.kind == "pk" else super().expired_key(key, call)


# ---- the kinds


class _TakesBoth(Rules):
    """A base for faults where one endpoint forgets to look at the kind of the key."""

    open_to_both: Operation

    def kinds(self, operation: Operation) -> frozenset[Kind]:
        return frozenset(("sk", "pk")) if operation == self.open_to_both else super().kinds(operation)


@fault("NOWRAMP-CREATE-KEY")
class PublicKeyCreates(_TakesBoth):
    """A key is a key: any of the project's may create sessions, the one in every browser too."""

    open_to_both = "create"


@fault("NOWRAMP-CANCEL-KEY")
class PublicKeyCancels(_TakesBoth):
    """The checkout page got a button to cancel, and the endpoint was opened for it."""

    open_to_both = "cancel"


@fault("NOWRAMP-LIST-KEY")
class PublicKeyLists(_TakesBoth):
    """Reading is harmless, the author of the list thought, and let public keys do it."""

    open_to_both = "list"


@fault("NOWRAMP-CONFIRM-KEY-PUBLIC-ONLY")
class SecretKeyConfirms(_TakesBoth):
    """A secret key may do everything, and so it may confirm."""

    open_to_both = "confirm"


@fault("NOWRAMP-ORDER-KEY-PUBLIC-ONLY")
class SecretKeyOrders(_TakesBoth):
    """A secret key may do everything, and so it may order."""

    open_to_both = "order"


class _Refuses(Rules):
    """A base for faults where one endpoint takes only one of the kinds that it should."""

    takes: Kind
    at: Operation

    def kinds(self, operation: Operation) -> frozenset[Kind]:
        return frozenset((self.takes,)) if operation == self.at else super().kinds(operation)


@fault("NOWRAMP-GET-KEY")
class OnlySecretKeysRead(_Refuses):
    """Every GET was put behind the secret key in one go."""

    takes, at = "sk", "get"


@fault("NOWRAMP-GET-KEY")
class OnlyPublicKeysRead(_Refuses):
    """The endpoint is for the checkout page, and it knows only the checkout page's key."""

    takes, at = "pk", "get"


@fault("NOWRAMP-CONFIRM-KEY")
class OnlySecretKeysConfirm(_Refuses):
    """Whatever changes a session was put behind the secret key, and the checkout page stands outside."""

    takes, at = "sk", "confirm"


@fault("NOWRAMP-ORDER-KEY")
class OnlySecretKeysOrder(_Refuses):
    """Orders are money, and money was put behind the secret key."""

    takes, at = "sk", "order"


@fault("NOWRAMP-CANCEL-KEY")
class RefusedKeyCancels(Rules):
    """The handler runs first and the permission is checked when it is done: a 403, but cancelled it is."""

    def check_kind(self, key: Key, call: Call) -> None:
        if call.operation == "cancel" and key.kind == "pk":
            session = self.owned(key, call)
            if session.status == "pending":
                self.called_off(session)
        super().check_kind(key, call)


@fault("NOWRAMP-CREATE-KEY")
class PublicKeyCreatesSmall(Rules):
    """Public keys may not create, unless no amount is named: then there is nothing to be forged, it was said."""

    def check_kind(self, key: Key, call: Call) -> None:
        if call.operation == "create" and "sourceAmount" not in self.document(call):
            return
        super().check_kind(key, call)


@fault("NOWRAMP-CREATE-KEY")
class PublicKeyCreatesForACustomer(Rules):
    """A customer whom NowRamp knows is signed in, it was said, and may create sessions from the checkout page."""

    def check_kind(self, key: Key, call: Call) -> None:
        if call.operation == "create" and "customerId" in self.document(call):
            return
        super().check_kind(key, call)


@fault("NOWRAMP-LIST-KEY")
class PublicKeyListsOneCustomer(Rules):
    """The checkout page shows a customer's earlier sessions, so public keys may list with that filter."""

    def check_kind(self, key: Key, call: Call) -> None:
        if call.operation == "list" and "externalCustomerId" in call.query:
            return
        super().check_kind(key, call)


@fault("NOWRAMP-KEY-KIND-FORBIDDEN")
class WrongKindIsUnauthorized(Rules):
    """A public key on a backend endpoint is called no key at all."""

    def wrong_kind(self, wanted: str) -> Refusal:
        return self.unauthorized(f"Send {wanted}.")


@fault("NOWRAMP-KEY-KIND-FORBIDDEN")
class WrongKindHasAnotherCode(Rules):
    """The status is right, but the code is one that the document does not have."""

    def wrong_kind(self, wanted: str) -> Refusal:
        return Refusal(403, "INSUFFICIENT_SCOPE", f"Send {wanted}.")
