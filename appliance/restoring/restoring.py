"""Restores from a copy to a folder that a start takes: opens the bundle, believes what counts, builds, and lays it ready.

    restoring/built/keys, logbook, …    being built; after an interruption thrown away and begun anew
    restored/keys, logbook, laid        whole, with what a person is told of it; once somebody says yes, `swap` puts it in its place

The box's own keys and record are not touched: it may go on hearing calls meanwhile.
"""

import contextlib
import os
import shutil
import sqlite3
from itertools import zip_longest
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from appliance.core.ground.words import RestoredBy
from appliance.envelope.deposit import Recipient
from appliance.envelope.format import FormatError
from appliance.envelope.hybrid import KeyBytesError, PrivateKey, fingerprint
from appliance.envelope.statements import Notice, NoticeType, Succession
from appliance.logbook import predecessor
from appliance.logbook.carve import WrapFound
from appliance.logbook.predecessor import Predecessor
from appliance.logbook.restored import write_restored
from appliance.plan.ids import ButtonId
from appliance.restoring.believing import Believed, believed, destroyed
from appliance.restoring.expected import expected
from appliance.restoring.found import USED, Found, found_in
from appliance.restoring.key_folder import make_keys, rank_before_start
from appliance.restoring.mirror import CopyError, Mirror
from appliance.restoring.opening import Opened, opened_with
from appliance.restoring.refused import Refused
from appliance.settings import Settings
from appliance.swap import ADDRESS_BOOK, READY, alone, box_of, is_wanted, put_there, say_yes
from appliance.vault import folders
from appliance.vault.reading_keys import is_week
from appliance.vault.vault import Vault

ROOM_FACTOR = 2  # the record is written once, and the start after it makes side copies and a log of its own
ROOM_LEFT_BYTES = 64 << 20  # calls write to the same disk meanwhile
BUILT = "built"
LAID = "laid"


class Restored(msgspec.Struct, frozen=True):
    """What was laid ready. `open_calls` ring again at the start. `copy_ms` is the moment of the copy, by the former box's clock, 0 if
    nothing tells. `gaps`: first and last entry of each run that is missing. `left_out`: files of the bundle that were invalid.
    `unproven`: no signature of the former box says which calls were open. `unread`: how many records, calls or not, open with no key of
    the bundle; `older` is the bundle's number if it is not the newest, otherwise 0. `used_by`: boxes for which the copy was fetched
    before, and `used_ms` when. `vouched`: the phrase was typed at the box that made the copy, or the safety office says that the copy
    belongs to that box.
    """

    former_box: bytes
    new_box: bytes
    up_to: int
    copy_ms: int
    open_calls: int
    lost_calls: int
    has_plan: bool
    used_by: tuple[str, ...]
    gaps: tuple[tuple[int, int], ...]
    left_out: tuple[str, ...]
    unproven: bool = True
    unread: int = 0
    older: int = 0
    used_ms: tuple[int, ...] = ()
    vouched: bool = True


def restored(folder: Path, private: PrivateKey, settings: Settings) -> Restored | Refused:
    """Restore from the copy in this folder with the key of a phrase, and say yes to it. Raises as `lay`."""
    done = lay(folder, private, settings)
    if isinstance(done, Restored):
        say_yes(settings)
    return done


def laid(settings: Settings) -> Restored | None:
    """Give what lies ready and nobody has said yes to; None if nothing does."""
    try:
        if (settings.restored / READY).exists():
            return None
        return msgspec.msgpack.decode((settings.restored / LAID).read_bytes(), type=Restored)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return None


def lay(folder: Path, private: PrivateKey, settings: Settings) -> Restored | Refused:
    """Restore from the copy in this folder with the key of a phrase. The result then lies ready, in place of what lay there before.

    Raises OSError and VaultError for this box's own disk.
    """
    found = found_in(folder)
    if isinstance(found, Refused):
        return found
    try:
        with alone(settings), contextlib.closing(Mirror.open(folder)) as mirror:
            if is_wanted(settings):
                return Refused("waits-already", WAITS)
            before = box_of(settings)
            opened = opened_with(found, mirror, private)
            return opened if isinstance(opened, Refused) else _restored(found, mirror, opened, settings, before)
    except CopyError as error:
        return Refused("copy-damaged", f"{error} Try the copy at another place, or an older one.")
    except BlockingIOError:
        return Refused("busy", f"Another restore is at work in {settings.data}. Wait for it.")


