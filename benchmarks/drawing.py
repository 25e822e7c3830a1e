"""What drawing costs: milliseconds an example, for every check that draws, and on average.

python benchmarks/drawing.py
"""

import time

import reference
import specs
from conformance import api as apis
from conformance import cases
from conformance import target as target_file
from conformance.plan import CASES
from conformance.selection import all_checks

SLOWEST = 3


def main() -> None:
    """Draw the cases of a deep run, check by check, twice: the second time, nothing is imported or built any more."""
    for name in specs.names():
        api = apis.load(name)
        path = reference.target_file(name)
        fixtures = target_file.assemble(target_file.read(path), path, api.vocabulary).fixtures
        rows = []
        for check in all_checks(api):
            if not check.sweep.drawn:
                continue
            for _ in range(2):
                began = time.process_time()
                cases.draw(check, fixtures, seed=1, cases=CASES["deep"])
                seconds = time.process_time() - began
            drawn = min(CASES["deep"], check.sweep.most or CASES["deep"])
            rows.append((seconds * 1000 / drawn, drawn, check.name))
        theirs = [row for row in rows if row[2].startswith("schema_driven.")]
        print(f"{name}: {_summary([row for row in rows if row not in theirs])}; Schemathesis {_summary(theirs)}")


def _summary(rows: list[tuple[float, int, str]]) -> str:
    examples = sum(drawn for _, drawn, _ in rows)
    mean = sum(each * drawn for each, drawn, _ in rows) / examples
    slowest = ", ".join(f"{check} {each:.2f}" for each, _, check in sorted(rows, reverse=True)[:SLOWEST])
    return f"{mean:.3f} ms an example ({examples} examples; slowest: {slowest})"


if __name__ == "__main__":
    main()
