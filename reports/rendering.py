"""Results in any of the forms that are one text: by the name of the form."""

import json
from collections.abc import Callable, Mapping

from reports import html
from reports.annotations import annotations, annotations_of
from reports.junit import junit, junit_of
from reports.markdown import markdown, markdown_of
from reports.results import Results

_OF_RESULTS: Mapping[str, Callable[[Results], str]] = {
    "html": html.render,
    "junit": junit,
    "markdown": markdown,
    "json": lambda results: results.model_dump_json(indent=1) + "\n",
    "github": lambda results: "\n".join(annotations(results)) + "\n",
}

_OF_COMPLAINT: Mapping[str, Callable[[str, str], str]] = {
    "html": html.render_unmade,
    "junit": junit_of,
    "markdown": markdown_of,
    "json": lambda api, complaint: json.dumps({"api": api, "error": complaint}) + "\n",
    "github": lambda _, complaint: "\n".join(annotations_of(complaint)) + "\n",
}


def render(results: Results, form: str) -> str:
    """A run as text.

    Args:
        results: of the run.
        form: html, junit, markdown, json or github.
    """
    return _OF_RESULTS[form](results)


def render_unmade(api: str, complaint: str, form: str) -> str:
    """A run that came to nothing, so that no earlier report is taken for its own.

    Args:
        api: whose run.
        complaint: why it came to nothing, as one sentence.
        form: html, junit, markdown, json or github.
    """
    return _OF_COMPLAINT[form](api, complaint)
