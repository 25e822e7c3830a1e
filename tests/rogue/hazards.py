"""The catalogue: everything that a target has been seen to do to a client, or could, and what is said of it then.

One row is one hazard: what the rogue does, and the verdict with its reason. The machinery stands beside this file.
"""

import gzip
import zlib
from dataclasses import dataclass, field
from enum import Enum

from rogue_bodies import beside, body, bomb, document, encoded, gzipped_cut, member, numbers, strings
from rogue_connections import (
    at_request,
    behave,
    die,
    drip,
    faint,
    from_request,
    hang_up,
    hang_up_after,
    in_checks,
    in_turn,
    reset,
    reset_in_the_body,
    silence,
    slow,
)
from rogue_manners import asking_to_wait, on, redirect, status
from rogue_messages import (
    bare_carriage_returns,
    bare_line_feeds,
    chunks,
    endless_body,
    endless_head,
    endless_interim,
    length,
    length_and_chunks,
    sending,
    some_interim,
    twice,
    twice_late,
    two_lengths,
    with_lines,
)
from rogue_server import Move
from rogue_tls import Certificate


class Verdict(Enum):
    """What a run comes to, with its exit code."""

    CONFORMANT = 0
    NONCONFORMANT = 1
    INCOMPLETE = 2
    REFUSED = 3


ANSWERS = "NOWRAMP-STATUS-DOCUMENTED"
JSON = "NOWRAMP-BODY-JSON"
CREATES = "NOWRAMP-CREATE-STATUS"


@dataclass(frozen=True)
class Hazard:
    """One row.

    Attributes:
        name: in a word or some.
        title: what the target does.
        move: the same, for the machine.
        verdict: what the run comes to.
        says: the requirement that is violated, or part of the reason.
        api: whose checks run.
        only: which of them.
        options: of the command, beyond these.
        deadline: seconds, within which the run ends.
        certificate: what the target shows; None if it speaks no TLS.
    """

    name: str
    title: str
    move: Move
    verdict: Verdict
    says: str = ""
    api: str = "nowramp"
    only: str = ""
    options: tuple[str, ...] = ("--timeout", "1")
    deadline: float = 30
    certificate: Certificate | None = field(default=None)


CONFORMANT, NONCONFORMANT, INCOMPLETE, REFUSED = Verdict

CONNECTIONS = (
    Hazard("dead", "closes every connection at once", hang_up, REFUSED, "gave no usable answer"),
    Hazard("mute", "never answers", silence, REFUSED, "no whole answer within 1 s"),
    Hazard("closes", "closes the connection in place of an answer", in_checks(hang_up), NONCONFORMANT, ANSWERS),
    Hazard("resets", "resets the connection in place of an answer", in_checks(reset), NONCONFORMANT, ANSWERS),
    Hazard("resets-in-body", "resets the connection in the body", in_checks(reset_in_the_body), NONCONFORMANT, ANSWERS),
    Hazard("silent-in-checks", "never answers a check", in_checks(silence), NONCONFORMANT, ANSWERS),
    Hazard("drips", "sends a byte a second", in_checks(drip), NONCONFORMANT, ANSWERS),
    Hazard("slow", "answers just within the timeout", slow(0.6), CONFORMANT),
    Hazard("closes-after", "closes every connection after its answer without saying so", hang_up_after, CONFORMANT),
    Hazard("half-dead", "closes every second connection in place of an answer", in_turn(behave, hang_up), CONFORMANT),
    Hazard("dies", "dies half-way", from_request(12, die), INCOMPLETE, "cannot be reached any more"),
    Hazard("dies-and-returns", "dies, and returns after a second", at_request(12, faint(1)), CONFORMANT),
    Hazard("falls-silent", "falls silent half-way", from_request(12, silence), INCOMPLETE, "stopped answering"),
)

