"""How anything but a session is answered: as a JSON body whose times are rendered as the call asks."""

from __future__ import annotations

from reference.sumvin.answers import Answers
from reference.sumvin.model import Answer, Call
from reference.sumvin.timestamps import Timestamps


class Replies(Answers, Timestamps):
    """The answer to every operation but the opening of a session."""

    def reply(self, status: int, body: object, call: Call) -> Answer:
        """Answer with a JSON body."""
        return Answer(status, self.media_type(), self.encoded(self.rendered(body, call)))
