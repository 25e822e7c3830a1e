"""The base of everything that is written down: strict, immutable, and always fit for JSON in UTF-8."""

import math
from typing import Any

from pydantic import BaseModel, ConfigDict, model_validator

from reports.text import encodable


class Model(BaseModel):
    """A part of a journal or of results. Whatever a server or a case put into it can be written, and read again."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, allow_inf_nan=False, json_schema_serialization_defaults_required=True
    )

    @model_validator(mode="before")
    @classmethod
    def _plain(cls, data: Any) -> Any:
        return plain(data)


def plain(value: Any) -> Any:
    """A value as JSON in UTF-8 can hold it: lone surrogates escaped, numbers that JSON lacks as text, no tuples."""
    match value:
        case str():
            return encodable(value)
        case dict():
            return {encodable(str(key)): plain(member) for key, member in value.items()}
        case list() | tuple():
            return [plain(member) for member in value]
        case float() if not math.isfinite(value):
            return str(value)
    return value
