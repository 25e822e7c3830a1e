"""How a certificate can come to nothing; each message is one sentence.

* `Refused` — the run earns no certificate.
* `Rejected` — the certificate does not hold; `Expired` if nothing but its time is over.
* `Unusable` — nothing can be decided: a file, a key or the installed suite has to be mended first.
"""


class Refused(Exception):
    """The run earns no certificate; the message says why."""


class Rejected(Exception):
    """The certificate does not hold; the message says why not."""


class Expired(Rejected):
    """The certificate held until its time was over."""


class Unusable(Exception):
    """The input does not serve; the message says how to mend it."""
