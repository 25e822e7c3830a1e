"""Faults of bank linking: the configuration, the gate, the institutions, the link and the processor token."""
# ruff: noqa: D102, ARG002 - the docstring of a class tells the story of its methods

from __future__ import annotations

from dataclasses import replace

from reference.catalogue import fault
from reference.clock import Clock
from reference.sumvin.banks import INSTITUTIONS, Institution
from reference.sumvin.model import Account, Answer, Call, Caller, Document, Refusal
from reference.sumvin.problems import (
    ACCOUNT_NOT_FOUND,
    ACCOUNT_UNAUTHORIZED,
    BANK_ENTITLEMENT,
    INSTITUTION_REQUIRED,
    INVALID_REQUEST,
    LINK_TOKEN_FAILED,
    PROVIDER_ERROR,
)
from reference.sumvin.rules import Rules
from reference.sumvin.store import Store

# ---- the configuration


@fault("SUMVIN-LINK-CONFIG-STATUS")
class NobodyToConfigureFor(Rules):
    """The configuration hangs on the user's first account; a user without any has none."""

    async def show_link_config(self, call: Call) -> Answer:
        if not self.accounts_of(self.caller(call)):
            raise self.refuse(ACCOUNT_NOT_FOUND, "The user has no account.")
        return await super().show_link_config(call)


@fault("SUMVIN-LINK-CONFIG-STATUS")
class LinkConfigIsAnAccount(Rules):
    """The route of a single account is registered first, and so `link` is taken for the id of one."""

    async def show_link_config(self, call: Call) -> Answer:
        self.caller(call)
        raise self.account_unknown(call)


@fault("SUMVIN-LINK-CONFIG-STATUS")
class LinkConfigAnswers203(Rules):
    """The configuration comes out of a cache, and the proxy says that it is not authoritative."""

    async def show_link_config(self, call: Call) -> Answer:
        return replace(await super().show_link_config(call), status=203)


@fault("SUMVIN-LINK-CONFIG-PROVIDER")
class ProviderIsPlaid(Rules):
    """The configuration still names the provider of before."""

    def link_config(self) -> Document:
        return {**super().link_config(), "provider": "plaid"}


@fault("SUMVIN-LINK-CONFIG-PROVIDER")
class OldFlowWithoutEntitlement(Rules):
    """Whoever lacks the entitlement is told of the provider of before."""

    async def show_link_config(self, call: Call) -> Answer:
        if self.caller(call).user.entitled:
            return await super().show_link_config(call)
        return self.reply(200, self.link_config_body({**self.link_config(), "provider": "plaid"}), call)


@fault("SUMVIN-LINK-CONFIG-PROVIDER")
class ProviderIsCapitalised(Rules):
    """The configuration gives the provider's name as people write it."""

    def link_config(self) -> Document:
        return {**super().link_config(), "provider": "Meld"}


@fault("SUMVIN-LINK-CONFIG-PROVIDER")
class ProviderMissing(Rules):
    """There is only one provider now, so nobody is told which."""

    def link_config(self) -> Document:
        config = super().link_config()
        del config["provider"]
        return config


@fault("SUMVIN-LINK-CONFIG-SELECTION")
class SelectionNotRequired(Rules):
    """The configuration says that the widget asks for the bank, which it no longer does."""

    def link_config(self) -> Document:
        return {**super().link_config(), "requires_institution_selection": False}


@fault("SUMVIN-LINK-CONFIG-SELECTION")
class SelectionOnlyOnce(Rules):
    """Once a user has started a link, the bank is thought to be known, and no selection is required any more."""

    def __init__(self, store: Store, clock: Clock) -> None:
        super().__init__(store, clock)
        self._started: set[str] = set()

    def promise_account(self, caller: Caller, institution: Institution) -> None:
        self._started.add(caller.user.id)
        super().promise_account(caller, institution)

    async def show_link_config(self, call: Call) -> Answer:
        if self.caller(call).user.id not in self._started:
            return await super().show_link_config(call)
        config = {**self.link_config(), "requires_institution_selection": False}
        return self.reply(200, self.link_config_body(config), call)


@fault("SUMVIN-LINK-CONFIG-SELECTION")
class SelectionIsAString(Rules):
    """The configuration comes out of a table of strings."""

    def link_config(self) -> Document:
        return {**super().link_config(), "requires_institution_selection": "true"}


@fault("SUMVIN-LINK-CONFIG-SELECTION")
class SelectionMissing(Rules):
    """What is always so is not said."""

    def link_config(self) -> Document:
        config = super().link_config()
        del config["requires_institution_selection"]
        return config


# ---- the institutions


