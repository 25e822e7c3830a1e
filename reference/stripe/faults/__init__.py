"""Seeded violations, by theme: each class is one thing that a careless vendor did, against one requirement.

Most override one method of the rules. The class docstring tells the story; `reference.catalogue` reads it.
"""

from reference.stripe.faults import (
    amounts,
    answers,
    choices,
    company,
    credentials,
    customer,
    details,
    errors,
    filters,
    idempotency,
    lifecycle,
    metadata,
    objects,
    pages,
    silence,
    wallets,
)

MODULES = (
    credentials,
    answers,
    objects,
    details,
    lifecycle,
    customer,
    amounts,
    choices,
    metadata,
    wallets,
    pages,
    filters,
    errors,
    idempotency,
    silence,
    company,
)
"""The files that hold the faults, in the order of the requirements."""
