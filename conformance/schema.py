"""The OpenAPI description's answer schemas as invariants: each part of a schema speaks for its own requirement."""

import functools
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from weakref import WeakKeyDictionary

import jsonschema

from conformance.exchange import MISSING, Exchange, at, pointer_to
from conformance.invariants import Invariant, Judgement

Complaint = tuple[str, str]
"""Where (JSON Pointer) and what."""


def schema_invariants(
    openapi: Mapping[str, Any],
    name: str,
    applies: Callable[[Exchange], bool],
    owners: Mapping[str, str | tuple[str, ...]],
) -> list[Invariant]:
    """Invariants that hold an answer against a component schema.

    Args:
        openapi: the description.
        name: the component schema that the body has to fit.
        applies: which exchanges have such a body.
        owners: requirement id to the JSON Pointers that it speaks for. A complaint belongs to the owner with the
            longest pointer that it starts with, so "" takes what nobody else does.
    """
    # Draft 2020-12 is the dialect of OpenAPI 3.1; references point into the document itself.
    schemas = openapi["components"]["schemas"]
    validator = jsonschema.Draft202012Validator({**schemas[name], "components": {"schemas": schemas}})
    pointers = {
        pointer: requirement
        for requirement, places in owners.items()
        for pointer in ((places,) if isinstance(places, str) else places)
    }
    # One validation serves all requirements of an exchange.
    known: WeakKeyDictionary[Any, list[Complaint]] = WeakKeyDictionary()

    def complaints(exchange: Exchange) -> list[Complaint]:
        found = known.get(exchange.response)
        if found is None:
            found = known[exchange.response] = list(dict.fromkeys(_complaints(validator, exchange.response.json)))
        return found

    def judge_for(requirement: str) -> Callable[[Exchange], Judgement | None]:
        own = [pointer for pointer, owner in pointers.items() if owner == requirement]

        def judge(exchange: Exchange) -> Judgement | None:
            body = exchange.response.json
            if not applies(exchange) or body is MISSING or not any(_reachable(body, pointer) for pointer in own):
                return None
            wrong = [
                f"{where or 'the body'}: {what}"
                for where, what in complaints(exchange)
                if _owner(where, pointers) == requirement
            ]
            shown = " and ".join(pointer or "the body" for pointer in own)
            return Judgement(not wrong, f"{shown} as the schema {name} has it", "; ".join(wrong) or "it fits")

        return judge

    return [Invariant(requirement, judge_for(requirement)) for requirement in owners]


def _complaints(validator: Any, value: Any) -> Iterator[Complaint]:
    for error in validator.iter_errors(value):
        where = functools.reduce(pointer_to, error.absolute_path, "")
        if error.validator == "required":
            for name in error.validator_value:
                if name not in error.instance:
                    yield pointer_to(where, name), "it is missing"
        else:
            yield where, error.message


def _reachable(body: Any, pointer: str) -> bool:
    """Whether a member could stand at a pointer: the object that holds it is there."""
    parent = pointer.rpartition("/")[0]
    return not pointer or isinstance(at(body, parent), dict | list)


def _owner(where: str, pointers: Mapping[str, str]) -> str | None:
    fitting = [pointer for pointer in pointers if where == pointer or where.startswith(f"{pointer}/") or not pointer]
    return pointers[max(fitting, key=len)] if fitting else None
