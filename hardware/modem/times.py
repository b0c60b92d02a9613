"""Holds how long the keeper of a modem waits for what. Pure values; tests shorten them."""

import msgspec


class Times(msgspec.Struct, frozen=True, kw_only=True):
    """All in seconds. Together they keep the promise that a modem that does not work is a trouble within 90 s."""

    answer_s: float = 5.0
    """How long a command waits for its answer. TS 27.007 lets most answer at once; sticks take 2 s while they search a cell."""
    reads_s: float = 15.0
    """The same for commands that read or change the store of a card: makers name up to 5 s to delete, and a card of 30 texts is slow."""
    tries: int = 3
    """After so many commands in a row without an answer the modem counts as silent: 45 s at most. One alone is lost now and then."""
    prompt_s: float = 10.0
    """How long a modem may take to ask for a text: makers name 5 s to 10 s."""
    sends_s: float = 60.0
    """How long the network may take to take a text: makers name 60 s to 150 s. After this nobody knows whether it was sent."""
    boots_s: float = 40.0
    """How long a modem takes to start anew and find its SIM card: makers name 15 s to 30 s."""
    poll_s: float = 30.0
    """How often the stores are read: modems lose the word that a text came (gammu/gammu #266)."""
    look_s: float = 60.0
    """How often SIM card, cell and signal are looked at; a lost cell is told unasked too."""
    settles_s: float = 25.0
    """How long a modem may search a cell or read its SIM card before this is a trouble. With `look_s` it stays within 90 s."""
    waits_s: float = 15.0
    """How long a message waits while the modem cannot send it, then it failed, and the next way is told (NFPA 72: 15 s to answer)."""
    again_s: float = 3.0
    """The pause after which a text is tried again that the network did not take for a reason that passes."""
    refused_s: float = 600.0
    """How long a number counts as out of reach that the network refused. Networks refuse single texts too, such as those that they take for
    advertising, so it is tried again in a later call. Ours: longer than a call rings, so that no call tries it over and over.
    """


SENDS_MAX = 3
"""How often one part is tried that the network does not take for a reason that passes."""