def _restored(found: Found, mirror: Mirror, opened: Opened, settings: Settings, before: bytes) -> Restored | Refused:
    whose = expected(settings)
    if (stranger := whose.why_not(opened.contents)) is not None:
        return stranger
    opened = msgspec.structs.replace(opened, contents=whose.with_root(opened.contents))
    readers = _readers(opened)
    if isinstance(readers, Refused):
        return readers
    counted = believed(mirror, opened.contents.device_key, opened.contents.building, readers)
    if isinstance(counted, Refused):
        return counted
    return build_and_lay(Building(found, mirror, opened, counted, frozenset(readers), before), settings)


def _readers(opened: Opened) -> dict[bytes, PrivateKey] | Refused:
    """Give the bundle's reading keys by fingerprint."""
    try:
        keys = [PrivateKey.from_bytes(seed) for _, seed in opened.contents.reading]
    except KeyBytesError as error:
        return Refused("bundle-changed", f"The recovery bundle has a key that is none: {error}.")
    if not all(is_week(week) for week, _ in opened.contents.reading):  # the week becomes the name of a file
        return Refused("bundle-changed", "The recovery bundle has a key of a week that is none.")
    return {key.public.fingerprint: key for key in keys}


def build_and_lay(building: "Building", settings: Settings) -> Restored | Refused:
    """Build it, and lay it ready. The caller holds the lock. Raises as `lay`, and CopyError."""
    needed = ROOM_FACTOR * building.length_bytes + ROOM_LEFT_BYTES
    if (free := shutil.disk_usage(settings.data).free) < needed:
        says = f"{settings.data} has room for {free >> 20:,} MiB, and the copy needs {needed >> 20:,} MiB. Put in a larger card."
        return Refused("no-room", says)
    built = settings.restoring / BUILT
    shutil.rmtree(built, ignore_errors=True)
    for folder in (settings.restoring, built):
        folders.open_folder(folder)
    try:
        building.build(built)
        return building.lay_ready(built, settings)
    finally:
        shutil.rmtree(built, ignore_errors=True)  # it has keys in it


