"""Checks whether a log of readings is as it was written: finds lines that were changed, removed, added or moved, and an end that was cut
off. Writes nothing.
"""

from collections.abc import Iterator

from sync.office.readers.log import HEAD_OF_NONE, Head, Log


def wrong(log: Log, known: Head | None = None) -> Iterator[str]:
    """Give a sentence for each fault. `known`: a head that was kept elsewhere. Raises Unreadable."""
    number, before, held = 0, HEAD_OF_NONE, True
    known_is_there = known is None or not known.number
    for each in log.found():
        if each.line is None or each.reading is None:
            yield f"Line {each.place:,} was changed, or was written with the keys of another office."
        elif each.line.number > number + 1:
            missing = (
                f"entry {number + 1:,}"
                if each.line.number == number + 2
                else f"entries {number + 1:,} to {each.line.number - 1:,}"
            )
            yield f"Before entry {each.line.number:,}, {missing} of it {'is' if each.line.number == number + 2 else 'are'} missing."
        elif each.line.number <= number:
            yield f"Entry {each.line.number:,} stands in line {each.place:,}, behind entry {number:,}: it was put elsewhere, or in twice."
        elif held and each.line.before != before.hex():
            yield f"Entry {each.line.number:,} does not follow on the one before it: that one was changed after it was written."
        if known is not None and each.line is not None and each.line.number == known.number:
            known_is_there |= each.digest == known.digest
        number, before = (each.line.number if each.line is not None else number + 1), each.digest
        held = each.reading is not None
    if known is not None and not known_is_there:
        yield (
            f"It ends with entry {number:,}, but the head that was kept elsewhere is of entry {known.number:,}: its end was cut off."
            if number < known.number
            else f"Entry {known.number:,} is another than the one whose head was kept elsewhere: the log was written anew."
        )
