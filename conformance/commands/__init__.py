"""The commands of `ramp-conformance`, one a file. What is heavy is imported where it is used: `--help` stays quick."""