class Building:
    """Builds one folder from what counts. `way`: what opened it. `lost`: how many calls may be open that are in no wrap."""

    def __init__(  # noqa: PLR0913 - each is another part of what was opened
        self,
        found: Found,
        mirror: Mirror,
        opened: Opened,
        counted: Believed,
        readers: frozenset[bytes],
        before: bytes,
        *,
        way: RestoredBy = RestoredBy.PHRASE,
        lost: int = 0,
    ) -> None:
        """Keep the parts. `before`: which box this is."""
        self._before, self._way, self._lost = before, way, lost
        self._found, self._mirror = found, mirror
        self._opened, self._contents = opened, opened.contents
        self._counted, self._readers = counted, readers

    @property
    def length_bytes(self) -> int:
        """Bytes of the entries. Raises CopyError."""
        return self._mirror.length_bytes

    def wraps(self, vault: Vault) -> list[WrapFound]:
        """Give the wraps that count."""
        del vault
        return self._counted.wraps

    def build(self, built: Path) -> None:
        """Write everything, and open it once as a start will. Raises OSError, VaultError."""
        counted, contents = self._counted, self._contents
        needed = {wrap[1] for wrap in counted.wraps} & self._readers
        self._vault, self._left_out = make_keys(built / "keys", contents, needed, self._before, self._opened.vouch)
        logbook = built / "logbook"
        try:
            self._told = write_restored(
                logbook,
                self._vault,
                tip=counted.tip,
                entries=counted.entries(self._mirror),
                keys=counted.keys,
                wraps=self.wraps(self._vault),
                counts={(ButtonId(each[0]), each[1], each[2]): each[3] for each in contents.counts},
                destroyed=destroyed(self._mirror, counted.is_open),
                gaps=[last for _, last in counted.gaps],
            )
        except sqlite3.Error as error:
            raise OSError(f"the record could not be written to {logbook} ({error})") from error
        self._unread = self._unread_streams()
        self._vault.keep_rank(rank_before_start((contents.rank, self._told.rank)))
        self._predecessor = self._written_down(self._lost_calls() + self._lost)
        predecessor.keep(logbook, self._predecessor)
        if contents.address_book:
            (built / ADDRESS_BOOK).write_bytes(contents.address_book)

    def lay_ready(self, built: Path, settings: Settings) -> Restored | Refused:
        """Put the whole folder where it lies ready, unless somebody said yes to another meanwhile. Raises OSError."""
        told = self._summary()
        (built / LAID).write_bytes(msgspec.msgpack.encode(told))
        os.sync()
        if not put_there(built, settings, self._before):
            return Refused("waits-already", WAITS)
        with contextlib.suppress(OSError):  # for a copy that cannot be written to
            (self._found.folder / f"{USED}{told.new_box.hex()}").write_bytes(b"")
        return told

    def _summary(self) -> Restored:
        open_calls = sum(each.is_open and not each.stream.practice for each in self._told.incidents.values())
        return Restored(
            former_box=self._contents.box,
            new_box=self._vault.box,
            up_to=self._counted.tip.number,
            copy_ms=self._predecessor.copy_ms,
            open_calls=open_calls,
            lost_calls=self._predecessor.lost_calls,
            has_plan="plan" in self._told.standing or bool(self._contents.plan),
            used_by=tuple(box for box, _ in self._used()),
            used_ms=tuple(ms for _, ms in self._used()),
            vouched=self._opened.vouched,
            gaps=tuple(self._counted.gaps),
            left_out=self._left_out,
            unproven=self._predecessor.unproven,
            unread=self._unread,
            older=self._opened.about.serial if self._unread and not self._opened.newest else 0,
        )

    def _used(self) -> list[tuple[str, int]]:
        """Give the other boxes that used the copy, and when; this very box may have begun with it before."""
        marks = zip_longest(self._found.used_by, self._found.used_ms, fillvalue=0)
        return [(str(box), int(ms)) for box, ms in marks if box != self._vault.box.hex()]

    def _lost_calls(self) -> int:
        """Count the open calls of which nobody can say from where. If the former box signed which calls were open, count those that do
        not ring now. Otherwise everything that does not open may be a call.
        """
        if self._counted.is_open is None:
            return self._unread + self._mirror.wraps()[1]
        return len(
            self._counted.is_open - {each.stream.stream for each in self._told.incidents.values() if each.is_open}
        )

    def _unread_streams(self) -> int:
        """Count the streams of which the copy has a wrap and no key opens here, without the streams that only the safety office
        can open.
        """
        office = {each for notice in self._told.notices for each in _recipients_of(notice.statement)}
        opened = {stream for stream, _ in self._counted.keys}
        gone = destroyed(self._mirror, self._counted.is_open)
        closed = set[bytes]()
        for number, recipient, stream, key_no, _ in self._mirror.wraps()[0]:
            begun = number <= self._counted.tip.number or self._told.has(stream)
            if begun and stream not in opened and recipient not in office and (stream, key_no) not in gone:
                closed.add(stream)
        return len(closed)

    def _written_down(self, lost_calls: int) -> Predecessor:
        contents, tip, found = self._contents, self._counted.tip, self._found
        succession = Succession(
            contents.building,
            contents.box,
            self._vault.box,
            self._vault.device_public,
            tip.epoch,
            tip.number,
            tip.digest,
        ).pack()
        key = Ed25519PrivateKey.from_private_bytes(contents.succession) if contents.succession else None
        marked_ms = found.marker.written_ms if found.marker is not None else self._opened.about.made_ms
        later = self._told.begun_after(self._opened.about.head)
        head = self._mirror.head
        return Predecessor(
            building=contents.building,
            box=contents.box,
            device_key=contents.device_key,
            epoch=tip.epoch,
            number=tip.number,
            digest=tip.digest,
            copy_ms=self._told.newest_ms or marked_ms,
            way=self._way,
            used_before=bool(self._used()),
            statement=succession if key is not None else b"",
            signature=key.sign(succession) if key is not None else b"",
            proven_by=key.public_key().public_bytes_raw() if key is not None else b"",
            calls_so_far=max(contents.calls_so_far + later, self._told.calls),
            lost_calls=lost_calls,
            unproven=self._counted.is_open is None,
            missing=self._counted.missing,
            plan=b"" if "plan" in self._told.standing else contents.plan,
            head_statement=head.statement if head is not None else b"",
            head_signature=head.signature if head is not None else b"",
            recovery=b"" if "recovery-key" in self._told.standing else contents.recovery,
        )


def _recipients_of(statement: bytes) -> list[bytes]:
    """Give the fingerprints of the recipients that a notice of the safety office names; none for another notice."""
    try:
        notice = Notice.unpack(statement)
        if notice.type is not NoticeType.RECIPIENTS:
            return []
        return [fingerprint(each.public) for each in msgspec.msgpack.decode(notice.body, type=tuple[Recipient, ...])]
    except (FormatError, msgspec.MsgspecError, UnicodeDecodeError):
        return []


WAITS = "Somebody said yes to a restored record already. The box goes on with it as soon as no call is open here."
