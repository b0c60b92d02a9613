"""A school's documents about readiness as a test hands them in: arrangements, and tables of adults and of completed trainings."""

from appliance.api.listed.readiness import ReadinessFile
from appliance.core.readiness.words import ReadinessKind
from appliance.readiness.adopted.document import COLUMNS, of_rows, of_text

ARRANGED = """
[coverage]
needs = ["lead", "nurse"]

[[away]]
who = "ben"
first = {day}
from = "10:00"
to = "12:00"
"""


def text_file(kind: ReadinessKind, text: str, name: str = "file.toml") -> ReadinessFile:
    """Give a TOML file as it is adopted."""
    return ReadinessFile(name=name, kind=kind, document=of_text(kind, text))


def table(kind: ReadinessKind, *rows: tuple[str, ...], name: str = "table.csv") -> ReadinessFile:
    """Give a table as it is adopted: its rows begin on line 2, and cells that are left out are empty."""
    columns = COLUMNS[kind]
    cells = (
        (line, dict.fromkeys(columns, "") | dict(zip(columns, row, strict=False))) for line, row in enumerate(rows, 2)
    )
    return ReadinessFile(name=name, kind=kind, document=of_rows(kind, cells))


def adults(*people: tuple[str, str, str]) -> ReadinessFile:
    """Give a table of teachers: id, name, first working day."""
    return table(
        ReadinessKind.ADULTS, *((who, name, "teacher", first) for who, name, first in people), name="adults.csv"
    )


def held(*rows: tuple[str, str, str]) -> ReadinessFile:
    """Give a table of completed trainings: id, training, day."""
    return table(ReadinessKind.HELD, *rows, name="held.csv")