MESSAGES = (
    Hazard("no-http", "speaks no HTTP", sending(b"220 smtp.example ESMTP\r\n"), REFUSED, "gave no usable answer"),
    Hazard("no-http-in-checks", "speaks no HTTP any more", in_checks(sending(b"\x16\x03\x01\x02\r\n\r\n")), NONCONFORMANT, ANSWERS),
    Hazard("http-2", "speaks HTTP/2 only", sending(b"\0\0\x12\4\0\0\0\0\0\0\3\0\0\0\x80"), REFUSED, "gave no usable answer"),
    Hazard("length-too-long", "says more bytes than it sends, and closes", in_checks(length(7)), NONCONFORMANT, ANSWERS),
    Hazard("length-too-long-waits", "says more bytes than it sends, and waits", in_checks(length(7, wait=True)), NONCONFORMANT, ANSWERS),
    Hazard("length-too-short", "says fewer bytes than it sends", in_checks(length(-7)), NONCONFORMANT, JSON),
    Hazard("two-lengths", "says two lengths", in_checks(two_lengths), NONCONFORMANT, ANSWERS),
    Hazard("length-and-chunks", "says a length, and sends chunks", in_checks(length_and_chunks), NONCONFORMANT, ANSWERS),
    Hazard("no-last-chunk", "closes before the last chunk", in_checks(chunks(b"")), NONCONFORMANT, ANSWERS),
    Hazard("no-last-chunk-waits", "never sends the last chunk", in_checks(chunks(b"", wait=True)), NONCONFORMANT, ANSWERS),
    Hazard("bad-chunk", "says a chunk size that is no number", in_checks(chunks(b"zz\r\n")), NONCONFORMANT, ANSWERS),
    Hazard("huge-chunk", "says a chunk size beyond all bounds", in_checks(chunks(b"f" * 40 + b"\r\n")), NONCONFORMANT, ANSWERS),
    Hazard("endless-body", "sends a body without an end", in_checks(endless_body), INCOMPLETE, "larger"),
    Hazard("endless-interim", "sends 103 without an end", in_checks(endless_interim), NONCONFORMANT, ANSWERS),
    Hazard("some-interim", "sends 100, 102 and 103 first", some_interim, CONFORMANT),
    Hazard("switches", "answers 101", in_checks(sending(b"HTTP/1.1 101 X\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n")), NONCONFORMANT, ANSWERS),
    Hazard("strange-status", "answers with status 999", in_checks(status("999 \x1b[2J<b>")), NONCONFORMANT, ANSWERS),
    Hazard("no-status", "answers with status 42", in_checks(sending(b"HTTP/1.1 42 X\r\ncontent-length: 0\r\n\r\n")), NONCONFORMANT, ANSWERS),
    Hazard("many-headers", "sends 500 headers", with_lines(*(b"x-%d: %d" % (n, n) for n in range(500))), CONFORMANT),
    Hazard("long-header", "sends a header of 40 kB", with_lines(b"x-policy: " + b"p" * 40_000), CONFORMANT),
    Hazard("huge-header", "sends a header of 3 MB", in_checks(with_lines(b"x-policy: " + b"p" * 3_000_000)), INCOMPLETE, "larger"),
    Hazard("too-many-headers", "sends 50,000 headers", in_checks(with_lines(*(b"x-%d: %d" % (n, n) for n in range(50_000)))), INCOMPLETE, "larger"),
    Hazard("endless-head", "sends headers without an end", in_checks(endless_head), INCOMPLETE, "larger"),
    Hazard("line-feeds", "ends the lines of the head with LF alone", bare_line_feeds, CONFORMANT),
    Hazard("carriage-returns", "ends a line of the head with CR alone", in_checks(bare_carriage_returns), NONCONFORMANT, ANSWERS),
    Hazard("folded-header", "folds a header", with_lines(b"x-folded: one", b" two"), CONFORMANT),
    Hazard("nul-header", "sends NUL and escapes in a header", in_checks(with_lines(b"x-\x1b[2J<b>: \x00\x1b]0;owned\x07")), NONCONFORMANT, ANSWERS),
    Hazard("twice", "answers each request twice", in_checks(twice), CONFORMANT),
    Hazard("twice-late", "answers each request once more, a moment later", in_checks(twice_late), CONFORMANT),
)

BODIES = (
    Hazard("not-utf-8", "sends bytes that are no UTF-8", in_checks(beside("x", b'"\xff\xfe"')), NONCONFORMANT, JSON),
    Hazard("cut-short", "cuts its JSON short", in_checks(body(lambda text: text[:-9])), NONCONFORMANT, JSON),
    Hazard("deep", "nests its JSON 10,000 deep", in_checks(beside("x", b"[" * 10_000 + b"]" * 10_000)), INCOMPLETE, "deep"),
    Hazard("many-values", "sends a million empty objects", in_checks(beside("x", b"[" + b"{}," * 1_000_000 + b"0]")), INCOMPLETE, "values"),
    Hazard("big-bodies", "answers everything with nearly 4 MB", in_checks(body(lambda text: text + b" " * 2_000_000)), CONFORMANT),
    Hazard("last-key-good", "says a key twice, rightly at last", in_checks(beside("type", b'"x"')), CONFORMANT),
    Hazard("nan", "sends NaN", in_checks(beside("x", b"NaN")), NONCONFORMANT, JSON),
    Hazard("infinity", "sends -Infinity", in_checks(beside("x", b"-Infinity")), NONCONFORMANT, JSON),
    Hazard("huge-numbers", "sends 1e400 for every number", in_checks(beside("x", b"1e400, \"y\": " + b"9" * 50_000)), CONFORMANT),
    Hazard("bom", "begins with a byte order mark", in_checks(body(lambda text: b"\xef\xbb\xbf" + text)), NONCONFORMANT, JSON),
    Hazard("utf-16", "writes its JSON in UTF-16", in_checks(body(lambda text: text.decode().encode("utf-16"))), NONCONFORMANT, JSON),
    Hazard("surrogates", "sends lone surrogates in every text", in_checks(strings(lambda text: f"{text}\ud800")), NONCONFORMANT, only="NOWRAMP-GET-STATUS"),
    Hazard("escapes", "sends terminal escapes and markup in every text", in_checks(strings(lambda text: f"\x1b[2J\x1b]0;x\x07<script>{text}</script>\x00\u202e]]>```\n::error::")), NONCONFORMANT, only="NOWRAMP-GET-STATUS"),
    Hazard("gzip-bomb", "sends a gigabyte in gzip", in_checks(bomb("gzip")), INCOMPLETE, "larger"),
    Hazard("deflate-bomb", "sends a gigabyte in deflate", in_checks(bomb("deflate")), INCOMPLETE, "larger"),
    Hazard("nested-gzip", "packs its body twice", in_checks(encoded(b"gzip, gzip", lambda text: gzip.compress(gzip.compress(text)))), NONCONFORMANT, JSON),
    Hazard("raw-deflate", "sends deflate without its frame, as some do", encoded(b"deflate", lambda text: zlib.compress(text)[2:-4]), CONFORMANT),
    Hazard("cut-gzip", "cuts its gzip short", in_checks(encoded(b"gzip", gzipped_cut)), NONCONFORMANT, JSON),
    Hazard("false-gzip", "says gzip, and sends none", in_checks(encoded(b"gzip", lambda text: text)), NONCONFORMANT, JSON),
    Hazard("brotli", "sends brotli, which nobody asked for", in_checks(encoded(b"br", lambda text: text)), NONCONFORMANT, JSON),
    Hazard("zstd", "sends zstd, which nobody asked for", in_checks(encoded(b"zstd", lambda text: text)), NONCONFORMANT, JSON),
)