@fault("SUMVIN-INSTITUTIONS-STATUS")
class NoInstitutionsAnswer404(Rules):
    """Where there is no institution, there is nothing to be found."""

    def institutions_answer(self, shown: list[Document], call: Call) -> Answer:
        if not shown:
            raise self.refuse(ACCOUNT_NOT_FOUND, "There is no institution.")
        return super().institutions_answer(shown, call)


@fault("SUMVIN-INSTITUTIONS-STATUS")
class InstitutionsAnswer206(Rules):
    """The list is a part of what Meld has, and the status says so."""

    def institutions_answer(self, shown: list[Document], call: Call) -> Answer:
        return replace(super().institutions_answer(shown, call), status=206)


@fault("SUMVIN-INSTITUTIONS-STATUS")
class InstitutionsSeeOther(Rules):
    """The list is a file on another host, and callers are told to see it there."""

    def institutions_answer(self, shown: list[Document], call: Call) -> Answer:
        return Answer(303, "", b"", {"location": "https://static.reference.invalid/institutions.json"})


@fault("SUMVIN-INSTITUTIONS-LIST")
class InstitutionsAreElsewhere(Rules):
    """The list has become too long for an answer, and the body says where it can be downloaded."""

    def institutions_body(self, shown: list[Document]) -> object:
        return {"_links": {}, "download": {"href": "https://static.reference.invalid/institutions.csv"}}


@fault("SUMVIN-INSTITUTIONS-LIST")
class InstitutionsAreAString(Rules):
    """The names of the institutions come in one string, with commas between."""

    def institutions_body(self, shown: list[Document]) -> object:
        return {"_links": {}, "institutions": ",".join(str(each["name"]) for each in shown)}


@fault("SUMVIN-INSTITUTIONS-GATE")
class InstitutionsForEverybody(Rules):
    """The list of banks is public knowledge, so whoever is logged in gets it."""

    def gate_institutions(self, caller: Caller) -> None:
        return


@fault("SUMVIN-INSTITUTIONS-GATE")
class InstitutionsAreEmptyWithoutEntitlement(Rules):
    """Who may not link banks finds none."""

    unentitled = False

    def gate_institutions(self, caller: Caller) -> None:
        self.unentitled = not caller.user.entitled

    def institutions(self, call: Call) -> list[Institution]:
        return [] if self.unentitled else super().institutions(call)


@fault("SUMVIN-INSTITUTIONS-GATE")
class GateAnswers401(Rules):
    """A user without the entitlement is treated like one who has not logged in."""

    def gate_institutions(self, caller: Caller) -> None:
        if not caller.user.entitled:
            raise Refusal(401, BANK_ENTITLEMENT, "The user is not entitled.")


@fault("SUMVIN-INSTITUTIONS-GATE")
class GateAnswers404(Rules):
    """What a user is not entitled to does not exist for that user."""

    def gate_institutions(self, caller: Caller) -> None:
        if not caller.user.entitled:
            raise Refusal(404, BANK_ENTITLEMENT, "Not found.")


@fault("SUMVIN-INSTITUTIONS-GATE")
class GateHasTheCodeOfAccounts(Rules):
    """The right status with the code for another user's account, since both are about access."""

    def gate_institutions(self, caller: Caller) -> None:
        if not caller.user.entitled:
            raise Refusal(403, ACCOUNT_UNAUTHORIZED, "The user is not entitled.")


@fault("SUMVIN-INSTITUTIONS-GATE")
class GateAsksForKyc(Rules):
    """The gate looks at the wrong flag of the user: verified, not entitled."""

    def gate_institutions(self, caller: Caller) -> None:
        if not caller.user.verified:
            raise self.not_entitled()


@fault("SUMVIN-INSTITUTIONS-SELECTABLE")
class InstitutionsHaveTwoIds(Rules):
    """The list shows the ids of Meld, and a link takes those of Sumvin."""

    def institution(self, institution: Institution) -> Document:
        return {**super().institution(institution), "id": f"meld:{institution.name}"}


@fault("SUMVIN-INSTITUTIONS-SELECTABLE")
class ListedBanksCannotBeLinked(Rules):
    """The list holds every bank that Meld knows, and links are switched on for a few others."""

    def known_institution(self, institution_id: str) -> Institution:
        institution = super().known_institution(institution_id)
        if institution.listed:
            raise self.invalid("institution_id", "is not switched on")
        return institution


# ---- the link


@fault("SUMVIN-LINK-STATUS")
class LinkAnswers200(Rules):
    """The handler returns, and the framework says 200."""

    def linked_status(self) -> int:
        return 200


@fault("SUMVIN-LINK-STATUS")
class LinkAnswers201(Rules):
    """A link token was created, after all."""

    def linked_status(self) -> int:
        return 201


