"""Whether a certificate holds: its signature, its results, its digests, its level and its time.

The statement is derived anew from the results and the installed catalogue; the one that is signed has to be the same.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pydantic import ValidationError

from reports.certificate.envelope import unseal
from reports.certificate.errors import Expired, Refused, Rejected, Unusable
from reports.certificate.statement import (
    OPENAPI,
    RESULTS,
    Claim,
    Statement,
    moment,
    read_payload,
    statement_of,
)
from reports.certificate.suite import NAME, Suite
from reports.results import Results
from specs import Contract

_CLOCKS_DIFFER = timedelta(minutes=5)


@dataclass(frozen=True)
class Verified:
    """A certificate that holds.

    Attributes:
        claim: what it claims.
        uncompared: what could not be compared, as one sentence; None if everything was.
    """

    claim: Claim
    uncompared: str | None


def verify(
    file: bytes,
    exact: bytes,
    key: Ed25519PublicKey,
    *,
    contract_of: Callable[[str], Contract],
    suite: Suite,
    now: datetime,
) -> Verified:
    """Hold a certificate against its results.

    Args:
        file: the certificate, byte for byte.
        exact: the results that it is about, byte for byte.
        key: the vendor's public key, from a source that is trusted.
        contract_of: an API's contract, as installed; raises LookupError if there is none.
        suite: as installed.
        now: the present.

    Raises:
        Expired: its time is over, and nothing else is wrong.
        Rejected: it does not hold.
        Unusable: the installed suite is too old to tell.
    """
    statement = read_payload(unseal(file, key))
    claim = statement.claim
    if hashlib.sha256(exact).hexdigest() != statement.stated(RESULTS):
        raise Rejected("the results are not those that were certified: their digest differs")
    same_suite = claim.suite == suite.version
    results = _results(exact, claim, same_suite=same_suite)
    contract = _contract(claim, contract_of)
    if same_suite and results.catalogue_digest != contract.digest:
        raise Rejected(f"the catalogue of requirements is not the one that suite {claim.suite} has")
    if same_suite and statement.stated(NAME) != suite.digest:
        raise Rejected(f"the suite that certified it is not the {suite.version} that is installed: their files differ")
    _compare(statement, _derived(statement, results, exact, contract, same_suite=same_suite))
    _in_time(claim, now)
    uncompared = f"digests of suite, catalogue and OpenAPI were not compared: {suite.version} is installed, not "
    return Verified(claim, None if same_suite else uncompared + claim.suite)


def _results(exact: bytes, claim: Claim, *, same_suite: bool) -> Results:
    try:
        return Results.model_validate_json(exact)
    except ValidationError:
        if same_suite:
            raise Rejected("what was certified is no file of results") from None
        mend = f"verify with ramp-conformance {claim.suite}, which ran"
        raise Unusable(f"the results are in no form that this suite reads; {mend}") from None


def _contract(claim: Claim, contract_of: Callable[[str], Contract]) -> Contract:
    try:
        contract = contract_of(claim.api)
    except LookupError:
        raise Unusable(f"this suite knows no API {claim.api!r}; verify with ramp-conformance {claim.suite}") from None
    if claim.catalogue > contract.version:
        raise Unusable(
            f"this suite knows catalogue {contract.version} of {claim.api}, the certificate is about "
            f"{claim.catalogue}; verify with ramp-conformance {claim.suite}"
        )
    return contract


def _derived(
    statement: Statement, results: Results, exact: bytes, contract: Contract, *, same_suite: bool
) -> Statement:
    """The statement as it should be; of a suite that is not installed, the OpenAPI digest is taken as stated."""
    claim = statement.claim
    try:
        return statement_of(
            results,
            exact,
            contract,
            openapi=contract.openapi_digest if same_suite else statement.stated(OPENAPI),
            catalogue=claim.catalogue,
            build=claim.build,
            image=claim.image,
        )
    except Refused as error:
        raise Rejected(f"its run earns no certificate: {error}") from None


def _compare(signed: Statement, derived: Statement) -> None:
    if signed != derived:
        where, said, meant = _difference(signed.model_dump(mode="json"), derived.model_dump(mode="json"))
        raise Rejected(f"it says {said!r} as {where}, where results and installed suite give {meant!r}")


def _difference(signed: Any, derived: Any, where: str = "statement") -> tuple[str, Any, Any]:
    """The first place where two documents of one form differ."""
    pairs: list[tuple[Any, Any, Any]] = []
    if isinstance(signed, dict) and isinstance(derived, dict) and signed.keys() == derived.keys():
        pairs = [(key, signed[key], derived[key]) for key in signed]
    elif isinstance(signed, list) and isinstance(derived, list) and len(signed) == len(derived):
        pairs = [(number, *pair) for number, pair in enumerate(zip(signed, derived, strict=True), 1)]
    for name, one, other in pairs:
        if one != other:
            return _difference(one, other, f"{where} {name}")
    return where, signed, derived


def _in_time(claim: Claim, now: datetime) -> None:
    tested, expires = moment(claim.tested), moment(claim.expires)
    if tested is None or expires is None or tested > now + _CLOCKS_DIFFER:
        raise Rejected(f"its run ended at {claim.tested}, which is still to come; set the clock right")
    if expires <= now:
        raise Expired(f"it expired at {claim.expires}; ask for one of a newer run")
