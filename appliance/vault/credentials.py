"""Secrets of other devices (button keys, webhook secrets), one 0600 file each. The plan holds their names, never the secrets."""

import re
from collections.abc import Callable
from pathlib import Path

from appliance.plan.ids import KeyId
from appliance.vault import files
from appliance.vault.errors import VaultError

_ENDING = ".secret"
_NAME = re.compile(
    r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}", re.ASCII
)  # no slash and no leading dot: never a path, never hidden


class Credentials:
    """The credential store: a folder 0700. Holds nothing in memory, so that a key put in is found at once."""

    def __init__(self, folder: Path) -> None:
        """Open the folder, making it where it is missing. Raises VaultError for one that others can enter."""
        files.open_folder(folder)
        self._folder = folder
        self._listeners: list[Callable[[], None]] = []

    def listen(self, listener: Callable[[], None]) -> None:
        """Call `listener` whenever another secret was put here, or one is gone: for whoever keeps what it found."""
        self._listeners.append(listener)

    def get(self, key_id: KeyId) -> bytes | None:
        """The secret, None where there is none of that name. Raises VaultError."""
        return files.read(self.file(key_id))

    def since_ms(self, key_id: KeyId) -> int | None:
        """When the secret was put here, by the box's wall clock then (ms); None where there is none. Raises VaultError."""
        return files.written_ms(self.file(key_id))

    def put(self, key_id: KeyId, secret: bytes) -> None:
        """Keep a secret, in place of an older one of that name. Raises VaultError."""
        if not secret:
            raise VaultError("an empty secret keeps nobody out", self.file(key_id), "Give the device a key of its own.")
        files.write(self.file(key_id), secret)
        self._changed()

    def destroy(self, key_id: KeyId) -> None:
        """Overwrite and remove a secret; nothing to do where there is none. Raises VaultError."""
        files.destroy(self.file(key_id))
        self._changed()

    def ids(self) -> tuple[KeyId, ...]:
        """Names of all secrets, in order."""
        return tuple(KeyId(name) for name in files.names(self._folder, _ENDING) if _NAME.fullmatch(name))

    def file(self, key_id: KeyId) -> Path:
        """Where the secret is kept, if there is one. Raises VaultError for what cannot be a name."""
        if not _NAME.fullmatch(key_id):
            raise VaultError(
                f"{key_id!r} cannot be the name of a key",
                self._folder,
                "Use letters, digits, dot, dash and underscore, beginning with a letter or digit.",
            )
        return self._folder / (key_id + _ENDING)

    def _changed(self) -> None:
        for listener in self._listeners:
            listener()
