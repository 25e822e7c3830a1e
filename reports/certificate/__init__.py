"""Certificates: a vendor's signed word that a run was conformant, which anybody can hold against the run's results.

* `eligibility` — which runs earn one, and in one sentence why the others do not;
* `statement` — what is said: an in-toto Statement with a test-result predicate, derived from the results alone;
* `envelope` — how it is signed: a DSSE envelope with one Ed25519 signature, whose every byte counts;
* `keys` and `suite` — who signs, and which suite was installed;
* `issue` and `verification` — the two ends: what can be derived anew is derived anew, and has to be the same.
"""
