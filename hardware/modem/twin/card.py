"""Pretends to be the SIM card of a pretend modem: its PIN, and the texts that lie on it and in the modem. Knows no line."""

import re
from typing import Final

ROOM: Final = 10  # a card holds 10 to 30
_READ, _UNREAD, _DRAFT = 1, 0, 2


class Card:
    """A pretend card. `state` is what AT+CPIN? says."""

    def __init__(self) -> None:
        self.number = "8901260123456789012"
        self.pin = ""
        """The PIN that it wants; "" if it wants none."""
        self.tries = 3
        self.is_missing = self.is_broken = False
        self.room = ROOM
        self.receives = "SM"
        self.stores: dict[str, dict[int, tuple[int, str]]] = {"SM": {}, "ME": {}}
        """Store → place → state and PDU."""
        self.wrong_pins: list[str] = []
        self._given = False
        self._selected = "SM"

    @property
    def state(self) -> str:
        if self.pin and self.tries == 0:
            return "SIM PUK"
        return "SIM PIN" if self.pin and not self._given else "READY"

    @property
    def is_open(self) -> bool:
        """Whether its texts can be read."""
        return not self.is_missing and not self.is_broken and self.state == "READY"

    @property
    def error(self) -> int:
        """The number of the error that a modem gives for what the card does not allow."""
        if self.is_missing:
            return 10
        return {"SIM PIN": 11, "SIM PUK": 12}.get(self.state, 13 if self.is_broken else 16)

    def restart(self) -> None:
        """Lose its power, and get it again: a PIN is wanted anew."""
        self._given = False

    def put(self, pdu: str) -> int | None:
        """Store a text that came; None if there is no room, or nobody can."""
        store = self.stores[self.receives]
        free = [place for place in range(1, self.room + 1) if place not in store]
        if not free or not self.is_open:
            return None
        store[free[0]] = (_UNREAD, pdu)
        return free[0]

    def draft(self, pdu: str) -> None:
        """Store a text that somebody wrote and did not send."""
        store = self.stores[self.receives]
        store[next(place for place in range(1, self.room + 1) if place not in store)] = (_DRAFT, pdu)

    def obey(self, name: str, value: str) -> str | None:
        """Do what a command says. None: an error."""
        match name:
            case "AT+CPIN":
                return self._try(value.strip('"'))
            case "AT+CPMS" if value == "?":
                return '+CPMS: ("SM","ME"),("SM","ME"),("SM","ME")'
            case "AT+CPMS":
                return self._choose(re.findall(r"[A-Z]{2}", value))
            case "AT+CPMS?":
                return "+CPMS: " + ",".join(f'"{each}",{self._figures(each)}' for each in (self._selected,) * 3)
            case "AT+CMGL":
                return self._list()
            case "AT+CMGR":
                return self._read(int(value))
            case "AT+CMGD":
                return "" if self.stores[self._selected].pop(int(value.partition(",")[0]), None) is not None else None
        return None

    def _try(self, pin: str) -> str | None:
        if not self.pin or self._given:
            return None
        if pin == self.pin:
            self._given, self.tries = True, 3
            return ""
        self.wrong_pins.append(pin)
        self.tries -= 1
        return None

    def _choose(self, names: list[str]) -> str | None:
        if not names or any(each not in self.stores for each in names):
            return None
        self._selected = names[0]
        self.receives = names[2] if len(names) > 2 else self.receives
        return "+CPMS: " + ",".join(self._figures(each) for each in (self._selected, self._selected, self.receives))

    def _figures(self, store: str) -> str:
        return f"{len(self.stores[store])},{self.room}"

    def _list(self) -> str:
        store = self.stores[self._selected]
        said = "\n".join(
            f"+CMGL: {at},{state},,{len(pdu) // 2 - 1}\r\n{pdu}" for at, (state, pdu) in sorted(store.items())
        )
        for at, (state, pdu) in list(store.items()):
            store[at] = (_READ if state == _UNREAD else state, pdu)
        return said

    def _read(self, at: int) -> str:
        state, pdu = self.stores[self._selected].get(at, (0, ""))
        return f"+CMGR: {state},,{len(pdu) // 2 - 1}\r\n{pdu}" if pdu else ""
