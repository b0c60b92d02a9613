"""Keeps secrets out of what is printed: a class that carries a secret prints itself without it. Knows no message."""

import msgspec


class Discreet(msgspec.Struct, frozen=True):
    """Prints as its own `__repr__` says, everywhere. Otherwise rich, which shows the values of a console that crashed, would print each
    field.
    """

    def __rich_repr__(self) -> None:  # type: ignore[override]  # rich takes `__repr__` where nothing is told
        """Give rich no field to print."""
