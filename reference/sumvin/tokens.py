"""JSON Web Tokens for the reference: minted and verified with one public test key.

The real service takes tokens that Dynamic Labs or Privy have signed. Here the key is public, so that anybody can mint
a token for a test; it protects nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import jwt

from reference.sumvin.catalog import ORG, OTHER_ORG

TEST_KEY = "ramp-conformance public test key: it is no secret and protects nothing"
ISSUER = "https://issuer.reference.invalid"
ISSUED = 1_767_225_600  # 2026-01-01
YEAR_2100 = 4_102_444_800
YEAR_2020 = 1_577_836_800


def mint(user: str, *, org: str = ORG, token_id: str = "1", expires: int = YEAR_2100, issued: int = ISSUED) -> str:
    """Mint a token. The same arguments give the same token, so that one may stand in a file."""
    claims = {"iss": ISSUER, "sub": user, "org": org, "jti": f"{user}-{token_id}", "iat": issued, "exp": expires}
    return jwt.encode(claims, TEST_KEY, algorithm="HS256", sort_headers=True)


@lru_cache(maxsize=1024)
def verified(token: str) -> Mapping[str, object]:
    """Return the claims of a token that the test key has signed; its lifetime is for the caller to judge.

    Raises:
        jwt.InvalidTokenError: It is no such token.
        RecursionError: Its parts are nested beyond all reason.
    """
    claims: Mapping[str, object] = jwt.decode(
        token,
        TEST_KEY,
        algorithms=["HS256"],
        # The clock of the reference can be advanced, so times are compared there and not here.
        options={"require": ["sub", "exp"], "verify_exp": False, "verify_iat": False, "verify_nbf": False},
    )
    return claims


def actors() -> dict[str, dict[str, str]]:
    """Return the headers of each role, as they stand in the target file."""
    alice = mint("usr_alice")
    return {
        "alice": {"x-juno-jwt": alice},
        "bob": {"x-juno-jwt": mint("usr_bob")},
        "alice_refreshed": {"x-juno-jwt": mint("usr_alice", token_id="2", issued=ISSUED + 86_400)},
        "alice_other_org": {"x-juno-jwt": alice, "x-juno-orgid": OTHER_ORG},
        "unverified": {"x-juno-jwt": mint("usr_unverified")},
        "unentitled": {"x-juno-jwt": mint("usr_unentitled")},
        "newcomer": {"x-juno-jwt": mint("usr_newcomer")},
        "expired": {"x-juno-jwt": mint("usr_alice", expires=YEAR_2020, issued=YEAR_2020 - 3600)},
    }
