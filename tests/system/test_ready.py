"""Tests who is ready over real processes: a gap is seen at both consoles, filled by the hour at each of them, and filled after a kill."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from tests.patience import patience
from tests.system.box import HANDBELL, Box
from tests.system.graphical import graphical_desk
from tests.system.plain import plain_desk

pytestmark = pytest.mark.slow

PIN = "830917"
BLIND = "Use the phone or the radio."
GAP = "10:00-12:00: no nurse is there"
AFTER_ONE = "11:00-12:00: no nurse is there"
ARRANGED = """
[coverage]
needs = ["nurse"]

[[away]]
who = "quimby"
first = {day}
from = "10:00"
to = "12:00"
"""


def schoolday() -> date:
    """A school day after today within the coming week: Monday to Friday count where no calendar was adopted."""
    today = datetime.now(UTC).date()
    return next(day for number in range(1, 7) if (day := today + timedelta(days=number)).weekday() < 5)


async def runs(box: Box, *words: str, typed: str = "") -> str:
    """Run a command of `handbell` as an administrator does; give what it says. It must be done."""
    program = await asyncio.create_subprocess_exec(
        str(HANDBELL),
        *(*words, "--socket", str(box.socket_path)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await asyncio.wait_for(program.communicate(typed.encode()), patience())
    assert program.returncode == 0, said.decode()
    return said.decode()


async def test_a_gap_is_seen_and_filled_through_both_consoles_and_is_still_filled_after_a_kill(tmp_path: Path) -> None:
    arranged = tmp_path / "arrangements.toml"
    arranged.write_text(ARRANGED.format(day=schoolday()), encoding="utf-8")
    async with Box(tmp_path) as box:
        await box.starts()
        await runs(box, "people", "set-pin", "vasquez", typed=f"{PIN}\n")
        said = await runs(box, "readiness", "adopt", str(arranged), "--by", "R. Ortiz")
        assert said == "Adopted: arrangements.\n"
        assert GAP in await runs(box, "readiness", "show")
        async with graphical_desk(box, "front") as screen, plain_desk(box, "hall") as hall:
            await hall.hears("Handbell at Juniper Middle School.")
            await hall.types("ready")
            await hall.hears(GAP)
            screen.presses("6")
            await screen.sees("WHO IS READY: 1 gap", GAP)
            screen.presses("6")
            # at the hall: whoever is not signed in fills nothing
            for line, answer in (
                ("take hour", GAP),
                ("1", "All of it, or which hour?"),
                ("10:00-11:00", "Who takes it?"),
                ("Ottoline Vasquez", "Not done. Only a team lead or an administrator of the plan schedules."),
                ("sign in Ottoline", "Ottoline Vasquez"),
                ("pin", "Type your PIN or passphrase."),
                (PIN, "Done: names and notes are told here now"),
                ("ready", "To fill a gap, type: take hour"),
                ("take hour", GAP),
                ("1", "All of it, or which hour?"),
                ("10:00-11:00", "Who takes it?"),
                ("Ottoline Vasquez", "Done: this hour has somebody."),
                ("ready", AFTER_ONE),
            ):
                await hall.types(line)
                await hall.hears(answer)
            # at the front: by keys alone
            screen.presses("o")
            await screen.sees("Ottoline Vasquez")
            screen.presses(*"ottoline", "down", "enter")
            await screen.sees("Front office: Ottoline Vasquez")
            screen.presses("o")
            await screen.sees("READ NAMES")
            screen.presses("down", "enter")
            await screen.sees("NEED YOUR PIN")
            screen.presses(*PIN, "enter")
            await screen.sees_no_more("NEED YOUR PIN")
            screen.presses("6")
            await screen.sees("WHO IS READY: 1 gap", AFTER_ONE, "You took:")
            screen.presses("enter")
            await screen.sees("Fill a gap")
            screen.presses("1")
            await screen.sees("WHICH GAP IS FILLED?")
            screen.presses("1")
            await screen.sees("WHO TAKES IT")
            screen.presses(*"ottoline", "down", "enter")
            await screen.sees("Done: this hour has somebody.")
            box.kill()
            await screen.sees(BLIND)
            await box.starts()
            shown = await runs(box, "readiness", "show")
            assert "no nurse is there" not in shown and "Somebody covers each need" in shown
            await screen.sees_no_more(BLIND)
            screen.presses("6")
            await screen.sees("WHO IS READY: no gap")
