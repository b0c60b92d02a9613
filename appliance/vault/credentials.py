"""Keeps secrets of other devices (button keys, webhook secrets), one 0600 file each. The plan holds their names, never the secrets."""

import re
from collections.abc import Callable
from pathlib import Path

from appliance.plan.ids import KeyId
from appliance.vault import files, folders
from appliance.vault.errors import VaultError
from appliance.vault.kinds import CREDENTIAL, Kind
from appliance.vault.mended import Mended
from appliance.vault.pairs import Pairs

SECRET_LEN_MIN = 16
"""The least bytes by which a device proves itself: nobody guesses 128 random bits. A seed takes no fewer."""

_ENDING = ".secret"
_NAME = re.compile(
    r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}", re.ASCII
)  # no slash and no leading dot: never a path, never hidden


class Credentials:
    """The credential store: a folder 0700. Holds nothing in memory, so that a key put in is found at once.

    A person may put a key in, or replace it, by hand; it then counts at once, and `mend` gives it its second copy.
    """

    def __init__(self, folder: Path, kind: Kind = CREDENTIAL, *, mends: bool = True) -> None:
        """Open the folder inside the folder of keys; make it if it is missing. If `mends` is False, change nothing.

        Raises VaultError where the folder of keys cannot be used at all.
        """
        self._pairs = Pairs(folder.parent, folder.name, lambda _: kind, mends=mends)
        self._folder = folder
        self._listeners: list[Callable[[], None]] = []
        self.mended = self._pairs.mended
        """What was wrong with its folders."""

    def listen(self, listener: Callable[[], None]) -> None:
        """Call `listener` whenever a secret was put here or taken away: for whoever keeps what it read."""
        self._listeners.append(listener)

    def get(self, key_id: KeyId) -> bytes | None:
        """Give the secret that counts, None if there is none of that name. Raises VaultError for one that is lost. Writes nothing."""
        return self._pairs.read(self.file(key_id).name)

    def proof(self, key_id: KeyId) -> bytes | None:
        """Give a secret by which a device proves itself. Raises VaultError also for a secret that could be guessed: it proves nobody."""
        secret = self.get(key_id)
        if secret is not None and len(secret) < SECRET_LEN_MIN:
            raise VaultError(
                f"has {len(secret)} bytes, and fewer than {SECRET_LEN_MIN} can be guessed: it is not used",
                self.file(key_id),
                "Give the device a secret of 32 random bytes, and put the same there.",
            )
        return secret

    def since_ms(self, key_id: KeyId) -> int | None:
        """Give when the secret was put here, by the box's wall clock then (ms); None if there is none. Raises VaultError."""
        return self._pairs.written_ms(self.file(key_id).name)

    def put(self, key_id: KeyId, secret: bytes) -> None:
        """Keep a secret, in place of an older one of that name. Raises VaultError."""
        self.keep(key_id, secret)
        self.tell()

    def keep(self, key_id: KeyId, secret: bytes) -> None:
        """Keep a secret from a thread, since this waits for the disk. Afterwards call `tell` for the listeners."""
        if not secret:
            raise VaultError("an empty secret keeps nobody out", self.file(key_id), "Give the device a key of its own.")
        self._pairs.write(self.file(key_id).name, secret)

    def destroy(self, key_id: KeyId) -> None:
        """Destroy a secret for good; do nothing if there is none. Raises VaultError."""
        self._pairs.destroy(self.file(key_id).name)
        self.tell()

    def mend(self) -> tuple[Mended, ...]:
        """Look at every secret, and put right what is wrong. Raises nothing; for a thread."""
        self._pairs.noticed = False
        return self._pairs.mend_all(_ENDING)

    @property
    def noticed(self) -> bool:
        """Return whether a secret that was asked for must be put right, or was put in by hand and has no second copy yet."""
        return self._pairs.noticed

    def ids(self) -> tuple[KeyId, ...]:
        """Give the names of all secrets, in order."""
        names = (name.removesuffix(_ENDING) for name in self._pairs.names(_ENDING))
        return tuple(KeyId(name) for name in names if _NAME.fullmatch(name))

    def file(self, key_id: KeyId) -> Path:
        """Give the path of a secret, whether it is there or not. Raises VaultError for a text that cannot be a name."""
        return self._folder / file_name(key_id, self._folder)

    def copy(self, key_id: KeyId) -> Path:
        """Give the path of its second copy. Raises VaultError as above."""
        return self._pairs.copy_at(self.file(key_id).name)

    def tell(self) -> None:
        """Tell the listeners that a secret was put here or taken away."""
        for listener in self._listeners:
            listener()


class LaidOut:
    """Keys laid out in a folder, for a person to carry onto a box: one file for each, and nothing else."""

    def __init__(self, folder: Path) -> None:
        """Open the folder; make it if it is missing. Raises VaultError for a folder that others can enter."""
        folders.open_folder(folder)
        self._folder = folder

    def get(self, key_id: KeyId) -> bytes | None:
        """Give the key, None if there is none of that name. Raises VaultError."""
        return files.read(self._folder / file_name(key_id, self._folder))

    def put(self, key_id: KeyId, secret: bytes) -> None:
        """Write a key into the folder. Raises VaultError."""
        files.write(self._folder / file_name(key_id, self._folder), secret)


def file_name(key_id: KeyId, folder: Path) -> str:
    """Give the file name of this key. Raises VaultError for a text that cannot be a name."""
    if not _NAME.fullmatch(key_id):
        raise VaultError(
            f"{key_id!r} cannot be the name of a key",
            folder,
            "Use letters, digits, dot, dash and underscore, beginning with a letter or digit.",
        )
    return key_id + _ENDING
