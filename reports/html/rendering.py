"""The page put together from the results, the template, the style and the script.

Three walls keep what a server sent from acting: every text is made visible and escaped on its way into the template,
the script builds the rest as text nodes only, and the page's own Content-Security-Policy lets nothing run or load but
this style and this script, by their hashes.
"""

import base64
import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from reports.html.entries import entries_of, grouped
from reports.html.exchanges import Pool, shown
from reports.html.matrix import matrix_of
from reports.html.traffic import BINS, duration, latencies, loads
from reports.results import Results
from reports.text import visible
from reports.verdict import shortfall

_HERE = Path(__file__).parent
_NONE = "'none'"


def render(results: Results) -> str:
    """A run as one HTML document.

    Args:
        results: of the run; nothing in them is trusted.

    Returns:
        The document, to be written as UTF-8.
    """
    pool = Pool()
    entries = entries_of(results, pool)
    style, script = _read("style.css"), _read("script.js")
    page = _environment().get_template("page.html.j2")
    return page.render(
        results=results,
        shortfall=shortfall(results),
        entries=entries,
        groups=grouped(entries),
        matrix=matrix_of(entries),
        latencies=latencies(pool.records),
        loads=loads(results.checks),
        bins=BINS,
        target=json.dumps(results.target, indent=2, ensure_ascii=False),
        exchanges=map(shown, pool.records),
        recorded=len(pool.records),
        policy=_policy(style, script),
        style=Markup(style),
        script=Markup(script),
    )


def render_unmade(api: str, complaint: str) -> str:
    """A run that came to nothing, so that no earlier report is taken for its own.

    Args:
        api: whose run.
        complaint: why it came to nothing, as one sentence.
    """
    style = _read("style.css")
    page = _environment().get_template("unmade.html.j2")
    return page.render(api=api, complaint=complaint, policy=_policy(style), style=Markup(style))


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_HERE),
        autoescape=True,
        finalize=_seen,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["duration"] = duration
    return environment


def _seen(value: Any) -> Any:
    """The one way into the template: text of others is shown, never interpreted."""
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


@cache
def _read(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")


def _policy(style: str, script: str | None = None) -> str:
    return "; ".join(
        (
            f"default-src {_NONE}",
            f"script-src {_hash(script) if script else _NONE}",
            f"style-src {_hash(style)}",
            f"base-uri {_NONE}",
            f"form-action {_NONE}",
            "require-trusted-types-for 'script'",
            f"trusted-types {_NONE}",
        )
    )


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
