"""Defines why a restore was not done, as a value: a name that tests and screens know, and a sentence for whoever stands before the box."""

import msgspec


class Refused(msgspec.Struct, frozen=True):
    """Nothing was changed. `code` names the reason, `says` tells what was found, where, and what to do."""

    code: str
    says: str
