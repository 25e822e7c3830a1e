"""A register: one static page over the certificates of many vendors, for any host that serves files.

* `register` — the folder that its keepers review: who the vendors are, and what each handed in;
* `page` — what is published: the page, every certificate with what it takes to verify it, and a badge for each.
"""
