"""Pretends to be a modem with a SIM card in a cell: takes commands as smsd, gammu and our driver give them, and says what such a
modem says, with failures on demand. Ships in the product; it shares no code with the driver.
"""

import asyncio
import datetime
import re
from collections.abc import Callable
from typing import Final

from hardware.modem.twin.air import Air, delivered, report, submitted
from hardware.modem.twin.card import Card

MODEL: Final = "HANDBELL TWIN"
BOOTS_S: Final = 0.3  # real ones take 15 s and more
_URC_BETWEEN: Final = "\r\n^RSSI: 18\r\n"

type Send = Callable[[bytes], object]
type Clock = Callable[[], datetime.datetime]


class TwinModem:
    """A pretend modem. `send` takes what it says; `now` gives the time that its network writes on texts."""

    def __init__(self, send: Send, now: Clock = lambda: datetime.datetime.now(datetime.UTC)) -> None:
        self.card = Card()
        self.heard: list[str] = []
        """Every command that it was given, in order."""
        self.sent: list[Air] = []
        """Every text that its network took, in order."""
        self.refuses: dict[str, int] = {}
        """Number → the error with which its network refuses a text; "" is every number."""
        self.silent = self.chatters = self.keeps_news = self.loses_answers = self.never_prompts = False
        self.slow_s = 0.0
        self.sends_s = 0.02
        self.registered, self.signal = True, 20
        self.reports = 0
        """The status of the reports on texts that ask for one; below 0 none comes."""
        self._send = send
        self._now = now
        self._unread = b""
        self._pdu = False
        self._starts = False
        self._reference = 6
        self._begin()

    def take(self, data: bytes) -> None:
        """Take in bytes from whoever has the line."""
        if self.silent or self._starts:
            return
        if self._echo:
            self.say(data)
        self._unread += data
        while self._pdu or b"\r" in self._unread:
            if self._pdu:
                if not self._take_pdu():
                    return
                continue
            line, self._unread = self._unread.split(b"\r", 1)
            self._obey(line.strip(b"\n\x1a\x1b \0").decode("ascii", "replace"))

    # ---- what happens around it

    def text(self, number: str, text: str, *, reference: int = 1, only: int = 0) -> None:
        """Let a text come in; `only` is the one part of a long text that does, 0 for all. A full card takes none."""
        for part, pdu in enumerate(delivered(number, text, self._now(), reference), 1):
            if not only or part == only:
                self.come(pdu)

    def come(self, pdu: str) -> None:
        """Let a PDU come in, and say that it did."""
        at = self.card.put(pdu)
        if at is not None and self._tells and not self.keeps_news:
            self.news(f'+CMTI: "{self.card.receives}",{at}')

    def cell(self, *, registered: bool, signal: int | None = None) -> None:
        """Come into a cell or leave it."""
        self.registered = registered
        self.signal = self.signal if signal is None else signal
        for command in sorted(self._tells_cell):
            self.news(f"{command}: {self._cell_state}")

    def news(self, line: str) -> None:
        """Say a line unasked."""
        if not self.silent:
            self.say(b"\r\n" + line.encode("ascii") + b"\r\n")

    def noise(self, data: bytes) -> None:
        """Say bytes that are no line."""
        self.say(data)

    def boot(self) -> None:
        """Start anew by itself: it forgets what it was told."""
        self._begin()
        self.news("^BOOT:1234567,0,0,0,75")
        self.news("RDY")

    def say(self, data: bytes) -> None:
        """Say bytes."""
        self._send(data)

    # ---- commands

    def _begin(self) -> None:
        self._echo = True
        self._numbered = self._tells = False
        self._reports_how = 0
        self._tells_cell: set[str] = set()
        self._pdu = False
        self._unread = b""
        self.card.restart()

    @property
    def _cell_state(self) -> int:
        return 1 if self.registered else 2

    def _obey(self, command: str) -> None:
        if not command:
            return
        self.heard.append(command)
        answer = self._answer(command.upper() if "=" not in command else command)
        if answer is not None:
            self._later(self.slow_s, answer)

    def _answer(self, command: str) -> str | None:
        name, _, value = command.partition("=")
        if name == "AT+CMGS":
            return self._begins_to_send()
        if name == "AT+CFUN" and value == "1,1":
            self._restart()
            return None
        if not self.card.is_open and name in {"AT+CMGL", "AT+CMGR", "AT+CMGD", "AT+CPMS", "AT+CNMI", "AT+CSCA?"}:
            return self._card_error()
        simple = {
            "ATI": MODEL,
            "AT+CGMI": "HANDBELL",
            "AT+CGMM": MODEL,
            "AT+CGMR": "1",
            "AT+CGSN": "490154203237518",
            "AT+CIMI": "310150123456789",
            "AT+CCID": f"+CCID: {self.card.number}",
            "AT+CSQ": f"+CSQ: {self.signal if self.registered else 99},99",
            "AT+CREG?": f"+CREG: {int('+CREG' in self._tells_cell)},{self._cell_state}",
            "AT+CEREG?": f"+CEREG: {int('+CEREG' in self._tells_cell)},{self._cell_state}",
            "AT+CMGF=?": "+CMGF: (0,1)",
            "AT+CMGF?": "+CMGF: 0",
            "AT+CNMI=?": "+CNMI: (0-2),(0-3),(0,2),(0-2),(0,1)",
            "AT+CSCA?": '+CSCA: "+12063130004",145',
            "AT+CSCS=?": '+CSCS: ("GSM","UCS2","HEX")',
            "AT+CSCS?": '+CSCS: "GSM"',
            "AT+CSMS?": "+CSMS: 0,1,1,1",
            "AT+CFUN?": "+CFUN: 1",
            "AT+CPIN?": None if self.card.is_missing else f"+CPIN: {self.card.state}",
            'AT+CPINR="SIM PIN"': f"+CPINR: SIM PIN,{self.card.tries}",
        }
        if command in simple:
            said = simple[command]
            return self._card_error() if said is None else self._done(said)
        if name in {"AT+CPIN", "AT+CPMS", "AT+CPMS?", "AT+CMGL", "AT+CMGR", "AT+CMGD"}:
            said = self.card.obey(name, value)
            return self._card_error() if said is None else self._done(said)
        return self._set(command, name, value)

    def _set(self, command: str, name: str, value: str) -> str:
        match name:
            case "ATE0" | "ATE1":
                self._echo = name == "ATE1"
            case "AT+CMEE":
                self._numbered = value != "0"
            case "AT+CNMI":
                settings = [*re.findall(r"\d", value), *"00000"]
                self._tells, self._reports_how = settings[1] != "0", int(settings[3])
            case "AT+CREG" | "AT+CEREG":
                (self._tells_cell.add if value != "0" else self._tells_cell.discard)(name[2:])
            case _ if not re.fullmatch(r"AT(|Z|H|V1|Q0|\+(CMGF|CSCS|CSMP|CSMS|CSCA|CFUN|COPS)=.*)", command):
                return "\r\nERROR\r\n"
        return self._done("")

    def _done(self, said: str) -> str:
        between = _URC_BETWEEN if self.chatters else ""
        lines = "".join(f"\r\n{line}{between}" for line in said.split("\n")) + "\r\n" if said else ""
        return f"{lines}{between}\r\nOK\r\n"

    def _card_error(self) -> str:
        return f"\r\n+CME ERROR: {self.card.error}\r\n" if self._numbered else "\r\nERROR\r\n"

    def _begins_to_send(self) -> str | None:
        if self.never_prompts:
            return None
        self._pdu = True
        return "\r\n> "

    def _take_pdu(self) -> bool:
        ends = [at for at in (self._unread.find(b"\x1a"), self._unread.find(b"\x1b")) if at >= 0]
        if not ends:
            return False
        pdu, sign, self._unread = self._unread[: min(ends)], self._unread[min(ends)], self._unread[min(ends) + 1 :]
        self._pdu = False
        if sign == 0x1B:
            self.say(b"\r\nOK\r\n")
        else:
            self._to_network(pdu.decode("ascii", "replace").strip())
        return True

    def _to_network(self, pdu: str) -> None:
        try:
            air = submitted(pdu)
        except (ValueError, IndexError, KeyError):
            self._later(self.slow_s, "\r\n+CMS ERROR: 304\r\n")
            return
        refused = self.refuses.get(air.number, self.refuses.get("", 0 if self.registered else 331))
        if refused:
            self._later(self.sends_s, f"\r\n+CMS ERROR: {refused}\r\n" if self._numbered else "\r\nERROR\r\n")
            return
        self._reference = (self._reference + 1) % 256
        self.sent.append(air)
        if not self.loses_answers:
            self._later(self.sends_s, self._done(f"+CMGS: {self._reference}"))
        if air.wants_report and self.reports >= 0 and self._reports_how:
            pdu = report(air.number, self._reference, self.reports, self._now())
            asyncio.get_running_loop().call_later(2 * self.sends_s, self._report, pdu)

    def _report(self, pdu: str) -> None:
        if self._reports_how == 1:
            self.news(f"+CDS: {len(pdu) // 2 - 1}\r\n{pdu}")
        elif (at := self.card.put(pdu)) is not None:
            self.news(f'+CDSI: "{self.card.receives}",{at}')

    def _restart(self) -> None:
        self.say(b"\r\nOK\r\n")
        self._starts = True
        asyncio.get_running_loop().call_later(BOOTS_S, self._started)

    def _started(self) -> None:
        self._starts = False
        self.boot()

    def _later(self, after_s: float, text: str) -> None:
        data = text.encode("ascii")
        if after_s:
            asyncio.get_running_loop().call_later(after_s, self._say_unless_silent, data)
        else:
            self._say_unless_silent(data)

    def _say_unless_silent(self, data: bytes) -> None:
        if not self.silent:
            self.say(data)
