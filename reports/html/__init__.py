"""A run as one HTML file: no network, no outside script, and whatever a server sent stays text in it.

`rendering` puts the page together; `standing`, `anchors`, `exchanges`, `entries`, `matrix` and `traffic` say what is on
it; the template, the style and the script beside them say how it looks and moves.
"""

from reports.html.rendering import render, render_unmade

__all__ = ["render", "render_unmade"]
