"""Faults of the answer: its status, its media type, the session in it."""
# ruff: noqa: D102, ARG002 - the docstring of a class tells the story of its methods

from __future__ import annotations

import json
from dataclasses import replace

from reference.catalogue import fault
from reference.sumvin.model import Answer, Call, Caller, Document, Session
from reference.sumvin.rules import Rules

# ---- the status


@fault("SUMVIN-SESSIONS-CREATE-STATUS")
class CreateAnswers200(Rules):
    """The framework's default status was never changed."""

    def created_status(self, session: Session) -> int:
        return 200


@fault("SUMVIN-SESSIONS-CREATE-STATUS")
class CreateAnswers202(Rules):
    """The session is opened in the background, and the caller is told that it will be."""

    def created_status(self, session: Session) -> int:
        return 202


@fault("SUMVIN-SESSIONS-CREATE-STATUS")
class SellsAnswer200(Rules):
    """The off-ramp has a handler of its own, and nobody changed its default status."""

    def created_status(self, session: Session) -> int:
        return 200 if session.direction == "sell" else super().created_status(session)


@fault("SUMVIN-SESSIONS-CREATE-STATUS")
class CreateAnswers208(Rules):
    """Every answer is built by the code for replays, the first one too."""

    def created_status(self, session: Session) -> int:
        return 208


# ---- JSON


@fault("SUMVIN-SESSIONS-BODY-JSON")
class SessionAsTextHtml(Rules):
    """The handler writes bytes and sets no type, and the server's default is HTML."""

    def media_type(self) -> str:
        return "text/html; charset=utf-8"


@fault("SUMVIN-SESSIONS-BODY-JSON")
class SessionAsTextPlain(Rules):
    """The proxy rewrites the type to plain text."""

    def media_type(self) -> str:
        return "text/plain"


@fault("SUMVIN-SESSIONS-BODY-JSON")
class SessionEncodedTwice(Rules):
    """The handler dumps JSON, and the framework dumps the string once more."""

    def opened(self, session: Session, call: Call) -> Answer:
        answer = super().opened(session, call)
        return replace(answer, body=json.dumps(answer.body.decode()).encode())


@fault("SUMVIN-SESSIONS-BODY-JSON")
class SessionBehindAPrefix(Rules):
    """A guard against script inclusion puts a line before the JSON, as an old web framework did."""

    def opened(self, session: Session, call: Call) -> Answer:
        answer = super().opened(session, call)
        return replace(answer, body=b")]}',\n" + answer.body)


@fault("SUMVIN-SESSIONS-BODY-JSON")
class SessionInAnArray(Rules):
    """The query returns rows, and all of them are sent."""

    def envelope(self, session: Session, replay: bool) -> object:
        return [super().envelope(session, replay)]


# ---- the envelope


@fault("SUMVIN-SESSION-ENVELOPE")
class SessionAtTheTop(Rules):
    """The fields of the session stand in the body itself."""

    def envelope(self, session: Session, replay: bool) -> object:
        return {"_links": self.links(session), **self.view(session)}


@fault("SUMVIN-SESSION-ENVELOPE")
class SessionUnderData(Rules):
    """The house style of another team wraps everything in data."""

    def envelope(self, session: Session, replay: bool) -> object:
        return {"_links": self.links(session), "data": self.view(session)}


@fault("SUMVIN-SESSION-ENVELOPE")
class SessionIsAList(Rules):
    """The serialiser was told that there may be many."""

    def envelope(self, session: Session, replay: bool) -> object:
        return {"_links": self.links(session), "session": [self.view(session)]}


@fault("SUMVIN-SESSION-ENVELOPE")
class LinksAreAList(Rules):
    """Links are sent as a list of objects with a rel, as another hypermedia format has them."""

    def links(self, session: Session) -> object:
        return [{"rel": "widget", "href": session.widget_url}]


@fault("SUMVIN-SESSION-ENVELOPE")
class ReplayAtTheTop(Rules):
    """A replay is served from the cache, which holds the session without its envelope."""

    def envelope(self, session: Session, replay: bool) -> object:
        return self.view(session) if replay else super().envelope(session, replay)


# ---- the required strings


class _Changes(Rules):
    """A base for faults that change one field of the session."""

    field = ""

    def changed(self, value: object) -> object:
        """Return what stands in the field instead; nothing at all if the result is `...`."""
        return ...

    def view(self, session: Session) -> Document:
        shown = super().view(session)
        value = self.changed(shown.pop(self.field))
        return shown if value is ... else {**shown, self.field: value}


