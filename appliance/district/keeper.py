"""Takes in what the district said, believes what verifies, and has it recorded. Knows no socket and no line to the internet. Whoever
hands in can be anybody: nothing here reads a call, acts on one or lets anything be forgotten.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Literal

import msgspec

from appliance.api.feed.messages import HandedIn, HandIn, LineState
from appliance.api.sentences import fit
from appliance.core.district.commands import NameNoticesKey, NoteOpened, NoteReceipt, TakeNotice, TrustOffice
from appliance.core.district.events import NoticesKeyNamed, NoticeTaken, ReceiptTaken, StreamOpened
from appliance.core.ground.words import Cause
from appliance.district import judge, root_file
from appliance.district.assigning import to_assign
from appliance.district.evidence import Evidence
from appliance.district.judge import Beside, Doubt, NotBelieved
from appliance.district.recipients import Recipients
from appliance.district.tail import LostTail
from appliance.district.trust import Trust, fingerprint, trust_in
from appliance.engine.engine import Engine
from appliance.envelope import format as layout
from appliance.envelope.building_name import NAME_LEN_MAX
from appliance.envelope.deposit import Signed
from appliance.envelope.hybrid import PrivateKey
from appliance.envelope.statements import Notice, NoticeType, Opened
from appliance.logbook.errors import LogbookError
from appliance.logbook.store import Logbook
from appliance.vault.errors import VaultError
from appliance.vault.vault import Vault
from appliance.words.troubles import (
    DISTRICT_NOT_BELIEVED,
    DISTRICT_OTHER_OFFICE,
    OFFICE_FINGERPRINT_LOST,
    SEALED_FEED_MISUSED,
    row_of,
)

AT_ONCE = 8  # signatures checked between two turns of the loop: 8 × 60 µs (150 µs on a Pi)
RECEIPT_EVERY_MS = 60_000  # at most an entry each minute: what a restart forgets, the district says again when asked
WHY_CHARACTERS_MAX = 500  # as long as the uplink's own sentence may be: its end says what to do
STATE_CHARACTERS_MAX = 20

OTHER_OFFICE = Cause(DISTRICT_OTHER_OFFICE.word, "notice")
NOT_BELIEVED = Cause(DISTRICT_NOT_BELIEVED.word, "uplink")
FINGERPRINT_LOST = Cause(OFFICE_FINGERPRINT_LOST.word, root_file.NAME)
MISUSED = Cause(SEALED_FEED_MISUSED.word, "uplink")

BELIEVED_ALREADY = "This safety office is believed already."

log = logging.getLogger("handbell.district")


class Keeper:
    """What this box believes of the district. Statements come in only by `hand_in`; `believe` says which office is believed."""

    def __init__(self, engine: Engine, logbook: Logbook, vault: Vault, keys: Path) -> None:
        self.recipients = Recipients(engine, logbook)
        self.trust = Trust(vault.building, vault.box)
        self.misused_ms: int | None = None
        self._engine = engine
        self._record = Evidence(engine, logbook)
        self.tail = LostTail(engine, logbook, self._record, vault.building, vault.box)
        self._beyond: LostTail | None = None
        """What the box that this one replaced had beyond its copy, once a receipt proves that there is something."""
        self._vault = vault
        self._own_key: PrivateKey | None = None
        """Opens what the office seals for this building; None before an office is believed."""
        self._keys = keys
        self._newest: ReceiptTaken | None = None
        self._recorded_ms: int | None = None
        self._one_at_a_time = asyncio.Lock()
        self._submitted: list[Awaitable[object]] = []

    def tail_of(self, box: bytes) -> LostTail:
        """Give what this record lost; for a named box, what the box before this one had. Of any other box nothing is wanted."""
        if not box:
            return self.tail
        beyond = self._beyond
        return beyond if beyond is not None and beyond.is_of(box) else self.tail.of_box_before(box)

    # ---- whom to believe

    def take_up(self) -> int:
        """Make the notices in the record hold again, from this epoch's first entry on. Returns the recipients' version.

        Called before the engine runs. Each notice was verified when it was recorded, in a record that only this box can have written.
        """
        known = self._engine.board.district
        root = self._root_at_start(known.root)
        if root and root != known.root:
            self._engine.submit(TrustOffice(by="as this box was set up", root=root))
        self._own_key = self._notices_key() if root else None
        if self._own_key is not None:
            self._engine.submit(_named(self._own_key))
        self._follow_notices(root)
        recipients = known.notices.get(NoticeType.RECIPIENTS)
        return recipients.version if recipients is not None and self.trust.recipients else 0

    async def believe(self, text: str, instead_of: str, by: str) -> str:
        """Believe the safety office with this fingerprint. Say why not; empty when it is done."""
        root = root_file.parsed(text)
        if root is None:
            return "That is no fingerprint: it has 64 digits (0-9, a-f), and the safety office prints it with its root key."
        async with self._one_at_a_time:  # what is handed in meanwhile is judged by one office's notices only
            return await self._change_to(root, instead_of, by)

    async def _change_to(self, root: bytes, instead_of: str, by: str) -> str:
        if root == self.trust.root:
            return BELIEVED_ALREADY
        if self.trust.root and root_file.parsed(instead_of) != self.trust.root:
            return (
                f"This box believes the safety office {self.trust.root.hex()} already. Two districts cannot both have it. To"
                " change to the other one, name both: handbell trust NEW --instead-of OLD"
            )
        try:
            await asyncio.to_thread(root_file.write, self._keys, root)
        except VaultError as error:
            return str(error)
        self._own_key = await asyncio.to_thread(self._notices_key)
        await self._engine.submit(TrustOffice(by=by, root=root)).spoken
        if self._own_key is not None:
            await self._engine.submit(_named(self._own_key)).spoken
        self._newest = None
        self._engine.heard.district.forget_receipts()
        self._follow_notices(root)
        return ""

    def _notices_key(self) -> PrivateKey | None:
        """Give the key for which the office seals what it tells this building. Without one nothing of that is shown here."""
        try:
            return self._vault.notices_key()
        except VaultError as error:
            log.error("what the safety office seals for this building does not open here: %s", error)
            return None

    def _root_at_start(self, recorded: bytes) -> bytes:
        """Give the office to believe. Seeds and people set it in a file; if the file was lost, the record still has it."""
        found, lost = b"", ""
        try:
            found = root_file.read(self._keys)
        except VaultError as error:
            lost = str(error)
        if not found and recorded:
            try:
                root_file.write(self._keys, recorded)
                lost = ""
            except VaultError as error:
                log.error("whom to believe is taken from the record: %s", error)
        self._engine.report(FINGERPRINT_LOST, lost or None)
        return found or recorded

    def _follow_notices(self, root: bytes) -> None:
        """Let the notices of the believed office count, and no others."""
        taken = self._engine.board.district.notices.values()
        notices = {each.about: Notice.unpack(each.statement) for each in taken if fingerprint(each.key) == root}
        self.trust = trust_in(self.trust.building, self.trust.box, root, notices, self._own_key)
        self.recipients.seal_for(self.trust.recipients)
        for command in to_assign(self.trust, self._engine.board.year):
            self._submitted.append(self._engine.submit(command).spoken)

    # ---- what was handed in

    async def hand_in(self, said: HandIn) -> HandedIn:
        """Believe what verifies. Answer how far the record is countersigned, and why the rest was not believed."""
        async with self._one_at_a_time:
            with self.recipients.given_way():
                doubts = await self._judged(said)
            if said.line is not None:
                self._hear(said.line)
            handed = len(said.notices) + len(said.receipts) + len(said.holdings) + len(said.opened)
            self._tell(doubts, some_believed=handed > len(doubts))
            self.record_newest()
        number, _ = self._engine.heard.district.newest(self._engine.board.district)
        refused = tuple(each.says for each in doubts)
        early = tuple(each.says for each in doubts if each.doubt.is_early)
        again, plan = _again(doubts), self._engine.board.index.plan_name
        return HandedIn(
            request=said.request, countersigned=number, refused=refused, early=early, again=again, plan_name=plan
        )

    def misused(self, says: str) -> None:
        """Report that somebody on the sealed feed did what no uplink does; their line has ended. It is one trouble, however often."""
        self.misused_ms = self._engine.clock.now().mono_ms
        detail = f"{says} {SEALED_FEED_MISUSED.do}"
        self._engine.report(MISUSED, detail)

    def record_newest(self) -> None:
        """Have the newest receipt recorded if it is time. It must cover more than the entry of the earlier receipt: that one alone is not
        worth an entry.
        """
        newest, now_ms = self._newest, self._engine.clock.now().mono_ms
        known = self._engine.board.district.countersigned
        if newest is None or newest.number < known + 2 or self._engine.recorder.failing is not None:
            return
        if self._recorded_ms is None or now_ms - self._recorded_ms >= RECEIPT_EVERY_MS:
            self._recorded_ms = now_ms
            self._engine.submit(NoteReceipt(receipt=newest))

    async def _judged(self, said: HandIn) -> list[NotBelieved]:
        """Judge everything that was handed in. Notices come first: they may name the keys of the rest."""
        doubts: list[NotBelieved] = []
        each_kind: tuple[tuple[Callable[[Signed], Awaitable[NotBelieved | None]], tuple[Signed, ...]], ...] = (
            (self._notice, said.notices),
            (self._receipt, said.receipts),
            (self._holding, said.holdings),
            (self._opened, said.opened),
        )
        for take, several in each_kind:
            for count, signed in enumerate(several, start=1):
                try:
                    doubt = await take(signed)
                except LogbookError as error:
                    doubt = NotBelieved(Doubt.NOT_NOW, f"the record cannot be read now: {error}")
                doubts += [] if doubt is None else [doubt]
                if count % AT_ONCE == 0:
                    await asyncio.sleep(0)
                    await self._all_spoken()
        await self._all_spoken()
        return doubts

    async def _all_spoken(self) -> None:
        """Wait until everything submitted so far is on disk, with one commit."""
        submitted, self._submitted = self._submitted, []
        for spoken in submitted:
            await spoken

    async def _notice(self, signed: Signed) -> NotBelieved | None:
        said = judge.notice(signed, self.trust)
        if isinstance(said, NotBelieved):
            return said
        known = self._engine.board.district.notices.get(said.type)
        if known is not None and known.version == said.version and known.statement != signed.statement:
            says = f"the safety office signed two notices {said.version} on {said.type.name}; the first of them holds"
            return NotBelieved(Doubt.CONTRADICTS, says)
        if known is None or known.version < said.version:
            taken = NoticeTaken(about=said.type.value, version=said.version, **_as_signed(signed))
            await self._engine.submit(TakeNotice(notice=taken)).spoken
            self._follow_notices(self.trust.root)
        if said.type is NoticeType.FORK_DECIDED:
            await self._record.decided(self.trust.forks)
        return None

    async def _receipt(self, signed: Signed) -> NotBelieved | None:
        said = judge.receipt(signed, self.trust)
        if isinstance(said, NotBelieved):
            return self._of_box_before(signed, said)
        found = await self._record.beside(said.last, said.digest)
        if found in {Beside.BEYOND, Beside.FORKED}:
            self.tail.is_proven(said.last, said.digest)
        if found is not Beside.SAME:
            return self._record.proves(found, said.last)
        district = self._engine.heard.district
        if said.last > district.newest(self._engine.board.district)[0]:
            district.countersigned, district.received_ms = said.last, said.received_ms
            district.held = {number for number in district.held if number > said.last}
            self._newest = ReceiptTaken(number=said.last, received_ms=said.received_ms, **_as_signed(signed))
        self._record.signed_beyond(said.last)
        return None

    def _of_box_before(self, signed: Signed, doubt: NotBelieved) -> NotBelieved | None:
        """Judge a receipt of the box that this one replaced. It says nothing about this record, but proves what that box had beyond the
        copy.
        """
        replaced = self._engine.board.recovery.replaced
        if replaced is None or doubt.doubt is not Doubt.OTHERS:
            return doubt
        former = replaced.event.former_box
        said = judge.receipt(signed, msgspec.structs.replace(self.trust, box=former))
        if isinstance(said, NotBelieved):
            return doubt
        if said.last > replaced.event.number:
            self._beyond = self.tail_of(former)
            self._beyond.is_proven(said.last, said.digest)
        return None

    async def _holding(self, signed: Signed) -> NotBelieved | None:
        said = judge.holding(signed, self.trust)
        if isinstance(said, NotBelieved):
            return said
        found = await self._record.beside(said.number, said.digest)
        if found is not Beside.SAME:
            return self._record.proves(found, said.number)
        district = self._engine.heard.district
        if said.number > district.newest(self._engine.board.district)[0]:
            district.held.add(said.number)
        return None

    async def _opened(self, signed: Signed) -> NotBelieved | None:
        said = judge.opened(signed, self.trust)
        if isinstance(said, NotBelieved):
            return None if said.doubt is Doubt.UNKNOWN_KEY and self._is_recorded(signed) else said
        own = await self._record.entry(said.last)
        if own is None or layout.entry_digest(own) != said.digest or layout.split(own).header.stream != said.stream:
            says = f"the safety office opened an entry {said.last} that is not the one in this record"
            return NotBelieved(Doubt.NOT_KNOWN_HERE, says)
        if self._engine.board.district.opened.get(said.stream, 0) < said.last:
            opened = StreamOpened(stream=said.stream, number=said.last, **_as_signed(signed))
            self._submitted.append(self._engine.submit(NoteOpened(opened=opened)).spoken)
        return None

    def _is_recorded(self, signed: Signed) -> bool:
        """Return whether the record has this *opened* already, whoever signs today: the key that signed it may have been replaced since."""
        said = Opened.unpack(signed.statement)
        return self._engine.board.district.opened.get(said.stream, 0) >= said.last

    # ---- what is only said

    def _hear(self, line: LineState) -> None:
        """Take in the uplink's word. It can make the line look better or worse than it is, and change nothing else."""
        heard, now_ms = self._engine.heard.district, self._engine.clock.now().mono_ms
        why = fit(line.why, WHY_CHARACTERS_MAX)
        state = fit(line.head_state, STATE_CHARACTERS_MAX)
        before = heard.reachable, heard.why, heard.head_state, heard.building_name, heard.server
        if heard.reachable is not line.reachable:
            heard.since_ms = now_ms - min(max(line.for_ms, 0), now_ms)
        heard.reachable, heard.why, heard.head_state, heard.sent = line.reachable, why, state, line.sent
        heard.certificate_until_ms = line.certificate_until_ms
        heard.building_name = fit(line.building_name, NAME_LEN_MAX)
        heard.server = fit(line.server, WHY_CHARACTERS_MAX)
        heard.heard_ms = now_ms
        if before != (heard.reachable, heard.why, heard.head_state, heard.building_name, heard.server):
            # the number of sent entries changes with every deposit: it is shown with the next board
            self._engine.refresh()

    def _tell(self, doubts: list[NotBelieved], *, some_believed: bool) -> None:
        for cause, kinds in ((OTHER_OFFICE, {Doubt.OTHER_OFFICE}), (NOT_BELIEVED, set(Doubt) - {Doubt.OTHER_OFFICE})):
            found = next((each for each in doubts if each.doubt in kinds and each.doubt.is_trouble), None)
            if found is not None:
                self._engine.report(cause, f"Not believed: {found.says}. {row_of(cause.what).do}")
            elif some_believed and not any(each.doubt.is_trouble for each in doubts):
                self._engine.report(cause, None)


def _again(doubts: list[NotBelieved]) -> Literal["", "keys", "soon"]:
    """Say when some of it may be believed later. A person can change the believed office at any time."""
    met = {each.doubt for each in doubts}
    if met & {Doubt.NO_OFFICE, Doubt.OTHER_OFFICE, Doubt.NOT_NOW}:
        return "soon"
    return "keys" if met & {Doubt.UNKNOWN_KEY, Doubt.NO_KEYS} else ""


def _named(own_key: PrivateKey) -> NameNoticesKey:
    """Name this key in the record, where the office reads it. What is named already makes no entry."""
    return NameNoticesKey(named=NoticesKeyNamed(public=own_key.public.raw))


def _as_signed(signed: Signed) -> dict[str, bytes]:
    return {"statement": signed.statement, "key": signed.key, "signature": signed.signature}
