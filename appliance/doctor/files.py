"""Looks at the box's files as far as the user may see them: sockets, the data folder, keys by number, the certificate. It looks at names,
sizes, times and permissions. Opens no key and never the logbook, which only its owner may open; the one file it reads is the uplink's
certificate.
"""

import grp
import json
import os
import pwd
import stat
from pathlib import Path

from cryptography import x509

from appliance.command_line import reason
from appliance.doctor.facts import DataFolder, Enrolment, Seed, SocketFile, Wrong
from appliance.settings import Settings

UPLINK_DATA = Path("/var/lib/handbell-uplink")
BOX_DATA = Path("/var/lib/handbell-box")
# as `handbell first-boot seed` writes it; a test keeps both the same
SEED_STATE = Path("/run/handbell-seed/state.json")
DISTRICT, IDENTITY = (
    "district.json",
    "identity.pem",
)  # as `sync.transport.identity` writes them; a test keeps both the same
FOLDER_MODE, FILE_MODE = 0o700, 0o600
ENROLMENT_LEN_MAX = 64 << 10  # a URL, two ids, a key and three certificates take 8 KiB


def socket_file(path: Path) -> SocketFile:
    """Look at a unix socket. A socket behind a closed folder may be there, and this user may not use it."""
    try:
        found = path.stat()
    except PermissionError:
        return SocketFile(str(path), there=True)
    except OSError:
        return SocketFile(str(path))
    return SocketFile(
        path=str(path),
        there=stat.S_ISSOCK(found.st_mode),
        mode=stat.S_IMODE(found.st_mode),
        group=_group(found.st_gid),
        may_use=os.access(path, os.R_OK | os.W_OK),
    )


def data_folder(settings: Settings) -> DataFolder:
    """Look at the daemon's folder, as far as this user may."""
    data = settings.data
    try:
        owner = data.stat().st_uid
    except PermissionError:
        return DataFolder(str(data), there=True)
    except OSError:
        return DataFolder(str(data))
    if not _enters(data):
        return DataFolder(str(data), there=True)
    wrong = tuple(_wrong(settings, owner))
    if not all(_enters(each) for each in (settings.logbook, settings.keys) if each.is_dir()):
        return DataFolder(str(data), there=True, wrong=wrong)
    logbook, keys = _files(settings.logbook), settings.keys
    device = keys / "device.key"
    return DataFolder(
        path=str(data),
        there=True,
        entered=True,
        wrong=wrong,
        record_len=sum(file.stat().st_size for file in logbook),
        record_wall_ms=max((_written_ms(file) for file in logbook), default=None),
        device_key_wall_ms=_written_ms(device) if device.exists() else None,
        reading_weeks=tuple(sorted(file.stem for file in _files(keys / "reading") if file.suffix == ".key")),
        secrets=sum(file.suffix == ".secret" for file in _files(keys / "credentials")),
    )


def enrolment(folder: Path = UPLINK_DATA) -> Enrolment:
    """Give the district with which the box is enrolled, and for how long. Raises nothing: the result says what is damaged."""
    if folder.exists() and not _enters(folder):
        return Enrolment(seen=False)
    if not (folder / DISTRICT).exists():
        return Enrolment(seen=True)
    try:
        server = json.loads(_read(folder / DISTRICT))["server"]
        first = x509.load_pem_x509_certificates(_read(folder / IDENTITY))[0]
    except (OSError, ValueError, KeyError, TypeError, IndexError, RecursionError) as error:
        return Enrolment(seen=True, wrong=reason(error) or type(error).__name__)
    return Enrolment(seen=True, server=str(server), until_ms=int(first.not_valid_after_utc.timestamp() * 1000))


def seed(state: Path = SEED_STATE, box: Path = BOX_DATA) -> Seed | None:
    """Give what became of the seed at the last look; None on a machine that was not made from our image, which has no folder `box`."""
    try:
        known = json.loads(_read(state))
        wrong = [*known["boot"], *(line for each in known["outcomes"] for line in each["lines"])]
        return Seed(name=str(known["name"]), wrong=tuple(map(str, wrong)))
    except FileNotFoundError:
        return Seed(name="") if box.is_dir() else None
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        return Seed(name="", wrong=(f"{state} cannot be read: {reason(error)}",))


def _wrong(settings: Settings, owner: int) -> list[Wrong]:
    """Give every folder and file of keys that others could enter or read, or that does not belong to the daemon."""
    keys = settings.keys
    inside = ("reading", "credentials", "people")
    copies = keys / "copies"
    folders = [keys]
    folders += [copies, *(keys / each for each in inside)] if _enters(keys) else []
    folders += [copies / each for each in inside] if _enters(copies) else []
    looked_at = [(each, FOLDER_MODE) for each in folders if each.is_dir()]
    looked_at += [(file, FILE_MODE) for each in folders for file in _files(each)]
    return [wrong for path, must in looked_at if (wrong := _one_wrong(path, path.lstat(), must, owner)) is not None]


def _one_wrong(path: Path, found: os.stat_result, must: int, owner: int) -> Wrong | None:
    mode = stat.S_IMODE(found.st_mode)
    if mode != must:
        says = f"has permissions {mode:04o} instead of {must:04o}: others may have read it."
        return Wrong(str(path), says, f"chmod {must:04o} {path}")
    if found.st_uid != owner:
        says = "belongs to another user than the data folder, and is not used."
        return Wrong(str(path), says, f"chown {_user(owner)} {path}")
    return None


def _enters(folder: Path) -> bool:
    """Return whether this user may look into the folder."""
    return os.access(folder, os.R_OK | os.X_OK)


def _files(folder: Path) -> list[Path]:
    try:
        return sorted(file for file in folder.iterdir() if file.is_file() and not file.is_symlink())
    except OSError:
        return []


def _read(path: Path) -> bytes:
    """Read a file. Raises OSError; ValueError for a file too long to be one of ours."""
    with path.open("rb") as file:
        content = file.read(ENROLMENT_LEN_MAX + 1)
    if len(content) > ENROLMENT_LEN_MAX:
        raise ValueError(f"{path.name} is longer than {ENROLMENT_LEN_MAX >> 10} KiB")
    return content


def _written_ms(path: Path) -> int:
    return path.lstat().st_mtime_ns // 1_000_000


def _user(number: int) -> str:
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return str(number)


def _group(number: int) -> str:
    try:
        return grp.getgrgid(number).gr_name
    except KeyError:
        return str(number)
