"""Says what holds for a command besides what it does. Each command has its row beside it, and a test finds a missing one. Pure data."""

import msgspec


class Traits(msgspec.Struct, frozen=True, kw_only=True):
    """What holds for one command. For most commands, all of these are false."""

    never_refused: bool = False
    """Devices and the box itself report it. It is taken however much waits, because a press cannot be asked to come again."""
    helps: bool = False
    """An act of a live call or of the whole building, or one that ends practice, so that the next press is real. Only people do these
    acts, so few of them come. None may be refused because the disk fails (promise 2).
    """
    needs_proof: bool = False
    """Changes how later calls are taken, so a person at a desk must give their PIN. Never an act of a call (promise 10), and never one
    that ends such a change: a person who sees that practice or a time out of service must stop can stop it at once.
    """
    signed: bool = False
    """Done in the name of a person only if they proved who they are; otherwise an unlisted person types a name."""
    care: bool = False
    """An administrator may also ask for it without a desk, on the box's own command line. It is about the care of buttons and is no act
    of a call.
    """
    by_itself: bool = False
    """A console sends it by itself: no person touched a key."""


PLAIN = Traits()
OF_THE_BOX = Traits(never_refused=True)
HELPS = Traits(helps=True)
