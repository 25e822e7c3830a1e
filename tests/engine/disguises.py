"""The ways in which a server may write what it was sent, by the libraries that servers use."""

import base64
import html
import json
from collections.abc import Callable
from urllib.parse import quote, quote_plus

Writer = Callable[[str], str]

WRITERS: dict[str, Writer] = {
    "as it is": str,
    "percent-encoded": lambda text: quote(text, safe=""),
    "percent-encoded, a path": quote,
    "percent-encoded, in lower case": lambda text: "".join(
        one if one.isascii() and one.isalnum() else "".join(f"%{octet:02x}" for octet in one.encode()) for one in text
    ),
    "percent-encoded, every octet": lambda text: "".join(f"%{octet:02X}" for octet in text.encode()),
    "percent-encoded, a form": quote_plus,
    "JSON": lambda text: json.dumps(text)[1:-1],
    "JSON, as PHP writes it": lambda text: json.dumps(text)[1:-1].replace("/", "\\/"),
    "JSON, unescaped": lambda text: json.dumps(text, ensure_ascii=False)[1:-1],
    "JSON, as Go writes it": lambda text: (
        json.dumps(text)[1:-1].replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003E")
    ),
    "JSON, every character": lambda text: "".join(
        f"\\u{unit:04x}" for one in text for unit in memoryview(one.encode("utf-16-le")).cast("H")
    ),
    "HTML": html.escape,
    "HTML, decimal": lambda text: "".join(f"&#{ord(one)};" for one in text),
    "HTML, hexadecimal": lambda text: "".join(f"&#x{ord(one):X};" for one in text),
    "JSON inside JSON": lambda text: json.dumps(json.dumps(text))[3:-3],
    "a query inside JSON": lambda text: json.dumps(quote(text, safe=""))[1:-1],
    "percent-encoded twice": lambda text: quote(quote(text, safe=""), safe=""),
    "JSON inside HTML": lambda text: html.escape(json.dumps(text)[1:-1]),
    "base64": lambda text: base64.b64encode(text.encode()).decode(),
    "base64, for URLs": lambda text: base64.urlsafe_b64encode(text.encode()).decode(),
    "base64 without padding": lambda text: base64.urlsafe_b64encode(text.encode()).decode().rstrip("="),
    "base64 inside a query": lambda text: quote(base64.b64encode(text.encode()).decode(), safe=""),
    "base64 inside PHP's JSON": lambda text: base64.b64encode(text.encode()).decode().replace("/", "\\/"),
    "hexadecimal digits": lambda text: text.encode().hex(),
    "hexadecimal digits in upper case": lambda text: text.encode().hex().upper(),
}
