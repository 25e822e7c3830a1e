"""Faults beyond sessions under rough handling: statuses that no document names, and bodies that are no JSON."""
# ruff: noqa: D102 - the docstring of a class tells the story of its methods

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import ClassVar

from reference.catalogue import fault
from reference.sumvin.model import Account, Answer, Call, Caller, Inquiry, Operation, Refusal, Session
from reference.sumvin.problems import ACCOUNT_NOT_FOUND, INVALID_REQUEST
from reference.sumvin.quotes import Query
from reference.sumvin.rules import Rules

RAMP: frozenset[Operation] = frozenset({"quotes", "transactions", "transaction"})
BANK: frozenset[Operation] = frozenset({"link_config", "institutions", "link", "processor_token"})
ACCOUNTS: frozenset[Operation] = frozenset({"accounts", "account", "sync", "disconnect"})

# ---- ramp: statuses


@fault("SUMVIN-RAMP-STATUS-DOCUMENTED")
class QuotesWithoutAPairCrash(Rules):
    """The handler of quotes indexes the query by name."""

    def asked(self, query: Query, name: str) -> str:
        query[name]
        return super().asked(query, name)


@fault("SUMVIN-RAMP-STATUS-DOCUMENTED")
class QuotesForWordsCrash(Rules):
    """The amount of a query is turned into a number before anybody asks whether it is one."""

    def asked_amount(self, query: Query) -> Decimal:
        float(query.get("source_amount", "0"))
        return super().asked_amount(query)


@fault("SUMVIN-RAMP-STATUS-DOCUMENTED")
class ChainOfWordsCrashes(Rules):
    """The chain of a query is turned into a number before anybody asks whether it is one."""

    def asked_chain(self, query: Query) -> int:
        int(query.get("chain_id", "0"))
        return super().asked_chain(query)


@fault("SUMVIN-RAMP-STATUS-DOCUMENTED")
class IncompleteQueriesAnswer503(Rules):
    """Whatever goes wrong with a query is an unavailability of the quotes."""

    def inquiry(self, query: Query) -> Inquiry:
        try:
            return super().inquiry(query)
        except Refusal as refusal:
            raise Refusal(503, refusal.code, refusal.detail) from None


@fault("SUMVIN-RAMP-STATUS-DOCUMENTED")
class LongTransactionIdsCrash(Rules):
    """The database has forty characters for an id, and says so with an exception."""

    def transaction_of(self, caller: Caller, ident: str) -> Session:
        if len(ident) > 40:
            raise RuntimeError("value too long for type character varying(40)")
        return super().transaction_of(caller, ident)


@fault("SUMVIN-RAMP-STATUS-DOCUMENTED")
class OddTransactionIdsCrash(Rules):
    """The id goes into a query of the database as it is, and what is no letter, digit or dash breaks it."""

    def transaction_of(self, caller: Caller, ident: str) -> Session:
        if not ident.replace("-", "").replace("_", "").isalnum() or not ident.isascii():
            raise RuntimeError("syntax error at or near an id")
        return super().transaction_of(caller, ident)


# ---- bank linking: statuses


@fault("SUMVIN-BANK-STATUS-DOCUMENTED")
class LinkOfAnArrayCrashes(Rules):
    """The handler of links takes it for granted that the body is an object."""

    async def start_link(self, call: Call) -> Answer:
        if call.body.lstrip().startswith(b"["):
            raise AttributeError("a list has no members by name")
        return await super().start_link(call)


@fault("SUMVIN-BANK-STATUS-DOCUMENTED")
class UnreadableLinkCrashes(Rules):
    """The body of a link is parsed before any error handling is in place."""

    async def start_link(self, call: Call) -> Answer:
        try:
            return await super().start_link(call)
        except Refusal as refusal:
            if refusal.code.startswith("REQUEST_MALFORMED"):
                raise ValueError("expecting a value") from None
            raise


@fault("SUMVIN-BANK-STATUS-DOCUMENTED")
class UnknownInstitutionAnswers500(Rules):
    """An institution that Meld does not know is an exception that nobody expected."""

    def refused(self, refusal: Refusal, call: Call) -> Answer:
        answer = super().refused(refusal, call)
        unknown = call.operation == "link" and refusal.code == INVALID_REQUEST and "known institution" in refusal.detail
        return replace(answer, status=500) if unknown else answer


@fault("SUMVIN-BANK-STATUS-DOCUMENTED")
class TokenWithoutProcessorAnswers200(Rules):
    """A processor token without a processor is answered 200 with an error inside, for the sake of an old client."""

    async def make_processor_token(self, call: Call) -> Answer:
        try:
            return await super().make_processor_token(call)
        except Refusal as refusal:
            if refusal.status in (400, 415, 422):
                return self.reply(200, {"error": refusal.detail}, call)
            raise


