"""Gives the head of the log of readings to the district, whose audit log keeps it: then it shows if the log's end is cut off. Prints
nothing.
"""

from sync.office.line import OfficeLine, Refused, answered
from sync.office.office import Office
from sync.office.readers.log import Unreadable
from sync.protocol import ReadingsHead
from sync.transport.line import Unreachable


async def give(office: Office, line: OfficeLine) -> list[str]:
    """Give the head. Return what is wrong, if anything; nothing else waits for this. An older server knows no such path,
    and gets nothing.
    """
    try:
        last, _ = office.log.end()
        if last.number:
            answered(await line.keep_head(ReadingsHead(last.number, last.digest)))
    except Unreadable as wrong:
        return [str(wrong)]
    except (Unreachable, Refused) as failed:
        is_older = isinstance(failed, Refused) and failed.code == "not-found"
        return [] if is_older else [f"The district does not keep the head of this office's log of readings: {failed}"]
    return []
