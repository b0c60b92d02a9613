"""What was wrong with a file of keys, and what became of it, in words for a school. Shows no secret and opens no file."""

import msgspec


class Mended(msgspec.Struct, frozen=True):
    """`file` is named from the folder of keys on. `wrong`: what was found. `done`: what was done, and what is left for people to do.

    `lost`: nothing could bring it back, and something is to be done by people.
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
