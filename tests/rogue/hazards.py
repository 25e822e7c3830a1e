"""The catalogue: what a target may do to a client, out of malice or by mistake, and what a run says of it then.

One row is one hazard: its name, what the target does, in words and as a move, and the verdict with its reason: the
requirement that is violated, or part of the sentence that says why nothing was decided. The machinery stands beside
this file; `docs/hazards.md` is made of it.
"""
# ruff: noqa: E501 (a table is read in rows)

from dataclasses import dataclass, field
from enum import Enum
from gzip import compress as gzipped
from zlib import compress as deflated

from rogue_bodies import a_year_ago, beside, body, bomb, encoded, member, strings
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
    nobody,
    reset,
    reset_in_the_body,
    silence,
    slow,
)
from rogue_manners import asking_to_wait, on_lists, page_for_ever, pages_for_ever, redirect, status
from rogue_messages import (
    bare_carriage_returns,
    bare_line_feeds,
    chunks,
    endless_body,
    endless_head,
    endless_interim,
    length,
    length_and_chunks,
    one_behind,
    sending,
    some_interim,
    twice,
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


@dataclass(frozen=True)
class Hazard:
    """One row.

    Attributes:
        name: in a word or some.
        title: what the target does.
        move: the same, for the machine.
        verdict: what the run comes to; REFUSED is said by the pre-flight, and nothing is checked.
        says: the requirement that is violated, or part of the reason.
        only: what is checked; if empty, what `says` names, or else the plainest requirement.
        api: whose target it is.
        timeout: seconds that an answer may take.
        requests: that are sent at most; None for any number.
        certificate: what the target shows; None if it speaks no TLS.
    """

    name: str
    title: str
    move: Move
    verdict: Verdict
    says: str = ""
    only: str = ""
    api: str = "nowramp"
    timeout: float = 5
    requests: int | None = None
    certificate: Certificate | None = field(default=None)

    @property
    def options(self) -> tuple[str, ...]:
        """What the command is called with."""
        violated = self.verdict is Verdict.NONCONFORMANT
        return (
            *("--depth", "quick" if violated else "standard", "--timeout", str(self.timeout)),
            *("--only", self.only or (self.says if violated else CREATES)),
            *(("--fail-fast",) if violated else ()),
            *(("--max-requests", str(self.requests)) if self.requests else ()),
        )


CONFORMANT, NONCONFORMANT, INCOMPLETE, REFUSED = Verdict

CREATES = "NOWRAMP-CREATE-STATUS"
ANSWERS = "NOWRAMP-STATUS-DOCUMENTED"
JSON = "NOWRAMP-BODY-JSON"
READS = "NOWRAMP-GET-STATUS"

ODD = "noise.odd_*"
"""A few checks: fewer requests at once than are a sign that the target has gone."""

NO_ANSWER = "gave no usable answer"
LATE = 0.7

# fmt: off
CONNECTIONS = (
    Hazard("nobody", "does not listen", nobody, REFUSED, "cannot reach"),
    Hazard("dead", "closes every connection at once", hang_up, REFUSED, NO_ANSWER),
    Hazard("mute", "never answers anything", silence, REFUSED, NO_ANSWER, timeout=LATE),
    Hazard("closes", "closes the connection in place of an answer", in_checks(hang_up), NONCONFORMANT, ANSWERS),
    Hazard("resets", "resets the connection in place of an answer", in_checks(reset), NONCONFORMANT, ANSWERS),
    Hazard("resets-in-body", "resets the connection in the middle of a body", in_checks(reset_in_the_body), NONCONFORMANT, ANSWERS),
    Hazard("silent", "never answers what the checks ask", in_checks(silence), NONCONFORMANT, ANSWERS, only=ODD, timeout=LATE),
    Hazard("drips", "answers with a byte a second", in_checks(drip), NONCONFORMANT, ANSWERS, only=ODD, timeout=LATE),
    Hazard("slow", "answers slowly, but in time", slow(0.3), CONFORMANT),
    Hazard("closes-after", "closes every connection after its answer, without having said so", hang_up_after, CONFORMANT),
    Hazard("closes-some", "closes every tenth connection in place of an answer", in_checks(in_turn(*[behave] * 9, hang_up)), CONFORMANT),
    Hazard("dies", "dies half-way", from_request(18, die), INCOMPLETE, "the target cannot be reached any more"),
    Hazard("dies-and-returns", "dies half-way, and returns after a second", at_request(18, faint(1)), CONFORMANT),
    Hazard("falls-silent", "falls silent half-way", from_request(18, silence), INCOMPLETE, "the target stopped answering", timeout=LATE),
)

MESSAGES = (
    Hazard("no-http", "speaks another protocol", sending(b"220 smtp.example ESMTP\r\n"), REFUSED, NO_ANSWER),
    Hazard("http-2", "speaks HTTP/2 only", sending(b"\0\0\x12\4\0\0\0\0\0\0\3\0\0\0\x80"), REFUSED, NO_ANSWER),
    Hazard("length-too-long", "says more bytes than it sends, and closes", in_checks(length(7)), NONCONFORMANT, ANSWERS),
    Hazard("length-waits", "says more bytes than it sends, and waits", in_checks(length(7, wait=True)), NONCONFORMANT, ANSWERS, only=ODD, timeout=LATE),
    Hazard("length-too-short", "says fewer bytes than it sends", in_checks(length(-7)), NONCONFORMANT, ANSWERS),
    Hazard("two-lengths", "says two lengths that contradict each other", in_checks(two_lengths), NONCONFORMANT, ANSWERS),
    Hazard("smuggles", "says a length, and sends chunks", in_checks(length_and_chunks), NONCONFORMANT, ANSWERS),
    Hazard("no-last-chunk", "closes before the last chunk", in_checks(chunks(b"")), NONCONFORMANT, ANSWERS),
    Hazard("chunks-wait", "never sends the last chunk", in_checks(chunks(b"", wait=True)), NONCONFORMANT, ANSWERS, only=ODD, timeout=LATE),
    Hazard("chunk-garbage", "says a chunk size that is no number", in_checks(chunks(b"zz\r\n")), NONCONFORMANT, ANSWERS),
    Hazard("chunk-huge", "says a chunk size beyond all bounds", in_checks(chunks(b"f" * 40 + b"\r\n")), NONCONFORMANT, ANSWERS),
    Hazard("endless-body", "sends a body without an end", in_checks(endless_body), INCOMPLETE, "bytes on the wire; more is not read"),
    Hazard("some-interim", "sends 100, 102 and 103 before each answer", some_interim, CONFORMANT),
    Hazard("endless-interim", "sends 103 without an end", in_checks(endless_interim), NONCONFORMANT, ANSWERS, only=ODD, timeout=LATE),
    Hazard("switches", "switches protocols (101)", in_checks(sending(b"HTTP/1.1 101 X\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n")), NONCONFORMANT, ANSWERS),
    Hazard("strange-status", "answers 999, with escapes for a reason", in_checks(status("999 \x1b[2J<b>")), NONCONFORMANT, ANSWERS),
    Hazard("short-status", "answers with the status 42", in_checks(sending(b"HTTP/1.1 42 X\r\ncontent-length: 0\r\n\r\n")), NONCONFORMANT, ANSWERS),
    Hazard("headers", "sends 200 headers, one of 12 kB", with_lines(b"x-policy: " + b"p" * 12_000, *(b"x-%d: 1" % n for n in range(200))), CONFORMANT),
    Hazard("huge-header", "sends a header of 3 MB", in_checks(with_lines(b"x-policy: " + b"p" * 3_000_000)), INCOMPLETE, "bytes; more is not read"),
    Hazard("many-headers", "sends 50,000 headers", in_checks(with_lines(*(b"x-%d: 1" % n for n in range(50_000)))), INCOMPLETE, "fields"),
    Hazard("endless-head", "sends headers without an end", in_checks(endless_head), INCOMPLETE, "fields"),
    Hazard("line-feeds", "ends the lines of its heads with LF alone", bare_line_feeds, CONFORMANT),
    Hazard("carriage-returns", "ends a line of its heads with CR alone", in_checks(bare_carriage_returns), NONCONFORMANT, ANSWERS),
    Hazard("folded-header", "folds a header", with_lines(b"x-folded: one", b" two"), CONFORMANT),
    Hazard("injected-header", "sends NUL, escapes and markup in a header", in_checks(with_lines(b"x-\x1b[2J<b>: \x00\x1b]0;owned\x07")), NONCONFORMANT, ANSWERS),
    Hazard("binary-header", "sends bytes above ASCII, markup and commands in a header", with_lines(b"x-note: \xff\xc3\x28 <script>alert(1)</script> ::error::x $(touch owned)"), CONFORMANT),
    Hazard("twice", "sends two responses to each request", in_checks(twice), CONFORMANT),
    Hazard("one-behind", "answers each request with the answer to the one before", in_checks(one_behind()), NONCONFORMANT, "NOWRAMP-CREATE-FRESH"),
)

BODIES = (
    Hazard("empty", "sends no body", in_checks(body(lambda _: b"")), NONCONFORMANT, JSON),
    Hazard("not-utf-8", "sends bytes that are no UTF-8", in_checks(beside("x", b'"\xff\xfe"')), NONCONFORMANT, JSON),
    Hazard("utf-16", "writes its JSON in UTF-16", in_checks(body(lambda text: text.decode().encode("utf-16"))), NONCONFORMANT, JSON),
    Hazard("bom", "begins its JSON with a byte order mark", in_checks(body(lambda text: b"\xef\xbb\xbf" + text)), NONCONFORMANT, JSON),
    Hazard("cut-short", "cuts its JSON short", in_checks(body(lambda text: text[:-9])), NONCONFORMANT, JSON),
    Hazard("nan", "sends NaN", in_checks(beside("x", b"NaN")), NONCONFORMANT, JSON),
    Hazard("infinity", "sends -Infinity", in_checks(beside("x", b"-Infinity")), NONCONFORMANT, JSON),
    Hazard("huge-numbers", "sends 1e400 and a number of 50,000 digits", in_checks(beside("x", b'1e400, "y": ' + b"9" * 50_000)), CONFORMANT),
    Hazard("deep", "nests its JSON 10,000 levels deep", in_checks(beside("x", b"[" * 10_000 + b"]" * 10_000)), INCOMPLETE, "levels deep; more is not read"),
    Hazard("many-values", "sends half a million empty objects", in_checks(beside("x", b"[" + b"{}," * 500_000 + b"0]")), INCOMPLETE, "values; more is not read"),
    Hazard("large", "sends 1.9 MB with each answer", in_checks(body(lambda text: text + b" " * 1_900_000)), CONFORMANT),
    Hazard("large-errors", "fails with 1.9 MB", in_checks(status("500 X", body=b'{"x": "' + b"e" * 1_900_000 + b'"}')), NONCONFORMANT, ANSWERS),
    Hazard("key-twice", "says a key twice, rightly at last", in_checks(beside("id", b'"x"')), CONFORMANT, only=READS),
    Hazard("key-twice-wrong", "says a key twice, wrongly at last", in_checks(body(lambda text: text[:-1] + b', "type": "x"}')), NONCONFORMANT, "NOWRAMP-SESSION-ENVELOPE"),
    Hazard("surrogates", "sends half a surrogate pair in every text", in_checks(strings(lambda text: f"{text}\ud800")), NONCONFORMANT, READS),
    Hazard("escapes", "sends escapes, markup and commands in every text", in_checks(strings(lambda text: f"\x1b[2J\x1b]0;x\x07<script>{text}</script>\x00\u202e]]>```\n::error::")), NONCONFORMANT, READS),
    Hazard("gzip-bomb", "sends a gigabyte, packed with gzip", in_checks(bomb("gzip")), INCOMPLETE, "once decompressed; more is not read"),
    Hazard("deflate-bomb", "sends a gigabyte, packed with deflate", in_checks(bomb("deflate")), INCOMPLETE, "once decompressed; more is not read"),
    Hazard("gzip-twice", "packs its bodies twice", in_checks(encoded(b"gzip, gzip", lambda text: gzipped(gzipped(text)))), NONCONFORMANT, JSON),
    Hazard("gzip-cut", "cuts its gzip short", in_checks(encoded(b"gzip", lambda text: gzipped(text)[:-6])), NONCONFORMANT, JSON),
    Hazard("gzip-false", "says gzip, and sends none", in_checks(encoded(b"gzip", lambda text: text)), NONCONFORMANT, JSON),
    Hazard("deflate-raw", "sends deflate without its frame", in_checks(encoded(b"deflate", lambda text: deflated(text)[2:-4])), NONCONFORMANT, JSON),
    Hazard("brotli", "sends brotli, which was not asked for", in_checks(encoded(b"br", lambda text: text)), NONCONFORMANT, JSON),
    Hazard("zstd", "sends zstd, which was not asked for", in_checks(encoded(b"zstd", lambda text: text)), NONCONFORMANT, JSON),
)

_IDS = {
    "traversal": ("a path to elsewhere", "../../admin", NONCONFORMANT, READS),
    "dots": ("two dots", "..", NONCONFORMANT, READS),
    "shell": ("shell commands and quotes", "$(touch owned)`touch owned`'\";touch owned;\"", NONCONFORMANT, READS),
    "lines": ("line breaks and a header", "a\r\nx-injected: 1\r\n\r\n", NONCONFORMANT, READS),
    "surrogate": ("half a surrogate pair", "\ud800", NONCONFORMANT, READS),
    "empty": ("nothing", "", NONCONFORMANT, READS),
    "long": ("100,000 characters", "a" * 100_000, INCOMPLETE, "too long to be sent"),
}

IDS = tuple(
    Hazard(
        f"id-{name}", f"gives its sessions ids of {words}",
        in_checks(member(("id", "sessionId"), lambda _, ident=ident: ident)), verdict, says, only=READS,
    )
    for name, (words, ident, verdict, says) in _IDS.items()
)

MANNERS = (
    Hazard("redirects", "sends everybody to another origin (307)", redirect("307 X"), REFUSED, "redirects are never followed"),
    Hazard("redirects-checks", "sends the checks to another origin (307)", in_checks(redirect("307 X")), INCOMPLETE, "redirects are never followed"),
    Hazard("redirects-302", "sends the checks to another origin (302)", in_checks(redirect("302 X")), NONCONFORMANT, ANSWERS),
    Hazard("redirects-loop", "sends the checks to where they come from (308)", in_checks(redirect("308 X", "/v1/sessions")), INCOMPLETE, "redirects are never followed"),
    Hazard("429", "answers 429 for ever", in_checks(asking_to_wait("429 X", b"0")), INCOMPLETE, "the limit of 40 requests is spent", requests=40),
    Hazard("429-year", "asks to wait for a year", in_checks(asking_to_wait("429 X", b"31536000")), INCOMPLETE, "asked to wait for more than 90 s"),
    Hazard("429-year-at-once", "asks to wait for a year, from the first", asking_to_wait("429 X", b"31536000"), REFUSED, "asked to wait for more than 90 s"),
    Hazard("503", "answers 503", in_checks(asking_to_wait("503 X")), NONCONFORMANT, ANSWERS),
    Hazard("503-past", "answers 503, and asks to wait until a day long past", in_checks(asking_to_wait("503 X", b"Mon, 01 Jan 0001 00:00:00 GMT")), INCOMPLETE, "the limit of 40 requests is spent", requests=40),
    Hazard("503-future", "answers 503, and asks to wait until the year 9999", in_checks(asking_to_wait("503 X", b"Fri, 31 Dec 9999 23:59:59 GMT")), INCOMPLETE, "asked to wait for more than 90 s"),
    Hazard("503-negative", "answers 503, and asks to wait for -5 seconds", in_checks(asking_to_wait("503 X", b"-5")), INCOMPLETE, "the limit of 20 requests is spent", requests=20),
    Hazard("503-words", "answers 503, and asks to wait in words", in_checks(asking_to_wait("503 X", b"\xb2\xc2soon")), INCOMPLETE, "the limit of 20 requests is spent", requests=20),
    Hazard("expires", "takes the credentials no more, half-way", from_request(18, status("401 X")), INCOMPLETE, "are no longer accepted (401)"),
    Hazard("page-for-ever", "shows the same page of a list for ever", on_lists(page_for_ever), NONCONFORMANT, "STRIPE-LIST-WALK", api="stripe"),
    Hazard("pages-for-ever", "shows ever new pages of a list", on_lists(pages_for_ever), NONCONFORMANT, "STRIPE-LIST-WALK", api="stripe"),
    Hazard("clock", "lives a year ago", a_year_ago, CONFORMANT, only="NOWRAMP-EXPIRY-*"),
)

TLS = (
    Hazard("tls", "shows a good certificate", behave, CONFORMANT, certificate=Certificate()),
    Hazard("tls-self-signed", "shows a certificate that it signed itself", behave, REFUSED, "its TLS certificate is not trusted", certificate=Certificate(trusted=False)),
    Hazard("tls-wrong-host", "shows a certificate for another host", behave, REFUSED, "its TLS certificate is not trusted", certificate=Certificate("elsewhere.example")),
    Hazard("tls-expired", "shows a certificate that has expired", behave, REFUSED, "its TLS certificate is not trusted", certificate=Certificate(until=-1)),
)
# fmt: on

GROUPS = {
    "Connections and time": CONNECTIONS,
    "HTTP messages": MESSAGES,
    "Bodies": BODIES,
    "Ids": IDS,
    "Manners": MANNERS,
    "TLS": TLS,
}

HAZARDS = tuple(hazard for group in GROUPS.values() for hazard in group)
