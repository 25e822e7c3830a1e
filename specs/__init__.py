"""What is promised: per API an OpenAPI description and a catalogue of requirements, as data.

`load` reads one API's contract; `names` lists the APIs. This package knows nothing of the others.
"""

from specs.contract import Contract, Requirement, UnknownApiError, load, names

__all__ = ["Contract", "Requirement", "UnknownApiError", "load", "names"]
