"""Checks which boxes wrote the entries of an export, and what proves that one box goes on where another ended. Needs no key; knows no
file.
"""

from appliance.envelope import format as layout
from appliance.envelope.statements import Succession
from appliance.log.container import OF_SEVERAL, ExportEntry, ExportHead, ExportSuccession, box_of
from appliance.log.fault import Fault, Kind
from appliance.log.report import fingerprint
from appliance.logbook.verify import Link
from appliance.vault import vault as vaults

NOBODY_SIGNED = "nobody signed so in this file, and the chain alone says it"


class Boxes:
    """Checks the boxes: give it every line between the head and the end, in order. An export of version 1 names boxes only in its
    entries.
    """

    def __init__(self, head: ExportHead) -> None:
        self.notes: list[str] = []
        self.faults: list[Fault] = []
        self.successions = 0
        self._building, self._last, *_ = layout.read_head_statement(head.statement)
        self._device_key = head.device_key
        self._is_said = head.version == OF_SEVERAL
        self._box = b""
        self._next = b""

    def take(self, line: ExportEntry) -> None:
        """Take an entry."""
        box = box_of(line.entry)
        if self._box and box != self._box:
            if not self._is_said:
                self.notes.append(f"From entry {line.number:,} on it is another box's: {NOBODY_SIGNED}.")
            elif box != self._next:
                self._fault(line.number, "it is another box's, and no line before it says that this box goes on there")
        self._box, self._next = box, b""

    def goes_on(self, line: ExportSuccession, link: Link | None) -> None:
        """Take a line which says that another box goes on after the entries so far, which end with `link`."""
        self.successions += 1
        self._next = line.box
        if link is None or (line.number, line.former) != (link.number, self._box):
            self._fault(line.number, "another box is said to go on after it, and it is not the last one before")
        elif line.statement and (wrong := self._wrong(line, link)):
            self._fault(line.number, wrong)
        else:
            by = f"signed with the key {fingerprint(line.key)} which that one had named"
            says = f"Up to entry {line.number:,} box {line.former.hex()[:8]} wrote it; box {line.box.hex()[:8]} goes on there"
            self.notes.append(f"{says}: {by if line.statement else NOBODY_SIGNED}.")

    def _wrong(self, line: ExportSuccession, link: Link) -> str:
        try:
            said = Succession.unpack(line.statement)
        except layout.FormatError:
            return "what says that another box goes on after it is no such statement"
        if not vaults.verify(line.key, line.statement, line.signature):
            return "the signature of what says that another box goes on after it does not hold"
        about = (said.building, said.former_box, said.new_box, said.number, said.digest)
        if about != (self._building, line.former, line.box, link.number, link.digest):
            return "what says that another box goes on after it is about other entries or boxes"
        if line.box == self._last and said.new_device_key != self._device_key:
            return "another device was to go on after it than the one that signed the head"
        return ""

    def _fault(self, number: int, says: str) -> None:
        self.faults.append(Fault(Kind.CHAIN, number, says))
