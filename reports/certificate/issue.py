"""From a run to its certificate."""

from collections.abc import Iterable
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic import ValidationError

from reports.certificate.envelope import seal
from reports.certificate.errors import Refused
from reports.certificate.statement import Image, moment, payload_of, statement_of
from reports.certificate.suite import Suite
from reports.results import Results
from specs import Contract


def certify(
    exact: bytes,
    compiled: Results,
    contract: Contract,
    key: Ed25519PrivateKey,
    *,
    suite: Suite,
    checks: Iterable[str],
    now: datetime,
    catalogue: int | None = None,
    build: str | None = None,
    image: Image | None = None,
) -> bytes:
    """A certificate, as it is written into its file.

    Args:
        exact: the run's `results.json`, byte for byte.
        compiled: the results compiled anew from the run's journal.
        contract: of the run's API, as installed.
        key: the vendor's.
        suite: as installed.
        checks: names of all that the suite has for the API; one that was left out may be the one that finds something.
        now: when it is issued.
        catalogue: the version whose level is claimed; the one that the run scored if left out.
        build: the vendor's own name for what was deployed.
        image: that was deployed.

    Raises:
        Refused: the run earns none.
    """
    try:
        results = Results.model_validate_json(exact)
    except ValidationError:
        raise Refused("results.json holds no results") from None
    if results != compiled:
        raise Refused("results.json does not say what the run's journal says: it was changed, or is another run's")
    if results.suite != suite.version or results.catalogue_digest != contract.digest:
        raise Refused(f"the run was made by another suite ({results.suite}) than this one ({suite.version}); run again")
    if results.suite_digest != suite.digest:
        raise Refused(f"the files of suite {suite.version} are not those that made the run; run again")
    statement = statement_of(
        results,
        exact,
        contract,
        openapi=contract.openapi_digest,
        catalogue=results.scored_version if catalogue is None else catalogue,
        build=build,
        image=image,
    )
    if left_out := sorted(set(checks) - {one.name for one in results.checks}):
        raise Refused(f"check {left_out[0]} was left out of the run; run the whole level")
    expires = moment(statement.claim.expires)
    if expires is None or expires <= now:
        raise Refused(f"the run ended at {statement.claim.tested}, and what it found holds for 90 days; run again")
    return seal(payload_of(statement), key)
