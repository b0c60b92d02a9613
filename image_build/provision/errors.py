"""Defines the errors that tell a person at the keyboard why something was not done."""


class NotDone(Exception):
    """Nothing was changed. `str()` says why and what to do, a line for each reason."""


class HalfDone(NotDone):
    """What was already done remains. `str()` says what that is, and how to go on."""
