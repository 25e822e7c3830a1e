"""The JSON Schema of `Results`, published as `results.schema.json` beside this file.

python -m reports.schema > reports/results.schema.json
"""

import json
import re
from inspect import cleandoc
from pathlib import Path
from typing import Any

from pydantic.json_schema import GenerateJsonSchema

from reports.results import Results

FILE = Path(__file__).parent / "results.schema.json"
"""The published schema."""


class _Generator(GenerateJsonSchema):
    """Leaves out the titles that only repeat a field's name."""

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ARG002 (the signature is pydantic's)
        return False


def results_schema() -> dict[str, Any]:
    """The schema of a results file, in JSON Schema draft 2020-12."""
    schema = Results.model_json_schema(mode="serialization", schema_generator=_Generator)
    definitions = schema.pop("$defs")
    for part in (schema, *definitions.values()):
        _describe(part)
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:ramp-conformance:results:1",
        "title": "Results of a conformance run",
        "description": "What ramp-conformance found in one run against one target.",
    }
    return head | {key: value for key, value in schema.items() if key not in head} | {"$defs": definitions}


def text() -> str:
    """The schema as it stands in its file."""
    return json.dumps(results_schema(), indent=2, ensure_ascii=False) + "\n"


def _describe(schema: dict[str, Any]) -> None:
    """Hand what a docstring says of the attributes over to the properties."""
    prose, _, attributes = cleandoc(schema.get("description", "")).partition("\n\nAttributes:\n")
    schema["description"] = _sentence(prose)
    for name, meaning in re.findall(r"^    (\w+): (.+(?:\n {8}.+)*)", attributes, re.MULTILINE):
        schema["properties"][name]["description"] = _sentence(meaning)


def _sentence(prose: str) -> str:
    return re.sub(r"\bNone\b", "null", " ".join(prose.split()))


if __name__ == "__main__":
    print(text(), end="")
