"""What an upload may cost. The defaults hold a ten times larger table than any return we know of."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds of one upload: the file, what it unpacks to, the tables in it, and the process that reads it."""

    file_bytes: int = 20_000_000
    unpacked_bytes: int = 150_000_000
    # Repeated cells deflate to about a fortieth; 1:1032 is the most that the method can do, and only a bomb does it.
    unpacked_ratio: int = 250
    zip_entries: int = 1_000
    sheets: int = 60
    rows: int = 50_000
    columns: int = 200
    cells: int = 1_000_000
    cell_chars: int = 32_767  # Excel's own limit
    answer_bytes: int = 150_000_000  # what the child may hand back: one long text can be repeated in every cell
    memory_bytes: int = 1_500_000_000
    cpu_seconds: int = 20
    wall_seconds: float = 30
