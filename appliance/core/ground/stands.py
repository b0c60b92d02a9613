"""Defines what an entry puts up or takes down. The keys are on disk, like tags: if one is renamed, every older record looks damaged."""

import msgspec


class Stands(msgspec.Struct, frozen=True):
    """This entry holds for `key` until another entry stands for it, or until it falls."""

    key: str


class Falls(msgspec.Struct, frozen=True):
    """Nothing holds for `key` any more."""

    key: str
