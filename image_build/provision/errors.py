"""Why something was not done, for the person at the keyboard."""


class NotDone(Exception):
    """Nothing was changed; `str()` says why and what to do, a line for each reason."""


class HalfDone(NotDone):
    """What was done before stands; `str()` says what, and how to go on."""
