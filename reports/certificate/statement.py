"""What a certificate says: an in-toto Statement v1 with the predicate test-result v0.1.

Everything in it but the build, the image and the version of the catalogue follows from the results and from what is
installed, so whoever holds the same can write the same statement, byte for byte, and compare.
"""

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from pydantic import ConfigDict, Field, ValidationError

from reports.certificate.eligibility import refusal, scored_of
from reports.certificate.errors import Refused, Rejected
from reports.certificate.suite import NAME
from reports.model import Model
from reports.results import Outcome, Results
from specs import Contract

LIFETIME = timedelta(days=90)
"""So long after the end of its run a certificate holds."""

RESULTS, TARGET, CATALOGUE, OPENAPI = "results.json", "target", "requirements.yaml", "openapi.yaml"
"""What is bound by digest, beside the suite."""


class Descriptor(Model):
    """A ResourceDescriptor of in-toto."""

    name: str
    digest: dict[str, str]


class Image(Model):
    """A container image that was tested.

    Attributes:
        name: of the image, without its tag.
        sha256: its digest, in hex.
    """

    name: str
    sha256: str


class Claim(Model):
    """What is claimed, in the suite's own words: an extension field of the predicate.

    Attributes:
        build: the vendor's own name for what was deployed, or None.
        image: that was deployed, or None.
        catalogue: the version of the catalogue whose level is claimed.
        run: the run's id.
        tested: when the run ended.
        expires: 90 days later.
        suite: version of the suite that ran.
    """

    api: str
    title: str
    base_url: str
    build: str | None
    image: Image | None
    level: Literal["core", "full"]
    catalogue: int
    depth: str
    run: str
    tested: str
    expires: str
    suite: str


class Predicate(Model):
    """A test result; the names are the standard's.

    Attributes:
        configuration: digests of everything that the result rests on.
        passedTests: requirements that passed.
        warnedTests: violated ones that are not scored: SHOULDs, and whatever entered the catalogue later.
        failedTests: always empty.
    """

    result: Literal["PASSED", "WARNED"]
    configuration: tuple[Descriptor, ...]
    passedTests: tuple[str, ...]
    warnedTests: tuple[str, ...]
    failedTests: tuple[()] = ()
    ramp_conformance: Claim


class Statement(Model):
    """An in-toto Statement; the names are the standard's.

    The first subject is the service, by base URL; its digest is that of the redacted target file, because a service has
    no bytes of its own. The second, if there is one, is the image.
    """

    model_config = ConfigDict(populate_by_name=True)

    type: Literal["https://in-toto.io/Statement/v1"] = Field("https://in-toto.io/Statement/v1", alias="_type")
    subject: tuple[Descriptor, ...]
    predicateType: Literal["https://in-toto.io/attestation/test-result/v0.1"] = (
        "https://in-toto.io/attestation/test-result/v0.1"
    )
    predicate: Predicate

    @property
    def claim(self) -> Claim:
        """What is claimed."""
        return self.predicate.ramp_conformance

    def stated(self, name: str) -> str:
        """The SHA-256 of a part of the configuration; empty if none is stated."""
        return next((one.digest.get("sha256", "") for one in self.predicate.configuration if one.name == name), "")


def statement_of(
    results: Results,
    exact: bytes,
    contract: Contract,
    *,
    openapi: str,
    catalogue: int,
    build: str | None,
    image: Image | None,
) -> Statement:
    """The statement that a run earns.

    Args:
        results: of the run.
        exact: the file that they were read from, byte for byte.
        contract: of the API, as installed.
        openapi: SHA-256 of the API's OpenAPI description.
        catalogue: the version whose level is claimed.
        build: the vendor's own name for what was deployed.
        image: that was deployed.

    Raises:
        Refused: the run earns none.
    """
    if reason := refusal(results, contract, catalogue):
        raise Refused(reason)
    ended = moment(results.ended)
    if ended is None or ended > datetime.max.replace(tzinfo=UTC) - LIFETIME:
        raise Refused(f"the run does not say when it ended: {results.ended!r} is no instant")
    target = hashlib.sha256(_canonical(results.target)).hexdigest()
    bound = {
        RESULTS: hashlib.sha256(exact).hexdigest(),
        TARGET: target,
        CATALOGUE: results.catalogue_digest,
        OPENAPI: openapi,
        NAME: results.suite_digest,
    }
    tested = [(results.base_url, target), *([(image.name, image.sha256)] if image else [])]
    scored = scored_of(results, contract, catalogue)
    warned = tuple(one.id for one in results.requirements if one.outcome in (Outcome.FAILED, Outcome.WARNED))
    return Statement(
        subject=_descriptors(tested),
        predicate=Predicate(
            result="WARNED" if warned else "PASSED",
            configuration=_descriptors(bound.items()),
            passedTests=tuple(one.id for one in scored if one.outcome is Outcome.PASSED),
            warnedTests=warned,
            ramp_conformance=_claim(results, ended, catalogue, build, image),
        ),
    )


def _claim(results: Results, ended: datetime, catalogue: int, build: str | None, image: Image | None) -> Claim:
    return Claim(
        api=results.api,
        title=results.title,
        base_url=results.base_url,
        build=build,
        image=image,
        level=results.level,
        catalogue=catalogue,
        depth=results.depth,
        run=results.run,
        tested=ended.isoformat(timespec="seconds"),
        expires=(ended + LIFETIME).isoformat(timespec="seconds"),
        suite=results.suite,
    )


def _descriptors(digests: Iterable[tuple[str, str]]) -> tuple[Descriptor, ...]:
    return tuple(Descriptor(name=name, digest={"sha256": sha256}) for name, sha256 in digests)


def payload_of(statement: Statement) -> bytes:
    """The statement in the one form in which it is signed."""
    return _canonical(statement.model_dump(mode="json", by_alias=True))


def read_payload(payload: bytes) -> Statement:
    """The statement that a payload holds.

    Raises:
        Rejected: it holds none, or holds it in another form than certify writes.
    """
    try:
        statement = Statement.model_validate_json(payload)
    except ValidationError:
        raise Rejected("what is signed is no statement about a conformance run") from None
    if payload_of(statement) != payload:
        raise Rejected("what is signed is a statement in a form that certify never writes")
    return statement


def moment(text: str | None) -> datetime | None:
    """An instant in UTC; None if the text is none, or does not say in which zone."""
    try:
        instant = datetime.fromisoformat(text or "")
        return instant.astimezone(UTC) if instant.tzinfo else None
    except (ValueError, OverflowError):
        return None


def _canonical(data: Any) -> bytes:
    return json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
