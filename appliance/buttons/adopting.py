"""Adopts a device from the command line: its key and its entry in the plan, then a press that proves it. The daemon makes and keeps the
key: so the credential store has one writer, and no secret is on a command line or in a terminal.
"""

import asyncio
import base64
import binascii
from pathlib import Path

from appliance.api.ask import Reply
from appliance.api.desk.buttons import AdoptButton, AskButtons, ButtonLine
from appliance.api.desk.client import DeskClient
from appliance.buttons.walk_test import NotArmed, Say, walk_test
from appliance.plan.families import class_of
from appliance.plan.ids import ButtonId
from appliance.words.classes import promise_lines

KEY_LEN = 32  # a Noise pre-shared key
KEY_FILE_BYTES_MAX = 256  # 44 characters of base64, with blanks around them
CONNECTED_WITHIN_S = 30.0  # a device that got its key connects again within 5 s, over a slow switch within 20 s
ASK_EVERY_S = 0.5


class KeyFileError(ValueError):
    """This file holds no key; `str()` says why and what to do."""


def read_key(file: Path) -> bytes:
    """Read the 32 bytes of a key: raw, or as the base64 text in a device's YAML. Raises KeyFileError, OSError."""
    with file.open("rb") as opened:
        raw = opened.read(KEY_FILE_BYTES_MAX)
    if len(raw) == KEY_LEN:
        return raw
    try:
        key = base64.b64decode(raw.strip(), validate=True)
    except binascii.Error:
        key = b""
    if len(key) != KEY_LEN:
        raise KeyFileError(
            f"{file} holds no key: write the 44 characters behind `encryption: key:` of the device into it."
        )
    return key


async def adopt(line: DeskClient, wish: AdoptButton, say: Say) -> bool:
    """Adopt a device and prove it; return whether it is proven. Says what was done, and what remains to do. Raises LineLost."""
    answer = await line.ask(wish)
    if isinstance(answer, Reply):
        say(f"Not adopted. {answer.says}")
        return False
    key = "The box made its key and keeps it" if answer.key_made else "The box keeps its key"
    where = f"for {answer.room_name}" if wish.duty else f"in {answer.room_name}"
    proves = f"{key} under {wish.button!r}." if answer.keyed else "It has no key, and proves nobody."
    say(f"{wish.device} is in the plan now, as {wish.button} {where}. {proves}")
    if (known := class_of(answer.family)) is not None:
        say("\n  ".join(promise_lines(known)))
    if not answer.recorded:
        say("NOT YET RECORDED: the disk is not writing. Do not switch the box off before it does.")
    say("Add this line to `buttons` in the plan file, or the next adoption of the file takes the button out again:")
    say(answer.plan_line)
    return await _proven(line, wish.button, say, connects=answer.keyed)


async def _proven(line: DeskClient, button: ButtonId, say: Say, *, connects: bool) -> bool:
    remains = f"It is in the plan and rings when it is pressed, but nothing is proven. To prove it: handbell buttons test {button}"
    why_not = None
    if connects:
        say(f"Waiting for {button} to connect with its key ...")
        why_not = await _connected(line, button)
    if why_not is not None:
        say(f"NOT PROVEN: {button} was not heard from within {CONNECTED_WITHIN_S:.0f} s{why_not}. {remains}")
        return False
    try:
        passed = await walk_test(line, button, say)
    except NotArmed as error:
        say(f"NOT PROVEN: {error} {remains}")
        return False
    say(
        f"PASSED: {button} was pressed and heard. It is in service."
        if passed
        else f"FAILED: no press was heard. {remains}"
    )
    return passed


async def _connected(line: DeskClient, button: ButtonId) -> str | None:
    """Wait until the button is heard from. Give None then; otherwise what is known about why not."""
    last: ButtonLine | None = None
    try:
        async with asyncio.timeout(CONNECTED_WITHIN_S):
            while True:
                last = await one_button(line, button)
                if last is not None and last.heard_ago_ms is not None:
                    return None
                await asyncio.sleep(ASK_EVERY_S)
    except TimeoutError:
        troubles = () if last is None else last.troubles
        return "".join(f" ({each.what.removeprefix('button-')}: {each.detail})" for each in troubles)


async def one_button(line: DeskClient, button: ButtonId) -> ButtonLine | None:
    """Give what is known of one button; None if the plan has none of that name. Raises LineLost."""
    known = await line.known(AskButtons(request=0))
    return next((each for each in known.buttons if each.button == button), None)
