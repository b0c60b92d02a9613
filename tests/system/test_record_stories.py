"""Tests six incidents from the press to the paper that a principal gets, on a real box. Each is told here and compared line by line.

The papers are in `golden/`. After an intended change run with HANDBELL_GOLDEN=write, then read what changed before you keep it.
"""

import base64
import json
import time
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from appliance.api.desk.people import ProveSelf
from appliance.core.calls.commands import StandDown
from appliance.core.ground.words import KnownBy, Outcome
from appliance.plan.ids import PersonId
from appliance.plan.model import Kind, Role
from appliance.receipt.paper import pack, text
from appliance.record import crockford
from appliance.record.words import ItemId
from tests.system.box import Box
from tests.system.desk import Desk
from tests.system.written_record import PIN, Written, as_golden, give_pins, handbell, opened, report, script, staffed

pytestmark = pytest.mark.slow

HALLWAY, ROOM_12, GYM = "B201", "B202", "B203"
CHECKER = Path(__file__).parents[1] / "vectors" / "check_receipt.py"


@dataclass
class School:
    """A box, somebody at its front desk, and a desk in the hall at which staff sign in."""

    box: Box
    front: Desk
    hall: Desk

    async def call(self, room: str, outcome: Outcome = Outcome.ATTENDED, kind: Kind = Kind.ASSIST) -> Written:
        """Make a call, from the press to the stand-down."""
        button = f"{room}-wall"
        building = await self.box.building(room)
        await building.until_lamp(button, "ready", within_s=10)
        await (building.hold(button) if kind is Kind.EMERGENCY else building.press(button))
        await self.front.shows(room)
        card = await self.front.sees(room, lambda card: card.kind is kind)
        await self.front.acknowledges(card)
        if outcome is Outcome.ATTENDED:
            await self.front.sends(card)
            await self.front.confirms(card)
            await self.front.notes_arrival(card)
        await self.front.does(StandDown(incident=card.incident, outcome=outcome, saw_room="Ottoline Vasquez"))
        return Written(self.front, card.incident)

    async def signed_in(self, role: Role, paper: Written) -> Written:
        """Let somebody of this role sign in at the hall; gives the same record for them."""
        reply = await self.hall.line.ask(ProveSelf(request=0, person=PersonId(role.value), secret=PIN))
        assert reply.ok, reply.says
        return Written(self.hall, paper.incident)


@asynccontextmanager
async def school(folder: Path) -> AsyncIterator[School]:
    async with Box(folder, plan=staffed()) as box:
        give_pins(box)
        await box.starts()
        yield School(box, await box.desk("front"), await box.desk("hall"))


async def test_a_bite_in_a_hallway_with_a_minor_injury(tmp_path: Path) -> None:
    async with school(tmp_path) as at:
        paper = await at.call(HALLWAY)
        await paper.tells(
            "I walked the line to lunch. He pulled away at the stairs. I said: let us sit.\n\n"
            "He bit my left forearm and let go when Mr. Finch came.",
            "Mercy Okafor",
            "teacher",
        )
        await paper.writes(event_kind="happened", time_context="passing", location_type="hallway", behavior="battery")
        await paper.writes(contact_form=("bit",), directed_at=("staff",), weapon=("none",), room_action=("none",))
        await paper.writes(anyone_hurt=True, restraint_used=False, deescalation=("words", "space"))
        await paper.adds("person", role="involved", type="student", student_name="Leon Abel")
        teacher = await paper.adds("person", role="affected", type="teacher", staff_name="Mercy Okafor")
        hurt = await paper.adds("injury", level="minor", person=teacher)
        await paper.leaves()
        nurse = await at.signed_in(Role.NURSE, paper)
        await nurse.completes(hurt, treatment=("nurse",), body_part=("arm",), nature=("bite",))
        lead = await at.signed_in(Role.LEAD, paper)
        await lead.writes(law_enforcement=("not-contacted",))
        await lead.submits()
        told = await report(at.box, 1, Role.ADMINISTRATOR)
        as_golden("bite", told)
        assert "bite" not in (await report(at.box, 1, Role.POINT_OF_CONTACT)).lower(), (
            "what the nurse wrote, and facts of a child"
        )