# ---- accounts: statuses


@fault("SUMVIN-ACCOUNTS-STATUS-DOCUMENTED")
class LongAccountIdsCrash(Rules):
    """The database has forty characters for an id, and says so with an exception."""

    def account_of(self, caller: Caller, call: Call) -> Account:
        if len(call.ident) > 40:
            raise RuntimeError("value too long for type character varying(40)")
        return super().account_of(caller, call)


@fault("SUMVIN-ACCOUNTS-STATUS-DOCUMENTED")
class OddAccountIdsCrash(Rules):
    """The id goes into a query of the database as it is, and what is no letter, digit or dash breaks it."""

    def account_of(self, caller: Caller, call: Call) -> Account:
        if not call.ident.replace("-", "").replace("_", "").isalnum() or not call.ident.isascii():
            raise RuntimeError("syntax error at or near an id")
        return super().account_of(caller, call)


@fault("SUMVIN-ACCOUNTS-STATUS-DOCUMENTED")
class UnknownDeletionAnswers200(Rules):
    """A deletion of what does not exist is answered 200 with an error inside."""

    async def disconnect_account(self, call: Call) -> Answer:
        try:
            return await super().disconnect_account(call)
        except Refusal as refusal:
            if refusal.code == ACCOUNT_NOT_FOUND:
                return self.reply(200, {"error": refusal.detail}, call)
            raise


@fault("SUMVIN-ACCOUNTS-STATUS-DOCUMENTED")
class UnknownAccountsAnswer503(Rules):
    """An account that is not found may be on its way, so the service calls itself unavailable."""

    def account_unknown(self, call: Call) -> Refusal:
        status = 404 if call.operation == "processor_token" else 503
        return Refusal(status, ACCOUNT_NOT_FOUND, "There is no account with this id.")


# ---- bodies that are no JSON


class _Body(Rules):
    """A base for faults that send the bodies of some operations in another way."""

    concerned: ClassVar[frozenset[Operation]]

    def sent(self, answer: Answer) -> Answer:
        """Send a body otherwise."""
        raise NotImplementedError

    def reply(self, status: int, body: object, call: Call) -> Answer:
        answer = super().reply(status, body, call)
        return self.sent(answer) if call.operation in self.concerned else answer


class _AsHtml(_Body):
    """A base for faults that send JSON under the type of web pages."""

    def sent(self, answer: Answer) -> Answer:
        return replace(answer, media_type="text/html; charset=utf-8")


class _Prefixed(_Body):
    """A base for faults that put something before the JSON."""

    def sent(self, answer: Answer) -> Answer:
        return replace(answer, body=b")]}',\n" + answer.body)


class _Truncated(_Body):
    """A base for faults that cut the JSON short."""

    def sent(self, answer: Answer) -> Answer:
        return replace(answer, body=answer.body[:-1])


@fault("SUMVIN-RAMP-BODY-JSON")
class QuotesAreHtml(_AsHtml):
    """Quotes go out with the type that the server has for everything, which is that of web pages."""

    concerned: ClassVar[frozenset[Operation]] = frozenset({"quotes"})


@fault("SUMVIN-RAMP-BODY-JSON")
class RampsAreGuarded(_Prefixed):
    """An old guard against stealing JSON from scripts puts characters before each body of the ramp."""

    concerned: ClassVar[frozenset[Operation]] = RAMP


@fault("SUMVIN-BANK-BODY-JSON")
class BankLinkingIsHtml(_AsHtml):
    """Bank linking goes out with the type that the server has for everything, which is that of web pages."""

    concerned: ClassVar[frozenset[Operation]] = BANK


@fault("SUMVIN-BANK-BODY-JSON")
class LinkConfigIsCutShort(_Truncated):
    """The length of the configuration was counted before its last character was added."""

    concerned: ClassVar[frozenset[Operation]] = frozenset({"link_config"})


@fault("SUMVIN-ACCOUNTS-BODY-JSON")
class AccountsAreHtml(_AsHtml):
    """Accounts go out with the type that the server has for everything, which is that of web pages."""

    concerned: ClassVar[frozenset[Operation]] = ACCOUNTS


@fault("SUMVIN-ACCOUNTS-BODY-JSON")
class AccountsAreGuarded(_Prefixed):
    """An old guard against stealing JSON from scripts puts characters before each body of accounts."""

    concerned: ClassVar[frozenset[Operation]] = ACCOUNTS
