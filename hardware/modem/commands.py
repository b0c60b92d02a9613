"""Lists every command that is ever sent to a modem, and reads the answers. Pure; knows no wire.

There is no command here that dials, answers a call, or opens a connection for data: `ATD`, `ATA`, `AT+CGDATA` and `AT+CGACT` do not exist
for this program, and `checked` lets nothing pass that is not of this list.
"""

import enum
import re
from typing import Final

from hardware.modem.dialogue import Answer

HELLO: Final = "AT"
NO_ECHO: Final = "ATE0"
NUMBERED_ERRORS: Final = "AT+CMEE=1"
MODEL: Final = "AT+CGMM"
ASK_SIM: Final = "AT+CPIN?"
ASK_TRIES: Final = 'AT+CPINR="SIM PIN"'
PDU_MODE: Final = "AT+CMGF=0"
ASK_STORES: Final = "AT+CPMS=?"
TELL_TEXTS: Final = ("AT+CNMI=2,1,0,1,0", "AT+CNMI=2,1,0,2,0", "AT+CNMI=2,1,0,0,0")
"""The modem says that a text came and stores it; status reports are handed over, or stored, or where it can do neither, not told."""
TELL_CELL: Final = ("AT+CREG=1", "AT+CEREG=1")
ASK_CELL: Final = ("AT+CEREG?", "AT+CREG?")
ASK_SIGNAL: Final = "AT+CSQ"
ASK_CARD: Final = ("AT+CCID", "AT+CICCID", "AT+QCCID", "AT^ICCID?")
"""The number of the SIM card: every maker has a word of its own."""
LIST: Final = "AT+CMGL=4"
RESTART: Final = "AT+CFUN=1,1"

_FIXED: Final = frozenset(
    {
        *(HELLO, NO_ECHO, NUMBERED_ERRORS, MODEL, ASK_SIM, ASK_TRIES, PDU_MODE, ASK_STORES, ASK_SIGNAL, LIST, RESTART),
        *TELL_TEXTS,
        *TELL_CELL,
        *ASK_CELL,
        *ASK_CARD,
    }
)
_VARIED: Final = re.compile(
    r'AT\+(CMGS=[0-9]{1,3}|CMGR=[0-9]{1,5}|CMGD=[0-9]{1,5}|CPIN="[0-9]{4,8}"|CPMS="(SM|ME)"(,"(SM|ME)","(SM|ME)")?)',
    re.ASCII,
)
_STORE: Final = re.compile(r'"(SM|ME)"', re.ASCII)
_NEWS: Final = re.compile(r'\+(CMTI|CDSI): *"([A-Z]{2})", *([0-9]{1,5})', re.ASCII)
_LISTED: Final = re.compile(r"\+CMGL: *([0-9]{1,5}) *, *([0-9]).*", re.ASCII)
_RECEIVED: Final = frozenset(
    {"0", "1"}
)  # TS 27.005, 3.1: received and not read yet, or read; 2 and 3 were written by somebody
_CARD: Final = re.compile(r"[0-9]{18,20}", re.ASCII)
_NUMBERS: Final = re.compile(r"-?[0-9]+", re.ASCII)
PIN: Final = re.compile(r"[0-9]{4,8}", re.ASCII)  # TS 31.101, 9.5.1


def checked(command: str) -> str:
    """Give the command, if it is one of this list. Raises AssertionError for any other: that would be a fault of this program."""
    if command not in _FIXED and _VARIED.fullmatch(command) is None:
        raise AssertionError(f"{command[:12]!r} is no command that is ever sent to a modem")
    return command


class Sim(enum.Enum):
    """What a modem says of its SIM card."""

    READY = enum.auto()
    WANTS_PIN = enum.auto()
    WANTS_PUK = enum.auto()
    MISSING = enum.auto()
    BUSY = enum.auto()
    BROKEN = enum.auto()


_BY_CODE: Final = {10: Sim.MISSING, 11: Sim.WANTS_PIN, 12: Sim.WANTS_PUK, 13: Sim.BROKEN, 14: Sim.BUSY, 15: Sim.BROKEN}
"""TS 27.007, 9.2: codes of +CME ERROR about the SIM card."""