@fault("SUMVIN-LINK-INSTITUTION-REQUIRED")
class MissingInstitutionLinksTheFirst(Rules):
    """Without an institution the first of the list is taken."""

    def institution_missing(self, value: object, document: Document) -> str:
        return next(iter(INSTITUTIONS))


@fault("SUMVIN-LINK-INSTITUTION-REQUIRED")
class MissingInstitutionAnswers422(Rules):
    """The field is declared as required, so the framework's validation speaks first."""

    def institution_missing(self, value: object, document: Document) -> str:
        raise Refusal(422, INVALID_REQUEST, "institution_id: is required", "institution_id")


@fault("SUMVIN-LINK-INSTITUTION-REQUIRED")
class MissingInstitutionIsATokenFailure(Rules):
    """Meld is asked without an institution, and refuses; that is reported as a token that could not be had."""

    def institution_missing(self, value: object, document: Document) -> str:
        raise self.refuse(LINK_TOKEN_FAILED, "Meld did not give a link token.")


@fault("SUMVIN-LINK-INSTITUTION-REQUIRED")
class MissingInstitutionAnswers409(Rules):
    """The right code under a status of somebody's own taste."""

    def institution_missing(self, value: object, document: Document) -> str:
        raise Refusal(409, INSTITUTION_REQUIRED, "Choose an institution first.")


@fault("SUMVIN-LINK-INSTITUTION-REQUIRED")
class MissingInstitutionCrashes(Rules):
    """The handler indexes the body by name."""

    def institution_id(self, document: Document) -> str:
        document["institution_id"]
        return super().institution_id(document)


@fault("SUMVIN-LINK-TOKEN-FAILED")
class LinkWithoutToken(Rules):
    """A token that could not be had is answered with a link that leads nowhere."""

    def ask_for_link_token(self, institution_id: str) -> None:
        return

    def known_institution(self, institution_id: str) -> Institution:
        return INSTITUTIONS.get(institution_id, next(iter(INSTITUTIONS.values())))


@fault("SUMVIN-LINK-TOKEN-FAILED")
class TokenFailureHasTheCodeOfRamps(Rules):
    """The upstream's error goes through the ramp's handler, and comes out as one of its codes."""

    def link_token_missing(self) -> None:
        raise self.refuse(PROVIDER_ERROR, "The provider did not give a token.")


@fault("SUMVIN-LINK-TOKEN-FAILED")
class TokenFailureBlamesTheCaller(Rules):
    """A token that could not be had is reported as a missing institution."""

    def link_token_missing(self) -> None:
        raise self.refuse(INSTITUTION_REQUIRED, "Choose another institution.")


@fault("SUMVIN-LINK-COMPLETES")
class LinksNeverComplete(Rules):
    """Meld's webhook about a link that is complete is not subscribed to."""

    def promise_account(self, caller: Caller, institution: Institution) -> None:
        return


@fault("SUMVIN-LINK-COMPLETES")
class OneLinkEach(Rules):
    """The connection is stored under the user, so that whoever has linked one bank can link no other."""

    def __init__(self, store: Store, clock: Clock) -> None:
        super().__init__(store, clock)
        self._linked: set[str] = set()

    def promise_account(self, caller: Caller, institution: Institution) -> None:
        if caller.user.id not in self._linked:
            self._linked.add(caller.user.id)
            super().promise_account(caller, institution)


@fault("SUMVIN-LINK-COMPLETES")
class LinksCompleteForSomebodyElse(Rules):
    """The webhook carries no user, and the account is entered for the customer that comes first."""

    def account_to_be(self, caller: Caller, institution: Institution) -> Account:
        first = "usr_bob" if caller.user.id != "usr_bob" else "usr_alice"
        return replace(super().account_to_be(caller, institution), user=first)


@fault("SUMVIN-LINK-COMPLETES")
class OnlyKnownByItsId(Rules):
    """A linked account can be had by its id, but the list is cached from before."""

    def in_list(self, account: Account) -> bool:
        return super().in_list(account) and len(account.id) < 36


# ---- the processor token


@fault("SUMVIN-PROCESSOR-TOKEN-STATUS")
class ProcessorTokenAnswers200(Rules):
    """The handler returns, and the framework says 200."""

    def processor_token_status(self) -> int:
        return 200


@fault("SUMVIN-PROCESSOR-TOKEN-STATUS")
class ProcessorTokenAnswers202(Rules):
    """The status was copied from the sync."""

    def processor_token_status(self) -> int:
        return 202


