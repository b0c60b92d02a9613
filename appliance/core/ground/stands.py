"""What an entry puts up or takes down. Keys are on disk, as tags: one that is renamed makes every record of before look damaged."""

import msgspec


class Stands(msgspec.Struct, frozen=True):
    """This entry holds for `key` until another stands there or it falls."""

    key: str


class Falls(msgspec.Struct, frozen=True):
    """Nothing holds for `key` any more."""

    key: str