async def test_a_strangling_with_a_hospital(tmp_path: Path) -> None:
    async with school(tmp_path) as at:
        paper = await at.call(ROOM_12, kind=Kind.EMERGENCY)
        await paper.tells("He had both hands around my neck. I could not breathe.", "Ines Duarte", "para")
        await paper.writes(event_kind="happened", time_context="class", location_type="classroom", behavior="battery")
        await paper.writes(contact_form=("strangled", "pushed"), directed_at=("staff",), weapon=("none",))
        await paper.writes(anyone_hurt=True, restraint_used=False)
        await paper.writes(room_action=("room-clear",), class_went="library")
        await paper.adds("person", role="involved", type="student", student_name="Leon Abel")
        aide = await paper.adds("person", role="affected", type="para", staff_name="Ines Duarte")
        hurt = await paper.adds("injury", level="serious", person=aide)
        await paper.leaves()
        nurse = await at.signed_in(Role.NURSE, paper)
        await nurse.completes(hurt, treatment=("emergency-room",), body_part=("neck",), nature=("breathing",))
        await nurse.completes(aide, impact="distress")
        lead = await at.signed_in(Role.LEAD, paper)
        await lead.writes(law_enforcement=("911",), law_enforcement_agency="Cedar police", who_covered="substitute")
        await lead.writes(law_enforcement_action="report")
        await lead.submits()
        people = await at.signed_in(Role.HUMAN_RESOURCES, paper)
        await people.completes(hurt, osha_class="days-away", lost_days=3)
        contact = await at.signed_in(Role.POINT_OF_CONTACT, paper)
        await contact.adds("support", person=aide, kind="workers-compensation", answer="accepted")
        as_golden("strangling", await report(at.box, 1, Role.ADMINISTRATOR))
        as_golden("strangling-personnel", await report(at.box, 1, Role.HUMAN_RESOURCES))


async def test_a_restraint_of_90_seconds(tmp_path: Path) -> None:
    async with school(tmp_path) as at:
        paper = await at.call(GYM)
        await paper.tells(
            "She ran at the window. I held her until she was calm, a minute and a half.", "Paul Weiss", "coach"
        )
        await paper.writes(event_kind="happened", time_context="class", location_type="gym", behavior="disorderly")
        await paper.writes(contact_form=("attempted",), directed_at=("self",), weapon=("none",), anyone_hurt=False)
        await paper.writes(restraint_used=True, deescalation=("words", "choice"), room_action=("none",))
        girl = await paper.adds("person", role="involved", type="student", student_name="Mia Torres")
        coach = await paper.adds("person", role="affected", type="coach", staff_name="Paul Weiss")
        await paper.leaves()
        lead = await at.signed_in(Role.LEAD, paper)
        await lead.adds(
            "restraint",
            seconds=90,
            person=girl,
            type="physical",
            reason=("self",),
            by=(coach,),
            anyone_hurt=False,
        )
        await lead.writes(law_enforcement=("not-contacted",))
        await lead.submits()
        told = await report(at.box, 1, Role.ADMINISTRATOR)
        assert "1 min 30 s" in told
        as_golden("restraint", told)


async def test_a_thrown_chair_that_missed(tmp_path: Path) -> None:
    async with school(tmp_path) as at:
        paper = await at.call(ROOM_12)
        await paper.tells("He threw a chair at me. It hit the wall.", "Mercy Okafor", "teacher")
        await paper.writes(event_kind="attempt", time_context="class", location_type="classroom", behavior="battery")
        await paper.writes(contact_form=("thrown-object",), directed_at=("staff",), weapon=("object",))
        await paper.writes(anyone_hurt=False, restraint_used=False, room_action=("none",))
        await paper.adds("person", role="involved", type="student", student_name="Leon Abel")
        await paper.adds("person", role="affected", type="teacher", staff_name="Mercy Okafor")
        await paper.leaves()
        lead = await at.signed_in(Role.LEAD, paper)
        await lead.writes(law_enforcement=("not-contacted",))
        await lead.submits()
        told = await report(at.box, 1, Role.ADMINISTRATOR)
        assert "Injury" not in told
        as_golden("thrown-chair", told)