@fault("SUMVIN-SESSION-ID")
class IdMissing(_Changes):
    """The id of the session is kept internal."""

    field = "id"


@fault("SUMVIN-SESSION-ID")
class IdIsANumber(_Changes):
    """The primary key of the table is sent as it is."""

    field = "id"

    def changed(self, value: object) -> object:
        return int(str(value)[-12:], 16)


@fault("SUMVIN-SESSION-ID")
class IdIsNull(_Changes):
    """The row is serialised before the database has given it an id."""

    field = "id"

    def changed(self, value: object) -> object:
        return None


@fault("SUMVIN-SESSION-WIDGET-URL")
class WidgetUrlMissing(_Changes):
    """Only the provider's own URL is sent."""

    field = "widget_url"


@fault("SUMVIN-SESSION-WIDGET-URL")
class WidgetUrlIsNull(_Changes):
    """The URL is filled in later, when the provider has answered."""

    field = "widget_url"

    def changed(self, value: object) -> object:
        return None


@fault("SUMVIN-SESSION-WIDGET-URL")
class WidgetUrlIsAnObject(_Changes):
    """The URL comes as a link object."""

    field = "widget_url"

    def changed(self, value: object) -> object:
        return {"href": value}


@fault("SUMVIN-SESSION-WIDGET-URL")
class WidgetUrlNullForSells(Rules):
    """Sells are done by an SDK, so there is no URL to render."""

    def view(self, session: Session) -> Document:
        shown = super().view(session)
        return {**shown, "widget_url": None} if session.direction == "sell" else shown


@fault("SUMVIN-SESSION-TOKEN")
class TokenMissing(_Changes):
    """The token stands in the URL already, so its field was dropped."""

    field = "token"


@fault("SUMVIN-SESSION-TOKEN")
class TokenIsNull(_Changes):
    """The provider in use has no tokens."""

    field = "token"

    def changed(self, value: object) -> object:
        return None


@fault("SUMVIN-SESSION-TOKEN")
class TokenIsAnObject(_Changes):
    """The token comes with its type and lifetime, as in OAuth."""

    field = "token"

    def changed(self, value: object) -> object:
        return {"access_token": value, "token_type": "bearer"}


@fault("SUMVIN-SESSION-TOKEN")
class TokenWithheldOnReplay(Rules):
    """The token is stored as a hash, so a replay cannot show it again."""

    def envelope(self, session: Session, replay: bool) -> object:
        shown = self.view(session)
        if replay:
            shown["token"] = None
        return {"_links": self.links(session), "session": shown}


# ---- the optional fields


@fault("SUMVIN-SESSION-OPTIONAL-FIELDS")
class ExternalIdIsANumber(_Changes):
    """The provider's id is a number, and it is passed through."""

    field = "external_session_id"

    def changed(self, value: object) -> object:
        return int(str(value)[:8], 16)


@fault("SUMVIN-SESSION-OPTIONAL-FIELDS")
class ProviderUrlIsFalse(_Changes):
    """A URL that is not there is sent as false."""

    field = "service_provider_widget_url"

    def changed(self, value: object) -> object:
        return False


@fault("SUMVIN-SESSION-OPTIONAL-FIELDS")
class ProviderUrlIsAnObject(_Changes):
    """The URL comes per platform."""

    field = "service_provider_widget_url"

    def changed(self, value: object) -> object:
        return {"web": value, "mobile": value}


# ---- can it be loaded?


class _WidgetAt(Rules):
    """A base for faults whose widget_url is a string that no webview can load as it is."""

    form = "{}"

    def new_widget_url(self, ident: str, token: str, caller: Caller) -> str:
        return self.form.format(f"{ident}?token={token}")


@fault("SUMVIN-SESSION-WIDGET-LOADABLE")
class WidgetUrlIsAPath(_WidgetAt):
    """The base URL is missing in the configuration of this environment."""

    form = "/ramp/{}"


@fault("SUMVIN-SESSION-WIDGET-LOADABLE")
class WidgetUrlHasNoScheme(_WidgetAt):
    """The URL leaves the scheme to the page that it stands in."""

    form = "//widget.reference.invalid/ramp/{}"


@fault("SUMVIN-SESSION-WIDGET-LOADABLE")
class WidgetUrlIsADeepLink(_WidgetAt):
    """The URL opens an app, and only where that is installed."""

    form = "sumvin://ramp/{}"


@fault("SUMVIN-SESSION-WIDGET-LOADABLE")
class WidgetUrlIsEmpty(_WidgetAt):
    """The template that makes the URL is not configured."""

    form = ""
