"""Faults of problem details."""
# ruff: noqa: D102, ARG002 - the docstring of a class tells the story of its methods

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from reference.catalogue import fault
from reference.sumvin.model import Answer, Call, Document, Refusal
from reference.sumvin.problems import INVALID_PAIR, KYC_REQUIRED, UNKNOWN_ASSET, UNSUPPORTED_ASSET
from reference.sumvin.rules import Rules


def is_documented(refusal: Refusal) -> bool:
    """Tell whether the documents name the error code."""
    return refusal.code.startswith("RAMP_")


# ---- the object


@fault("SUMVIN-PROBLEM-DETAILS")
class ErrorCodeMissing(Rules):
    """The problem details come from the framework, and Sumvin's own member is not among them."""

    def problem(self, refusal: Refusal, call: Call) -> Document:
        problem = super().problem(refusal, call)
        del problem["error_code"]
        return problem


@fault("SUMVIN-PROBLEM-DETAILS")
class ErrorCodeMissingForUnknownAssets(Rules):
    """One of the errors is raised by an older module, which knows no codes."""

    def problem(self, refusal: Refusal, call: Call) -> Document:
        problem = super().problem(refusal, call)
        if refusal.code == UNKNOWN_ASSET:
            del problem["error_code"]
        return problem


@fault("SUMVIN-PROBLEM-DETAILS")
class ErrorCodeUnderAnotherName(Rules):
    """The member is called errorCode, as in the mobile app."""

    def problem(self, refusal: Refusal, call: Call) -> Document:
        problem = super().problem(refusal, call)
        problem["errorCode"] = problem.pop("error_code")
        return problem


@fault("SUMVIN-PROBLEM-DETAILS")
class ErrorCodeIsANumber(Rules):
    """The codes are numbers inside, and one enumeration was not translated."""

    def problem_code(self, refusal: Refusal) -> object:
        return 1000 + sum(refusal.code.encode()) if is_documented(refusal) else super().problem_code(refusal)


@fault("SUMVIN-PROBLEM-DETAILS")
class ProblemUnderError(Rules):
    """The object is wrapped in an error envelope."""

    def problem(self, refusal: Refusal, call: Call) -> Document:
        return {"success": False, "error": super().problem(refusal, call)}


@fault("SUMVIN-PROBLEM-DETAILS")
class DetailIsAList(Rules):
    """The framework's validation errors are lists, and its detail member took over for all errors."""

    def problem_detail(self, refusal: Refusal, call: Call) -> object:
        return [{"loc": ["body"], "msg": refusal.detail, "type": "value_error"}]


@fault("SUMVIN-PROBLEM-DETAILS")
class TitleIsAnObject(Rules):
    """Titles are translated, and all the languages are sent."""

    def problem_title(self, refusal: Refusal) -> object:
        return {"en": super().problem_title(refusal)} if is_documented(refusal) else super().problem_title(refusal)


@fault("SUMVIN-PROBLEM-DETAILS")
class StatusIsAString(Rules):
    """The status comes from a template and is a string."""

    def problem_status(self, refusal: Refusal) -> object:
        return str(refusal.status)


@fault("SUMVIN-PROBLEM-DETAILS")
class ErrorsAreHtml(Rules):
    """The gateway replaces the bodies of errors by its own pages."""

    def refused(self, refusal: Refusal, call: Call) -> Answer:
        body = f"<!doctype html><title>{refusal.status}</title><h1>Error {refusal.status}</h1>"
        return replace(super().refused(refusal, call), media_type="text/html", body=body.encode())


@fault("SUMVIN-PROBLEM-DETAILS")
class ErrorsAreBareStrings(Rules):
    """The body of an error is the code, as a JSON string."""

    def refused(self, refusal: Refusal, call: Call) -> Answer:
        return replace(super().refused(refusal, call), body=self.encoded(refusal.code))


# ---- the status in the body


@fault("SUMVIN-PROBLEM-STATUS")
class BodySays400(Rules):
    """The status in the body is a constant."""

    def problem_status(self, refusal: Refusal) -> object:
        return 400


@fault("SUMVIN-PROBLEM-STATUS")
class BodySays500(Rules):
    """The exception has a default status, and only the HTTP layer corrects it."""

    def problem_status(self, refusal: Refusal) -> object:
        return 500


@fault("SUMVIN-PROBLEM-STATUS")
class BodySays200(Rules):
    """The status in the body is that of the service, which did answer."""

    def problem_status(self, refusal: Refusal) -> object:
        return 200 if is_documented(refusal) else refusal.status


# ---- the title


class _Titled(Rules):
    """A base for faults that give some errors another title."""

    titles: ClassVar[dict[str, str]]

    def problem_title(self, refusal: Refusal) -> object:
        return self.titles.get(refusal.code, super().problem_title(refusal))


@fault("SUMVIN-PROBLEM-TITLE")
class TitleOfInvalidPairDiffers(_Titled):
    """One title was reworded after the documents were written."""

    titles: ClassVar[dict[str, str]] = {INVALID_PAIR: "Invalid Pair"}


@fault("SUMVIN-PROBLEM-TITLE")
class TitleOfUnknownAssetDiffers(_Titled):
    """One title says what was not found."""

    titles: ClassVar[dict[str, str]] = {UNKNOWN_ASSET: "Asset Not Found"}


@fault("SUMVIN-PROBLEM-TITLE")
class TitlesInSentenceCase(_Titled):
    """The style guide for errors changed to sentence case."""

    titles: ClassVar[dict[str, str]] = {
        INVALID_PAIR: "Invalid asset pair",
        UNKNOWN_ASSET: "Unknown asset",
        UNSUPPORTED_ASSET: "Asset not supported for ramp",
        KYC_REQUIRED: "KYC required for ramp",
    }


@fault("SUMVIN-PROBLEM-TITLE")
class TitleIsTheStatusPhrase(Rules):
    """The title is the phrase of the HTTP status, as the standard has it for about:blank."""

    def problem_title(self, refusal: Refusal) -> object:
        phrases = {400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 502: "Bad Gateway"}
        return phrases.get(refusal.status, "Error")


@fault("SUMVIN-PROBLEM-TITLE")
class TitleOfKycDiffers(_Titled):
    """The title of one error names an internal product."""

    titles: ClassVar[dict[str, str]] = {KYC_REQUIRED: "Identity Check Required"}


# ---- the media type


@fault("SUMVIN-PROBLEM-MEDIA-TYPE")
class ProblemsArePlainJson(Rules):
    """The framework's JSON response is used for errors too."""

    def problem_media_type(self, refusal: Refusal) -> str:
        return "application/json"


@fault("SUMVIN-PROBLEM-MEDIA-TYPE")
class ProblemsArePlainText(Rules):
    """Errors are written as bytes, with the type of text."""

    def problem_media_type(self, refusal: Refusal) -> str:
        return "text/plain; charset=utf-8"