async def test_a_press_of_which_no_help_was_needed_wants_one_answer_and_no_more(tmp_path: Path) -> None:
    async with school(tmp_path) as at:
        paper = await at.call(ROOM_12, Outcome.NO_HELP_NEEDED)
        await paper.writes(event_kind="nothing")
        lead = await at.signed_in(Role.LEAD, paper)
        await lead.submits()
        told = await report(at.box, 1, Role.ADMINISTRATOR)
        assert "false" not in told.lower()
        as_golden("no-help-needed", told)


async def test_told_two_days_later_by_a_substitute_for_a_para_with_a_receipt_that_proves_it(tmp_path: Path) -> None:
    two_days_ago_ms = (int(time.time()) - 2 * 86_400) * 1000
    async with school(tmp_path) as at:
        paper = Written(at.front, await opened(at.front, ROOM_12, KnownBy.REPORTED_LATER, two_days_ago_ms))
        await paper.tells(
            "On Monday Ms. Duarte was kicked under the table. She does not write English easily.",
            "Sam Lindqvist",
            "substitute",
            on_behalf_of="Ines Duarte",
            representative="Rosa Vega, of the union",
        )
        await paper.leaves()
        await paper.comes_back()
        await paper.writes(event_kind="happened", time_context="class", location_type="classroom", behavior="battery")
        await paper.amends("account.text", _AMENDED, "I had the day wrong", _ACCOUNT)
        await paper.leaves()
        as_golden("later", await report(at.box, 1, Role.ADMINISTRATOR))
        contact = await report(at.box, 1, Role.POINT_OF_CONTACT)
        assert "Ines Duarte" in contact
        assert "Rosa Vega" in contact
        assert paper.receipt is not None
        await _proves_and_refutes(at.box, tmp_path, paper)


_ACCOUNT = ItemId("account-1")
_AMENDED = "On Tuesday Ms. Duarte was kicked under the table. She does not write English easily."


async def _proves_and_refutes(box: Box, folder: Path, paper: Written) -> None:
    """Prove the receipt three ways: by our command at the box, by our command from an export alone, and by a script without our code. Then
    change one byte: each must refute it.
    """
    assert paper.receipt is not None
    receipt, export = folder / "receipt.txt", folder / "record.export"
    receipt.write_text(text(paper.receipt))
    where = ("--data", box.data, "--run", box.run)
    code, said = await handbell("log", "export", export, *where)
    assert code == 0, said
    code, said = await handbell("receipt", "check", receipt, *where)
    assert (code, "PROVEN" in said) == (0, True), said
    code, said = await handbell("receipt", "check", receipt, "--export", export)
    assert (code, "PROVEN" in said) == (0, True), said
    code, said = await script(CHECKER, receipt, export)
    assert (code, said.partition(":")[0]) == (0, "proven"), said
    packed = pack(paper.receipt)
    for what, at in (("salt", 0), ("digest of the account", 16), ("head", 104)):
        other = bytearray(packed[:-4])
        other[at] ^= 1
        receipt.write_text(f"HBR1:{crockford.encode(bytes(other) + _crc(other))}")
        code, said = await handbell("receipt", "check", receipt, "--export", export)
        assert (code, "REFUTED" in said) == (1, True), f"{what}: {said}"
        code, said = await script(CHECKER, receipt, export)
        assert (code, said.partition(":")[0]) == (1, "refuted"), f"{what}: {said}"
    receipt.write_text(text(paper.receipt))
    export.write_text(_one_byte_of_the_account_changed(export.read_text(), paper.receipt.entry))
    assert (await handbell("receipt", "check", receipt, "--export", export))[0] == 1
    assert (await script(CHECKER, receipt, export))[0] == 1


def _crc(packed: bytearray) -> bytes:
    return zlib.crc32(packed).to_bytes(4, "big")


def _one_byte_of_the_account_changed(export: str, entry: int) -> str:
    lines = [json.loads(line) for line in export.splitlines()]
    account = next(line for line in lines if line["type"] == "entry" and line["number"] == entry)
    stored = bytearray(base64.b64decode(account["entry"]))
    stored[200] ^= 1
    account["entry"] = base64.b64encode(stored).decode()
    return "".join(f"{json.dumps(line)}\n" for line in lines)
