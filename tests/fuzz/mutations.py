"""Files gone wrong: in their bytes, in their lines, and in what they say."""

import copy
import json
from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

moderately = settings(
    database=None, deadline=None, derandomize=True, max_examples=60, suppress_health_check=list(HealthCheck)
)

ODD: list[Any] = [
    *(None, True, False, 0, -1, 1, 10**40, -(10**40), 0.5, 1e308, "", " ", "x", "\x00", "\x1b[2J", "é🚀", "\u202e"),
    *(
        "a" * 2000,
        "2026-13-45",
        "9999-12-31T23:59:59",
        "2026-01-01",
        "file:.",
        "file:/dev/null",
        "env:",
        "http://[",
        "/",
    ),
    *([], {}, [[]], [None], {"": None}, {"a": {"b": []}}, ["x", 1, {}], "sumvin", "nowramp", "file:/dev/zero"),
]
"""Values that are seldom what a place asks for."""

odd = st.sampled_from(ODD).map(copy.deepcopy)  # what is put into a document may be twisted in its turn
noise = st.one_of(
    st.binary(max_size=200), st.text(max_size=100).map(lambda text: text.encode("utf-8", "surrogatepass"))
)


@st.composite
def damaged(draw: st.DrawFn, content: bytes) -> bytes:
    """A file that was cut, spliced, repeated or overwritten somewhere."""
    data = bytearray(content)
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(data)))
        end = draw(st.integers(start, min(len(data), start + 40)))
        how = draw(st.sampled_from(["cut short", "take out", "repeat", "overwrite", "flip"]))
        match how:
            case "cut short":
                del data[start:]
            case "take out":
                del data[start:end]
            case "repeat":
                data[start:start] = data[start:end] * draw(st.integers(1, 5))
            case "overwrite":
                data[start:end] = draw(noise)
            case "flip" if start < len(data):
                data[start] ^= 1 << draw(st.integers(0, 7))
    return bytes(data)


@st.composite
def twisted(draw: st.DrawFn, document: Any) -> Any:
    """A document in which some members are something else, or gone, or called something else."""
    twisting = json.loads(json.dumps(document))
    for _ in range(draw(st.integers(1, 3))):
        holder, key = draw(st.sampled_from(_places(twisting)))
        how = draw(st.sampled_from(["replace", "replace", "remove", "rename", "double"]))
        match how:
            case "replace":
                holder[key] = draw(odd)
            case "remove":
                del holder[key]
            case "rename" if isinstance(holder, dict):
                holder[draw(st.sampled_from(["", "x", "base_url", "constructor", "é"]))] = holder.pop(key)
            case "double" if isinstance(holder, list):
                holder.append(holder[key])
        if not _places(twisting):
            break
    return twisting


def _places(document: Any) -> list[tuple[Any, Any]]:
    """Every member of a document, as its holder and its key."""
    found: list[tuple[Any, Any]] = []
    pending = [document]
    while pending:
        holder = pending.pop()
        if isinstance(holder, dict | list):
            keys = list(holder) if isinstance(holder, dict) else range(len(holder))
            found += [(holder, key) for key in keys]
            pending += [holder[key] for key in keys]
    return found


def lines_of(content: bytes, twist: Callable[[Any], st.SearchStrategy[Any]]) -> st.SearchStrategy[bytes]:
    """A file of lines of JSON whose lines are mangled, missing, doubled or in another order."""

    @st.composite
    def mangled(draw: st.DrawFn) -> bytes:
        lines = content.splitlines()
        for _ in range(draw(st.integers(1, 3))):
            place = draw(st.integers(0, len(lines) - 1))
            how = draw(st.sampled_from(["twist", "damage", "remove", "double", "shuffle"]))
            match how:
                case "twist":
                    try:
                        lines[place] = json.dumps(draw(twist(json.loads(lines[place])))).encode()
                    except ValueError:
                        continue
                case "damage":
                    lines[place] = draw(damaged(lines[place]))
                case "remove" if len(lines) > 1:
                    del lines[place]
                case "double":
                    lines.insert(place, lines[place])
                case "shuffle":
                    lines = draw(st.permutations(lines))
        return b"\n".join(lines) + draw(st.sampled_from([b"\n", b"", b'\n{"kind": "chec', b"\n\n\n"]))

    return mangled()
