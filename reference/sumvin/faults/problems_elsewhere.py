"""Faults of problem details beyond sessions: the other codes, their titles, the status in the body."""
# ruff: noqa: D102 - the docstring of a class tells the story of its methods

from __future__ import annotations

from dataclasses import replace

from reference.catalogue import fault
from reference.sumvin.model import Answer, Call, Document, Refusal
from reference.sumvin.problems import (
    ACCOUNT_NOT_FOUND,
    ACCOUNT_UNAUTHORIZED,
    BANK_ENTITLEMENT,
    INSTITUTION_REQUIRED,
    INVALID_PAIR,
    TRANSACTION_NOT_FOUND,
)
from reference.sumvin.rules import Rules


def is_of_banks(refusal: Refusal) -> bool:
    """Tell whether an error code is one of the bank's table."""
    return refusal.code.startswith(("BANK_", "GATE"))


@fault("SUMVIN-PROBLEM-DETAILS")
class TransactionNotFoundIsEmpty(Rules):
    """A transaction that is not found is answered by the router, with no body at all."""

    def refused(self, refusal: Refusal, call: Call) -> Answer:
        answer = super().refused(refusal, call)
        return replace(answer, body=b"") if refusal.code == TRANSACTION_NOT_FOUND else answer


@fault("SUMVIN-PROBLEM-DETAILS")
class BankErrorsHaveNoCode(Rules):
    """The service of banks is older than the error codes."""

    def problem(self, refusal: Refusal, call: Call) -> Document:
        problem = super().problem(refusal, call)
        if is_of_banks(refusal):
            del problem["error_code"]
        return problem


@fault("SUMVIN-PROBLEM-DETAILS")
class GateAnswersInHtml(Rules):
    """The gate stands in the proxy, which answers with a page of its own."""

    def refused(self, refusal: Refusal, call: Call) -> Answer:
        answer = super().refused(refusal, call)
        if refusal.code != BANK_ENTITLEMENT:
            return answer
        return replace(answer, media_type="text/html", body=b"<!doctype html><title>403 Forbidden</title>")


@fault("SUMVIN-PROBLEM-DETAILS")
class BankErrorsUnderErrors(Rules):
    """The service of banks sends a list of errors, of which there is always one."""

    def problem(self, refusal: Refusal, call: Call) -> Document:
        problem = super().problem(refusal, call)
        return {"errors": [problem]} if is_of_banks(refusal) else problem


@fault("SUMVIN-PROBLEM-STATUS")
class BankProblemsSay400(Rules):
    """The status in the body of a bank's error is a constant."""

    def problem_status(self, refusal: Refusal) -> object:
        return 400 if is_of_banks(refusal) else super().problem_status(refusal)


@fault("SUMVIN-PROBLEM-STATUS")
class NotFoundSays410(Rules):
    """The body of a transaction that is not found says that it is gone."""

    def problem_status(self, refusal: Refusal) -> object:
        return 410 if refusal.code == TRANSACTION_NOT_FOUND else super().problem_status(refusal)


@fault("SUMVIN-PROBLEM-STATUS")
class AccountProblemsSay500(Rules):
    """The exception of an account has a default status, and only the HTTP layer corrects it."""

    def problem_status(self, refusal: Refusal) -> object:
        codes = (ACCOUNT_NOT_FOUND, ACCOUNT_UNAUTHORIZED, INSTITUTION_REQUIRED)
        return 500 if refusal.code in codes else super().problem_status(refusal)


@fault("SUMVIN-PROBLEM-TITLE")
class TitleOfTransactionNotFoundDiffers(Rules):
    """One title was written by another team."""

    def problem_title(self, refusal: Refusal) -> object:
        return "Transaction Not Found" if refusal.code == TRANSACTION_NOT_FOUND else super().problem_title(refusal)


@fault("SUMVIN-PROBLEM-TITLE")
class TitleOfQuotesDiffers(Rules):
    """The title of an invalid pair was reworded where quotes are concerned."""

    def problem(self, refusal: Refusal, call: Call) -> Document:
        problem = super().problem(refusal, call)
        if call.operation == "quotes" and refusal.code == INVALID_PAIR:
            problem["title"] = "Invalid Quote Pair"
        return problem


@fault("SUMVIN-PROBLEM-MEDIA-TYPE")
class BankProblemsArePlainJson(Rules):
    """The service of banks sends its errors with the media type of everything else."""

    def problem_media_type(self, refusal: Refusal) -> str:
        return "application/json" if is_of_banks(refusal) else super().problem_media_type(refusal)
