"""Speaks RFC 2217 with a machine that lends a serial line: it sets the line and finds the line's bytes among the commands. Does no I/O.

We do not use pyserial's client: it keeps what a peer sends without a limit, and needs threads of its own for each line.
"""

from typing import Final

from hardware.serial.port import Format
from hardware.serial.telnet import DO, DONT, WILL, WONT, Bracket, Broken, Telnet, Wish, bracket, wish

BINARY, SUPPRESS_GO_AHEAD, COM_PORT = 0, 3, 44
SET_BAUDRATE, SET_DATASIZE, SET_PARITY, SET_STOPSIZE, SET_CONTROL = 1, 2, 3, 4, 5
ANSWERED: Final = 100  # the lender answers each setting with the setting's number plus this
NO_FLOW_CONTROL, DTR_ON, RTS_ON = 1, 8, 11
_PARITY: Final = {"N": 1, "O": 2, "E": 3}
_OURS: Final = (BINARY, SUPPRESS_GO_AHEAD, COM_PORT)
_ASKED_OF_THEM: Final = (BINARY, SUPPRESS_GO_AHEAD)
_TAKEN_FROM_THEM: Final = (*_ASKED_OF_THEM, COM_PORT)  # some lenders offer an option for which we would have to ask


class Session:
    """Our side of one connection. `ready` is true once the line is set as asked; `wrong` says why it never will be."""

    def __init__(self, baud: int, form: Format) -> None:
        self._baud = baud
        self._asked = {
            SET_BAUDRATE: baud.to_bytes(4),
            SET_DATASIZE: bytes([int(form[0])]),
            SET_PARITY: bytes([_PARITY[form[1]]]),
            SET_STOPSIZE: bytes([int(form[2])]),
        }
        self._unanswered = set(self._asked)
        self._telnet = Telnet()
        self._said = {(True, option): WILL for option in _OURS} | {(False, option): DO for option in _ASKED_OF_THEM}
        self._set = False
        self.wrong = ""

    @property
    def ready(self) -> bool:
        """Return whether bytes may go over the line."""
        return not self._unanswered and not self.wrong

    def opening(self) -> bytes:
        """Return what is sent first."""
        return b"".join(wish(word, option) for (_, option), word in self._said.items())

    def feed(self, data: bytes) -> tuple[bytes, bytes]:
        """Take in what came, and return the line's bytes and our answer."""
        line, answer = bytearray(), bytearray()
        for each in self._telnet.feed(data):
            match each:
                case bytes():
                    line += each
                case Wish():
                    answer += self._wished(each)
                case Bracket(option, said) if option == COM_PORT and said:
                    self._told(said[0] - ANSWERED, said[1:])
                case Broken():
                    self.wrong = "does not speak telnet"
                case _:
                    pass  # belongs to another option, about which we asked nothing
        return bytes(line), bytes(answer)

    def _wished(self, each: Wish) -> bytes:
        """Answer a wish once. Set the line as soon as the lender agrees to be told."""
        if each == Wish(DONT, COM_PORT):
            self.wrong = "lets nobody set its line: it does not speak RFC 2217, or another has it"
        about_us = each.about_hearer
        agreed = each.option in (_OURS if about_us else _TAKEN_FROM_THEM) and each.word in (DO, WILL)
        reply = (WILL if agreed else WONT) if about_us else (DO if agreed else DONT)
        answer = b"" if self._said.get((about_us, each.option)) == reply else wish(reply, each.option)
        self._said[about_us, each.option] = reply
        if each == Wish(DO, COM_PORT) and not self._set:
            self._set = True
            answer += self._settings()
        return answer

    def _settings(self) -> bytes:
        control = [(SET_CONTROL, bytes([each])) for each in (NO_FLOW_CONTROL, DTR_ON, RTS_ON)]
        return b"".join(bracket(COM_PORT, bytes([code]) + value) for code, value in [*self._asked.items(), *control])

    def _told(self, code: int, value: bytes) -> None:
        if code not in self._unanswered:
            return
        if value == self._asked[code]:
            self._unanswered.discard(code)
        else:
            self.wrong = f"does not set its line to {self._baud} baud and as the plan says"
