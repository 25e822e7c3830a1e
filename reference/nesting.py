"""How deep a JSON text is nested: to be asked before it is parsed, since a parser's stack may not survive it."""

import re

DEEPEST = 100
"""Levels that a body may have; no documented one has more than five."""

_TOKENS = re.compile(r'"(?:[^"\\]|\\.)*"|([\[{])|[\]}]', re.DOTALL)


def too_deep(text: str) -> bool:
    """Whether arrays and objects (RFC 8259) stand in one another more than `DEEPEST` levels deep."""
    if text.count("[") + text.count("{") <= DEEPEST:
        return False
    depth = 0
    for token in _TOKENS.finditer(text):
        depth += 1 if token.group(1) else 0 if token.group().startswith('"') else -1
        if depth > DEEPEST:
            return True
    return False
