"""Names a record and its parts, as every console does. Pure."""

from appliance.api.records.messages import RecordLine
from appliance.record.words import Part

PARTS = {
    Part.TEACHER: "What happened, from whoever was there",
    Part.OFFICE: "The office's part",
    Part.NURSE: "The nurse's part",
    Part.REVIEW: "Review",
}
"""Part -> its name. A record lists its parts in this order."""


def named(line: RecordLine) -> str:
    """Name a record in a title: `RECORD 12, Room 203`."""
    return f"RECORD {line.number}, {line.room_name}"


def numbered(line: RecordLine) -> str:
    """Name a record in a sentence: `Record 12`."""
    return f"Record {line.number}"
