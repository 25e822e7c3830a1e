"""Sumvin's documented errors: which code goes with which status and title, and how a target may spell it."""

import re
from dataclasses import dataclass
from typing import Any, Final

from conformance.exchange import Exchange
from conformance.expectation import expect
from conformance.scenario import Answer
from conformance.target import Dialect

PROBLEM_DETAILS = "SUMVIN-PROBLEM-DETAILS"
PROBLEM_TITLE = "SUMVIN-PROBLEM-TITLE"


@dataclass(frozen=True, slots=True)
class DocumentedError:
    """A row of the documents' error tables.

    Attributes:
        code: the documented name.
        status: the HTTP status that goes with it; None where no document says.
        title: the documented title; None where there is none.
        wire: how the real service spells it (public knowledge): a pattern of full matches.
    """

    code: str
    status: int | None
    title: str | None
    wire: str

    @property
    def words(self) -> str:
        """The error for people."""
        return f"{self.status or 'an error status'} {self.code}"

    def has_status(self, status: int) -> bool:
        """Whether a status may go with it."""
        return status == self.status if self.status else status >= 400


# sumvin-meld-integration.txt, Error code reference, and Status codes per endpoint. Bank codes have no titles there.
# Which of the four 400 codes on the wire stands for which name is not public, nor are the numbers of the bank codes.
_ROWS = (
    DocumentedError("RAMP_INVALID_PAIR", 400, "Invalid Asset Pair", r"RMP-400-00[1-4]"),
    DocumentedError("RAMP_UNKNOWN_ASSET", 400, "Unknown Asset", r"RMP-400-00[1-4]"),
    DocumentedError("RAMP_UNSUPPORTED_ASSET", 400, "Asset Not Supported for Ramp", r"RMP-400-00[1-4]"),
    DocumentedError("RAMP_KYC_REQUIRED", 403, "KYC Required for Ramp", r"RMP-403-00[12]|KYC-403-001"),
    DocumentedError("RAMP_TRANSACTION_NOT_FOUND", 404, "Ramp Transaction Not Found", r"RMP-404-001"),
    DocumentedError("RAMP_PROVIDER_ERROR", 502, "Ramp Provider Error", r"RMP-502-001(-R)?"),
    DocumentedError("BANK_INSTITUTION_REQUIRED", 400, None, r"(BNK|MLD)-400-\d{3}(-R)?"),
    DocumentedError("BANK_LINK_TOKEN_FAILED", None, None, r"(BNK|MLD)-[45]\d\d-\d{3}(-R)?"),
    DocumentedError("BANK_PROVIDER_ERROR", None, None, r"(BNK|MLD)-[45]\d\d-\d{3}(-R)?"),
    DocumentedError("BANK_ACCOUNT_NOT_FOUND", 404, None, r"(BNK|MLD)-404-\d{3}(-R)?"),
    DocumentedError("BANK_ACCOUNT_UNAUTHORIZED", 403, None, r"(BNK|MLD)-403-\d{3}(-R)?"),
    DocumentedError("GATE-403-001", 403, None, r"GATE-403-001"),
)
ERRORS: Final = {row.code: row for row in _ROWS}

UNSERVED: Final = ("RAMP_UNKNOWN_ASSET", "RAMP_UNSUPPORTED_ASSET", "RAMP_PROVIDER_ERROR")
"""What a member of an enumeration may meet where it is recognised but not served."""


def code_of(document: Any) -> str | None:
    """The error code of a body, or None."""
    code = document.get("error_code") if isinstance(document, dict) else None
    return code if isinstance(code, str) else None


def spells(dialect: Dialect, name: str, code: str | None) -> bool:
    """Whether a code on the wire stands for a documented name, in the target's dialect."""
    if code is None:
        return False
    spelling = dialect.error_codes
    if spelling == "documented":
        return code == name
    if spelling == "wire":
        return re.fullmatch(ERRORS[name].wire, code) is not None
    assert isinstance(spelling, dict)
    accepted = spelling.get(name, name)
    return code in ([accepted] if isinstance(accepted, str) else accepted)


def is_error(answer: Answer, name: str) -> bool:
    """Whether an answer is a documented error: its status with its code."""
    dialect = answer.scenario.target.file.dialect
    return ERRORS[name].has_status(answer.status) and spells(dialect, name, code_of(answer.json))


def expect_error(answer: Answer, requirement: str, *names: str, otherwise: tuple[int, ...] = ()) -> bool:
    """The answer is one of these documented errors, as a problem details object.

    Args:
        answer: what came.
        requirement: that promises it.
        names: the documented codes, any of which will do.
        otherwise: statuses that serve as well, whatever their code, because the request may be refused for another
            reason first.
    """
    wanted = " or ".join(ERRORS[name].words for name in names)
    if any(ERRORS[name].has_status(answer.status) for name in names) and answer.status not in otherwise:
        expect(answer, PROBLEM_DETAILS).that(
            code_of(answer.json) is not None,
            expected=f"a problem details object with the string error_code, for {wanted}",
        )
    met = [ERRORS[name] for name in names if is_error(answer, name)]
    titles = {error.title for error in met}
    title = answer.at("/title")
    if met and None not in titles and isinstance(title, str):
        expect(answer, PROBLEM_TITLE).that(title in titles, expected=f"the title {met[0].title!r} for {met[0].code}")
    also = f", or a refusal with {' or '.join(map(str, otherwise))}" if otherwise else ""
    return expect(answer, requirement).that(bool(met) or answer.status in otherwise, expected=wanted + also)


def expect_recognised(answer: Answer, requirement: str) -> bool:
    """The value is part of the vocabulary: it is served, or refused as not served, never as invalid."""
    held = answer.succeeded or any(is_error(answer, name) for name in UNSERVED)
    wanted = ", ".join(ERRORS[name].words for name in UNSERVED)
    return expect(answer, requirement).that(held, expected=f"a success, or one of {wanted}")


def carries_code(exchange: Exchange) -> bool:
    """Whether an exchange ended in one of Sumvin's own errors."""
    return exchange.response.status >= 400 and code_of(exchange.response.json) is not None
