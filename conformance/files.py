"""Files that are there as a whole, or not at all."""

from pathlib import Path


def written_whole(file: Path, text: str) -> None:
    """Write a file of a run directory: whoever is killed meanwhile leaves the earlier one, or none, never a half."""
    unfinished = file.with_name(f"{file.name}.unfinished")
    unfinished.write_text(text, encoding="utf-8")
    unfinished.replace(file)
