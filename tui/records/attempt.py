"""The name of one writing, by which the box knows it again where no answer came. Random; says nothing of who writes or what."""

import secrets

from appliance.record.words import Attempt

BYTES = 8
"""Enough that no two of one record are ever alike, and that nobody guesses another's."""


def new_attempt() -> Attempt:
    """Another one."""
    return Attempt(secrets.token_hex(BYTES))
