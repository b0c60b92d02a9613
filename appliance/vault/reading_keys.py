"""Keeps the building's own reading keys, one a week, each in its own file. The building forgets by destroying such a file. Knows no
incident: the caller decides which wraps are carried forward, and when a week may go.
"""

import contextlib
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

from appliance.envelope.hybrid import PrivateKey
from appliance.vault import files
from appliance.vault.errors import VaultError
from appliance.vault.kinds import READING
from appliance.vault.mended import FROM_MEMORY, Mended
from appliance.vault.pairs import Pairs

_ENDING = ".key"
_CONDEMNED = ".condemned"
_WEEK = re.compile(
    r"\d{4}-W(0[1-9]|[1-4]\d|5[0-3])", re.ASCII
)  # ISO 8601, so that the order of names is the order of weeks


class ReadingKeys:
    """All reading keys of this building. A lost key is named in `damaged` (week: why) and never stops the box."""

    def __init__(self, folder: Path, *, mends: bool = True) -> None:
        """Open the folder; make it if it is missing. If `mends` is False, change nothing. Raises VaultError where there can be no keys."""
        self._pairs = Pairs(folder.parent, folder.name, lambda _: READING, mends=mends)
        self._folder = folder
        self._keys: dict[str, PrivateKey] = {}
        self.damaged: dict[str, str] = {}
        self._condemned = set(filter(_WEEK.fullmatch, files.names(folder, _CONDEMNED)))
        self._load_all()
        self.mended = self._pairs.mended

    def weeks(self) -> tuple[str, ...]:
        """Give every week that has a file, readable or not, oldest first."""
        return tuple(sorted({*self._keys, *self.damaged}))

    def current(self, now_wall_ms: int) -> PrivateKey:
        """Give the key for new wraps; it is made when its week begins. Raises VaultError.

        A clock that is before the newest week cannot be right: the newest key stays in use. An older key may be destroyed any day, and
        would take with it what is wrapped today. (After a clock that ran ahead, its week stays in use until it comes or is destroyed.) A
        damaged week is passed over for the next one: calls must be kept today.
        """
        week = max(week_of(now_wall_ms), *self.weeks(), "")
        while week in self.damaged:
            week = _week_after(week)
        try:
            return self.reading_key(week)
        except VaultError:
            if not self._keys:
                raise
            # the disk takes no new key: calls are kept under the newest key there is
            return self._keys[max(self._keys)]

    def reading_key(self, week: str) -> PrivateKey:
        """Give the key of one ISO week ("2026-W48"); make it if it is missing. Raises VaultError."""
        if week not in self._keys:
            self._make(week)
        return self._keys[week]

    def private_for(self, fingerprint: bytes) -> PrivateKey | None:
        """Give the key a wrap was made for; None if it was destroyed or was never ours."""
        return next((key for key in self._keys.values() if key.public.fingerprint == fingerprint), None)

    def week_for(self, fingerprint: bytes) -> str | None:
        """Give the week whose key a wrap was made for; None as above."""
        return next((week for week, key in self._keys.items() if key.public.fingerprint == fingerprint), None)

    def fingerprint(self, week: str) -> bytes | None:
        """Give the fingerprint of one week's key, by which wraps name it; None if there is no readable key."""
        return self._keys[week].public.fingerprint if week in self._keys else None

    def condemned(self) -> tuple[str, ...]:
        """Give the weeks whose key is to be destroyed as soon as nothing that is kept needs it, oldest first. The marks outlive a power
        cut.
        """
        return tuple(sorted(self._condemned))

    def condemn(self, week: str) -> None:
        """Mark one week's key for destruction. Nothing is lost by that yet. Raises VaultError."""
        if week not in self._condemned:
            files.write(self._path(week).with_suffix(_CONDEMNED), b"")
            self._condemned.add(week)

    def fingerprints(self) -> frozenset[bytes]:
        """Give the fingerprints of all keys that are left: wraps for these stay in the building."""
        return frozenset(key.public.fingerprint for key in self._keys.values())

    def destroy(self, week: str) -> None:
        """Destroy one week's key, both copies: what is wrapped for it alone can never be opened again. Raises VaultError.

        The mark is removed last, so that an interrupted caller finds it and begins again.
        """
        self._pairs.destroy(self._path(week).name)
        self._keys.pop(week, None)
        self.damaged.pop(week, None)
        files.remove(self._path(week).with_suffix(_CONDEMNED))
        self._condemned.discard(week)

    def mend(self) -> tuple[Mended, ...]:
        """Look at every file again, and put right what went wrong meanwhile. Raises nothing; for a thread.

        A key that is in use and was lost on the disk is written again.
        """
        said = list(self._pairs.mend_all(_ENDING))
        for week, key in list(self._keys.items()) if self._pairs.mends else ():
            name = week + _ENDING
            with contextlib.suppress(VaultError):  # the disk takes nothing: the next look tries again
                if self._pairs.write_again(name, key.seed):
                    said.append(Mended(self._pairs.relative(name), "was lost with its second copy", FROM_MEMORY))
        return tuple(said)

    def _make(self, week: str) -> None:
        path = self._path(week)
        if week in self.damaged:
            raise VaultError("is damaged and is not overwritten", path, "Restore it, or destroy this week's key first.")
        if not self._pairs.mends:
            raise VaultError("is not there", path, "Start the alert daemon: it makes a key for each week.")
        key = PrivateKey.generate()
        self._pairs.write(path.name, key.seed)
        self._keys[week] = key

    def _load_all(self) -> None:
        for name, verdict in self._pairs.opened(self._pairs.all_names(_ENDING)).items():
            week = name.removesuffix(_ENDING)
            if not is_week(week):
                continue
            if verdict.lost:
                self.damaged[week] = str(self._pairs.lost(name, verdict))
            elif verdict.content is not None:
                self._keys[week] = PrivateKey.from_bytes(verdict.content)

    def _path(self, week: str) -> Path:
        if not is_week(week):
            raise VaultError(f"{week!r} is no week", self._folder, "Write it as year and week: 2026-W48.")
        return self._folder / (week + _ENDING)


def is_week(name: str) -> bool:
    """Return whether a reading key can be kept under this name."""
    return _WEEK.fullmatch(name) is not None


def week_of(wall_ms: int) -> str:
    """Give the ISO week, in UTC, of a wall clock reading in milliseconds."""
    year, week, _ = datetime.fromtimestamp(wall_ms / 1000, UTC).isocalendar()
    return f"{year:04}-W{week:02}"


def _week_after(week: str) -> str:
    monday = datetime.strptime(f"{week}-1", "%G-W%V-%u").replace(tzinfo=UTC)
    return week_of(int((monday + timedelta(days=7)).timestamp() * 1000))