_IDS = {
    "traversal": "../../admin",
    "dots": "..",
    "shell": "$(touch owned)`touch owned`'\";touch owned;\"",
    "newline": "a\r\nx-injected: 1\r\n\r\n",
    "long": "a" * 100_000,
    "surrogate": "\ud800",
    "empty": "",
}

IDS = tuple(
    Hazard(f"id-{name}", f"gives ids like this: {name}", in_checks(member(("id", "sessionId"), lambda one, ident=ident: ident)), NONCONFORMANT, only="NOWRAMP-GET-STATUS")
    for name, ident in _IDS.items()
)

MANNERS = (
    Hazard("redirects", "sends every request to another origin (307)", redirect("307 X"), REFUSED, "redirect"),
    Hazard("redirects-checks", "sends every check to another origin (307)", in_checks(redirect("307 X")), INCOMPLETE, "redirect"),
    Hazard("redirects-302", "sends every check to another origin (302)", in_checks(redirect("302 X")), NONCONFORMANT, ANSWERS),
    Hazard("redirects-loop", "sends every check to where it comes from (308)", in_checks(redirect("308 X", "/v1/sessions")), INCOMPLETE, "redirect"),
    Hazard("429", "answers 429 for ever", in_checks(asking_to_wait("429 X", b"0")), INCOMPLETE, "limit of", options=("--max-requests", "100")),
    Hazard("429-year", "asks to wait for a year", in_checks(asking_to_wait("429 X", b"31536000")), INCOMPLETE, "wait"),
    Hazard("429-year-pre", "asks to wait for a year, from the first", asking_to_wait("429 X", b"31536000"), REFUSED, "wait"),
    Hazard("503", "answers 503", in_checks(asking_to_wait("503 X")), NONCONFORMANT, ANSWERS),
    Hazard("503-negative", "answers 503 and asks to wait for -5 s", in_checks(asking_to_wait("503 X", b"-5")), INCOMPLETE, "limit of", options=("--max-requests", "40")),
    Hazard("503-date", "asks to wait until a day long past", in_checks(asking_to_wait("503 X", b"Mon, 01 Jan 0001 00:00:00 GMT")), INCOMPLETE, "limit of", options=("--max-requests", "40")),
    Hazard("503-far", "asks to wait until the year 9999", in_checks(asking_to_wait("503 X", b"Fri, 31 Dec 9999 23:59:59 GMT")), INCOMPLETE, "wait"),
    Hazard("503-words", "asks to wait in words", in_checks(asking_to_wait("503 X", b"\xb2\xc2soon")), INCOMPLETE, "limit of", options=("--max-requests", "40")),
    Hazard("expires", "takes the credentials no more, half-way", from_request(12, status("401 X")), INCOMPLETE, "no longer accepted"),
)

TLS = (
    Hazard("tls", "shows a good certificate", behave, CONFORMANT, certificate=Certificate()),
    Hazard("tls-self-signed", "shows a certificate that it signed itself", behave, REFUSED, "not trusted", certificate=Certificate(trusted=False)),
    Hazard("tls-wrong-host", "shows a certificate for another host", behave, REFUSED, "not trusted", certificate=Certificate("elsewhere.example")),
    Hazard("tls-expired", "shows a certificate that has expired", behave, REFUSED, "not trusted", certificate=Certificate(until=-1)),
)

HAZARDS = (*CONNECTIONS, *MESSAGES, *BODIES, *IDS, *MANNERS, *TLS)
