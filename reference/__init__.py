"""The embedded reference: targets that stand in where there is no real one.

Each API is a folder here with its own rules, faults (seeded violations), variants (other ways to conform) and a
`target.toml` that describes it. The reference is a second, independent reading of the documents: it shares nothing
with the checks that it is measured by, so that one misreading cannot sit in both.
"""

from reference.catalogue import Fault, Variant
from reference.embedded import APIS, build, faults, target_file, variants

__all__ = ["APIS", "Fault", "Variant", "build", "faults", "target_file", "variants"]