@fault("SUMVIN-PROCESSOR-TOKEN-STATUS")
class KnownTokenAnswers200(Rules):
    """A second token for an account is answered like one that was made before: nothing is created, so 200."""

    def __init__(self, store: Store, clock: Clock) -> None:
        super().__init__(store, clock)
        self._made: set[str] = set()

    async def make_processor_token(self, call: Call) -> Answer:
        answer = await super().make_processor_token(call)
        known = call.ident in self._made
        self._made.add(call.ident)
        return replace(answer, status=200) if known else answer


class _ProcessorAccount(Rules):
    """A base for faults in how the processor token finds its account."""

    def foreign(self, account: Account) -> Account:
        """Deal with another user's account."""
        raise self.refuse(ACCOUNT_UNAUTHORIZED, "The account does not belong to the user.")

    def unknown(self) -> Account:
        """Deal with an id that nobody has."""
        raise self.refuse(ACCOUNT_NOT_FOUND, "There is no account with this id.")

    def account_of(self, caller: Caller, call: Call) -> Account:
        try:
            return super().account_of(caller, call)
        except Refusal as refusal:
            account = self.store.account(call.ident)
            if call.operation != "processor_token":
                raise
            if refusal.code == ACCOUNT_UNAUTHORIZED and account is not None:
                return self.foreign(account)
            return self.unknown()


@fault("SUMVIN-PROCESSOR-TOKEN-FOREIGN")
class TokensForAnybodysAccount(_ProcessorAccount):
    """The id is looked up, and nobody asks whose account it is: a token to another user's money."""

    def foreign(self, account: Account) -> Account:
        return account


@fault("SUMVIN-PROCESSOR-TOKEN-FOREIGN")
class ForeignAccountAnswers404(_ProcessorAccount):
    """Another user's account is hidden, which is wise, but not what is documented."""

    def foreign(self, account: Account) -> Account:
        return self.unknown()


@fault("SUMVIN-PROCESSOR-TOKEN-FOREIGN")
class ForeignAccountHasTheGatesCode(_ProcessorAccount):
    """The right status with the code for a missing entitlement, so that the partner asks for the wrong thing."""

    def foreign(self, account: Account) -> Account:
        raise self.not_entitled()


@fault("SUMVIN-PROCESSOR-TOKEN-UNKNOWN")
class UnknownAccountAnswers403(_ProcessorAccount):
    """An account that is not among the user's own is not the user's, so it is forbidden."""

    def unknown(self) -> Account:
        raise self.refuse(ACCOUNT_UNAUTHORIZED, "The account does not belong to the user.")


@fault("SUMVIN-PROCESSOR-TOKEN-UNKNOWN")
class UnknownAccountCrashes(_ProcessorAccount):
    """The owner of the account is read before anybody asks whether there is one."""

    def unknown(self) -> Account:
        raise AttributeError("nothing has no owner")


@fault("SUMVIN-PROCESSOR-TOKEN-UNKNOWN")
class UnknownAccountAnswers422(_ProcessorAccount):
    """An id that is not of the usual form is refused by the validation of the path."""

    def unknown(self) -> Account:
        raise Refusal(422, INVALID_REQUEST, "account_id: is not a known account", "account_id")


@fault("SUMVIN-PROCESSOR-TOKEN-UNKNOWN")
class UnknownAccountIsATransaction(_ProcessorAccount):
    """The right status with the code of another resource, whose handler was copied."""

    def unknown(self) -> Account:
        raise self.transaction_unknown()


@fault("SUMVIN-PROCESSOR-TOKEN-GATE")
class ProcessorTokensForEverybody(Rules):
    """The gate was put on the institutions, since the flow begins there."""

    def gate_processor_token(self, caller: Caller) -> None:
        return


@fault("SUMVIN-PROCESSOR-TOKEN-GATE")
class GateBehindTheAccount(Rules):
    """The account is looked up before the entitlement, and the wrong complaint comes first."""

    def gate_processor_token(self, caller: Caller) -> None:
        if not caller.user.entitled:
            raise self.refuse(ACCOUNT_UNAUTHORIZED, "The account does not belong to the user.")


@fault("SUMVIN-PROCESSOR-TOKEN-PROVIDER-ERROR")
class FailedExchangeGivesAToken(Rules):
    """The error of the upstream goes to the log, and the caller gets a token that nobody will take."""

    def exchange_failed(self) -> None:
        return


@fault("SUMVIN-PROCESSOR-TOKEN-PROVIDER-ERROR")
class FailedExchangeHasTheCodeOfLinks(Rules):
    """An exchange of tokens that fails is reported like a link token that could not be had."""

    def exchange_failed(self) -> None:
        raise self.refuse(LINK_TOKEN_FAILED, "The provider did not give a token.")