def sim_in(answer: Answer) -> Sim:
    """Read the answer to `ASK_SIM`. A modem that gives no number of its error may have no card: it is looked at again."""
    if not answer.done:
        return _BY_CODE.get(answer.code, Sim.BUSY)
    said = _after_colon(answer)
    match said.strip('"'):
        case "READY":
            return Sim.READY
        case "SIM PIN":
            return Sim.WANTS_PIN
        case "SIM PUK":
            return Sim.WANTS_PUK
        case _:
            return Sim.BROKEN  # it wants another code, such as that of a lock to one network


def tries_in(answer: Answer) -> int | None:
    """Read how many times a PIN may still be tried; None if the modem does not say it."""
    found = _NUMBERS.findall(_after_colon(answer))
    return int(found[0]) if answer.done and found else None


def card_in(answer: Answer) -> str:
    """Read the number of the SIM card (ICCID, 18 to 20 digits); "" if the modem does not say it."""
    found = _CARD.search(" ".join(answer.lines)) if answer.done else None
    return found[0] if found else ""


def registered_in(line: str) -> bool | None:
    """Read whether there is a cell out of a line that says the state of the registration; None if the line says nothing of that."""
    if not line.startswith(("+CREG:", "+CEREG:")):
        return None
    numbers = _NUMBERS.findall(line.partition(":")[2].partition('"')[0])
    if not numbers or len(numbers) > 2:
        return None
    # home, roaming; home and roaming for texts alone (TS 27.007, 7.2)
    return int(numbers[-1][:3]) in {1, 5, 6, 7}


def signal_dbm_in(answer: Answer) -> int | None:
    """Read the strength of the signal in dBm (-113 to -51); None if the modem does not know it (TS 27.007, 8.5)."""
    found = _NUMBERS.findall(_after_colon(answer))
    level = int(found[0][:4]) if answer.done and found else 99
    return 2 * level - 113 if 0 <= level <= 31 else None


def stores_in(answer: Answer) -> tuple[str, ...]:
    """Read which stores the modem can receive into, the SIM card first; the SIM card alone if it does not say it."""
    received = _after_colon(answer).rpartition("(")[2]
    found = dict.fromkeys(_STORE.findall(received)) if answer.done else {}
    return tuple(sorted(found, reverse=True)) or ("SM",)


def room_in(answer: Answer) -> tuple[int, int] | None:
    """Read how many texts a store holds and how many fit, out of the answer that chose it; None if it does not say it."""
    found = [int(each) for each in _NUMBERS.findall(_after_colon(answer)) if len(each) < 6]
    return (found[0], found[1]) if answer.done and len(found) >= 2 else None


def news_in(line: str) -> tuple[str, int] | None:
    """Read the store and the place of a text that came; None if the line is something else."""
    found = _NEWS.fullmatch(line)
    return (found[2], int(found[3])) if found else None


def listed_in(answer: Answer) -> dict[int, str]:
    """Read the list of stored texts that came: place → PDU. A place without a PDU has an empty one."""
    listed: dict[int, str] = {}
    place: int | None = None
    for line in answer.lines:
        if (found := _LISTED.fullmatch(line)) is not None:
            place = int(found[1]) if found[2] in _RECEIVED else None
            if place is not None:
                listed[place] = ""
        elif place is not None and not line.startswith("+"):
            listed[place] = line
            place = None
    return listed


def read_in(answer: Answer) -> str:
    """Read the PDU of one stored text; "" if there is none at its place."""
    return next((each for each in answer.lines if not each.startswith("+")), "")


def reference_in(answer: Answer) -> int | None:
    """Read which reference the network gave a text that was sent; None if the modem does not say it."""
    found = _NUMBERS.findall(_after_colon(answer))
    return int(found[0]) & 0xFF if answer.done and found and len(found[0]) < 6 else None


def _after_colon(answer: Answer) -> str:
    return answer.lines[-1].partition(":")[2].strip() if answer.lines else ""
