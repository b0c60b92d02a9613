"""A line for somebody's name beside numbered choices: a digit is no part of it. Knows no choice; the digit goes on to the panel."""

from textual import events
from textual.widgets import Input


class NameField(Input):
    """Takes everything a line takes but digits."""

    def on_key(self, event: events.Key) -> None:
        """Before the line itself takes it."""
        if event.key.isdecimal():
            event.prevent_default()
