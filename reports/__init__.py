"""What was found: the journal of a run, the results compiled from it, and their renderings.

Nothing here runs anything: `journal` is the form in which a run is written down, `compile` folds a run directory into
`results.Results`, `verdict` says what it comes to, and the rest renders.
"""
