"""Says in words what each class of device can promise, for every place that shows it. The facts are in the one table of classes. Pure."""

from appliance.plan.families import ClassTraits

PROMISES = ("counted", "latched", "told", "proved", "supervised within")
"""What a class says of itself, in the order in which it is shown."""


def class_title(known: ClassTraits) -> str:
    """Name a class by its number: `class 3, radio or panel`."""
    return f"class {known.number}, {known.name}"


def class_covers(known: ClassTraits) -> str:
    """Say whether a device of this class covers a room."""
    return "covers a room" if known.covers else "covers no room"


def promises(known: ClassTraits) -> tuple[tuple[str, str], ...]:
    """Give each word of `PROMISES` with what this class promises of it."""
    return tuple(zip(PROMISES, (known.counted, known.latched, known.told, known.proved, known.supervised), strict=True))


def promise_lines(known: ClassTraits) -> tuple[str, ...]:
    """Give all that a class promises: its title first, then a line for each promise."""
    title = class_title(known)
    return f"{title[:1].upper()}{title[1:]}: {class_covers(known)}", *(
        f"{word}: {says}" for word, says in promises(known)
    )
