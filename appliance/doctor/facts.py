"""Defines what was seen of a box from outside the daemon, and what the daemon said of itself. Plain values; other code judges them."""

import msgspec

from appliance.api.board.board import BoardView
from appliance.api.desk.buttons import ButtonsKnown
from appliance.api.desk.health import HealthKnown
from appliance.api.desk.wires import WiresKnown
from appliance.api.records.trust import Verified
from appliance.api.ways.messages import WaysKnown
from appliance.page_authority.page_folder import Shown


class SocketFile(msgspec.Struct, frozen=True):
    """A unix socket. `may_use`: whether this user may open it. `group`: the group whose members may."""

    path: str
    there: bool = False
    mode: int = 0
    group: str = ""
    may_use: bool = False


class Wrong(msgspec.Struct, frozen=True):
    """A file or folder of keys that is not as it must be, and the command that mends it."""

    path: str
    says: str
    do: str


class DataFolder(msgspec.Struct, frozen=True):
    """The daemon's own folder. `entered`: whether this user may look into it and everything in it; the fields after `wrong` are known
    only then. `record_len` in bytes, `record_wall_ms` when the record was last written. `secrets`: how many secrets of devices there are.
    """

    path: str
    there: bool = False
    entered: bool = False
    wrong: tuple[Wrong, ...] = ()
    record_len: int = 0
    record_wall_ms: int | None = None
    device_key_wall_ms: int | None = None
    reading_weeks: tuple[str, ...] = ()
    secrets: int = 0


class Disk(msgspec.Struct, frozen=True):
    """The file system under the data folder, and the card under that, in bytes; None if this system does not say.

    `disk_len` is the whole card, `end_len` where its last partition ends. `errors`: how many ext4 has counted. `worn_percent`: what the
    card says of its own life, which SD cards do not. `in_memory`: the folder is on no card, and is gone with the power.
    """

    free_len: int
    size_len: int
    read_only: bool = False
    partition_len: int | None = None
    disk_len: int | None = None
    end_len: int | None = None
    errors: int | None = None
    worn_percent: int | None = None
    in_memory: bool = False


class Clock(msgspec.Struct, frozen=True):
    """The clock. `synchronised`: the kernel says that it follows a time server; None if it does not let us ask. `battery`: there is a clock
    that runs without power.
    """

    synchronised: bool | None
    battery: bool


class Power(msgspec.Struct, frozen=True):
    """Supply and heat, in millidegrees Celsius; None if this machine has no such sensor."""

    low_now: bool | None = None
    low_since_start: bool | None = None
    heat_mc: int | None = None


class Unit(msgspec.Struct, frozen=True):
    """What systemd says of one of our units: "active", "failed", "inactive", and how often it had to be started again."""

    state: str
    restarts: int


class Enrolment(msgspec.Struct, frozen=True):
    """With which district the box is enrolled. `seen` False: this user may not look. `until_ms`: when the certificate ends. `wrong`: how
    it is damaged.
    """

    seen: bool
    server: str = ""
    until_ms: int | None = None
    wrong: str = ""


class Seed(msgspec.Struct, frozen=True):
    """The seed of a box made from our image. `name`: whose seed is in force, empty without one. `wrong`: what is wrong with a seed that
    is not in force, in sentences.
    """

    name: str
    wrong: tuple[str, ...] = ()


class Phrases(msgspec.Struct, frozen=True):
    """The phrases for desk phones: how many there are, how many a recogniser could not prove, and how many could not be made."""

    every: int
    unproved: int = 0
    missing: int = 0


class Seen(msgspec.Struct, frozen=True):
    """Everything seen without asking the daemon. `units` None: no systemd here. `ports`: TCP ports on which something listens.

    `root_word` is what to write before a command for root: "" for root itself, "sudo " if sudo is there; None if nobody can become root,
    as on a box made from our image.
    """

    wall_ms: int
    user: str
    root_word: str | None
    version: str
    desk: SocketFile
    feed: SocketFile
    data: DataFolder
    disk: Disk | None
    clock: Clock
    power: Power
    enrolment: Enrolment
    units: dict[str, Unit] | None = None
    ports: frozenset[int] = frozenset()
    seed: Seed | None = None
    pages: Shown | None = None
    """The certificate of pages; None if there is none, or this user may not look."""
    telephone: str | None = None
    """The address of the phone system in the plan in force; None if it has none."""
    phrases: Phrases | None = None
    """What is spoken for that plan; None if nothing is there."""

    def by_root(self, command: str, otherwise: str) -> str:
        """Say what to do: the command, as this user would write it; `otherwise` if nobody can become root."""
        return otherwise if self.root_word is None else f"{self.root_word}{command}"


class Told(msgspec.Struct, frozen=True):
    """What the running daemon said. Of entries only number and time: no word of the record is kept."""

    epoch: str
    board: BoardView
    buttons: ButtonsKnown
    verified: Verified
    newest: tuple[int, int] | None
    """Number and wall time (ms) of the newest entry."""
    first_wall_ms: int | None
    health: HealthKnown | None
    wires: WiresKnown | None = None
    ways: WaysKnown | None = None


class Untold(msgspec.Struct, frozen=True):
    """Why the daemon said nothing. `denied`: it may be running, but this user may not ask."""

    why: str
    denied: bool = False
