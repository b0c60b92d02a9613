"""What carries a secret prints without it. Knows no message."""

import msgspec


class Discreet(msgspec.Struct, frozen=True):
    """Prints as its own `__repr__` says, everywhere: rich, which shows the values of a console that crashed, would ask for each field."""

    def __rich_repr__(self) -> None:  # type: ignore[override]  # rich takes `__repr__` where nothing is told
        """Nothing."""
