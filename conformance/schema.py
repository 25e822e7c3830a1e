"""The OpenAPI description's answer schemas as invariants: each part of a schema speaks for its own requirement."""

import functools
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any
from weakref import WeakKeyDictionary

import jsonschema

from conformance.exchange import MISSING, Exchange, Response, at, pointer_to
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
    schema = _inlined(schemas[name], schemas)
    validator = jsonschema.Draft202012Validator({**schema, "components": {"schemas": schemas}})
    pointers = {
        pointer: requirement
        for requirement, places in owners.items()
        for pointer in ((places,) if isinstance(places, str) else places)
    }
    expected = {
        requirement: " and ".join(pointer or "the body" for pointer, owner in pointers.items() if owner == requirement)
        + f" as the schema {name} has it"
        for requirement in owners
    }
    fits = {requirement: Judgement(True, text, "it fits") for requirement, text in expected.items()}
    # One validation serves all requirements of an exchange.
    known: WeakKeyDictionary[Response, dict[str, Judgement]] = WeakKeyDictionary()

    def judgements(response: Response) -> dict[str, Judgement]:
        found = known.get(response)
        if found is None:
            there = _holders(response.json, pointers)
            found = {owner: fits[owner] for pointer, owner in pointers.items() if _parent(pointer) in there}
            wrong: dict[str, list[str]] = {}
            for where, what in dict.fromkeys(_complaints(validator, response.json)):
                wrong.setdefault(_owner(where, pointers) or "", []).append(f"{where or 'the body'}: {what}")
            found |= {
                owner: Judgement(False, expected[owner], "; ".join(texts))
                for owner, texts in wrong.items()
                if owner in found
            }
            known[response] = found
        return found

    def judge_for(requirement: str) -> Callable[[Exchange], Judgement | None]:
        def judge(exchange: Exchange) -> Judgement | None:
            if not applies(exchange) or exchange.response.json is MISSING:
                return None
            return judgements(exchange.response).get(requirement)

        return judge

    return [Invariant(requirement, judge_for(requirement)) for requirement in owners]


def _inlined(schema: Any, schemas: Mapping[str, Any], within: tuple[str, ...] = ()) -> Any:
    """A schema with what it refers to in place: to follow a reference takes longer than to check a value.

    References that lead back to where they stand, or say more beside, stay what they are.
    """
    if isinstance(schema, list):
        return [_inlined(part, schemas, within) for part in schema]
    if not isinstance(schema, dict):
        return schema
    name = schema["$ref"].removeprefix("#/components/schemas/") if schema.keys() == {"$ref"} else None
    if name is not None and name in schemas and name not in within:
        return _inlined(schemas[name], schemas, (*within, name))
    return {key: _inlined(value, schemas, within) for key, value in schema.items()}


def _complaints(validator: Any, value: Any) -> Iterator[Complaint]:
    for error in validator.iter_errors(value):
        where = functools.reduce(pointer_to, error.absolute_path, "")
        if error.validator == "required":
            for name in error.validator_value:
                if name not in error.instance:
                    yield pointer_to(where, name), "it is missing"
        else:
            yield where, error.message


def _parent(pointer: str) -> str | None:
    """Where the holder of a pointer's member stands; None for the document, which needs none."""
    return pointer.rpartition("/")[0] if pointer else None


def _holders(body: Any, pointers: Iterable[str]) -> set[str | None]:
    """The parents that are there: under them a member could stand."""
    parents = {parent for pointer in pointers if (parent := _parent(pointer)) is not None}
    return {None, *(parent for parent in parents if isinstance(at(body, parent), dict | list))}


def _owner(where: str, pointers: Mapping[str, str]) -> str | None:
    fitting = [pointer for pointer in pointers if where == pointer or where.startswith(f"{pointer}/") or not pointer]
    return pointers[max(fitting, key=len)] if fitting else None
