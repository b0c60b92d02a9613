"""Says what was wrong with a key file, and what became of it, in words for a school. Shows no secret and opens no file."""

import msgspec


class Mended(msgspec.Struct, frozen=True):
    """What was wrong with one file. `file` is its name relative to the folder of keys. `wrong`: what was found. `done`: what was done,
    and what is left for people to do.

    `lost`: nothing could bring it back, and people must do something.
    """

    file: str
    wrong: str
    done: str
    lost: bool = False

    @property
    def says(self) -> str:
        """All of it, as sentences."""
        what = "The folder of keys" if self.file == "." else f"{self.file} in the folder of keys"
        return f"{what} {self.wrong}. {self.done}"


FROM_MEMORY = "The alert daemon still had it and wrote both anew; nothing is lost."
