"""Judges whether the PBX is there for us, and how many lines work. Pure: the time is an argument; knows no socket."""

import msgspec

from appliance.api.phones.messages import CALLS_MAX, Setup

ASKED_EACH_S = 5.0
"""How often the PBX is asked whether it is there (OPTIONS). So soon a line begins anew that could not register while it was away."""
SILENT_AFTER_S = 35.0
"""Seven questions were missed. By UDP the first was sent again for 32 s, until it was given up (RFC 3261: 64 T1). With `LOOK_EACH_S` it is
told within 45 s.
"""
LOOK_EACH_S = 1.0
BEGINS_S = 12.0  # until a start is judged: eight programs begin and register, on a Pi that starts everything at once
LINE_IS_AWAY_S = 5.0  # a line that ended is back within a second; only one that stays away is told
OF_REFUSAL = {
    401: "Its secret is not the one that the PBX has: set one, and give it to both",
    403: "Look at the account in the PBX: it must exist, be enabled, and may register from this box's address with several devices",
    404: "The PBX has no account of this name: look at `user` of `telephone` in the plan",
    407: "Its secret is not the one that the PBX has: set one, and give it to both",
}


class Told(msgspec.Struct, frozen=True):
    """What is told of the PBX and the lines. `pbx` None: it is there."""

    pbx: str | None
    working: int
    lines: str


class Reachable:
    """Times are seconds of one clock that only goes forward."""

    def __init__(self, setup: Setup, now: float) -> None:
        self._setup = setup
        self._began = now
        self._heard: float | None = None
        self._refused: dict[int, int | None] = {}
        self._down: dict[int, tuple[float, str]] = dict.fromkeys(range(CALLS_MAX), (now, ""))

    def heard(self, now: float) -> None:
        """The PBX answered something."""
        self._heard = now

    def was_silent(self, now: float) -> bool:
        """Whether the PBX did not answer for long, until now."""
        return self._heard is not None and now - self._heard >= SILENT_AFTER_S

    def registered(self, line: int, refused: int | None) -> None:
        """A line registered (None), or the PBX refused it with this status."""
        self._refused[line] = refused

    def up(self, line: int) -> None:
        """A line works."""
        self._down.pop(line, None)

    def down(self, line: int, why: str, now: float) -> None:
        """A line does not work, since now or for longer."""
        since = self._down.get(line, (now, ""))[0]
        self._down[line] = (since, why)
        self._refused.pop(line, None)

    def judged(self, now: float) -> Told | None:
        """Say what holds now; None while it is too early to say."""
        pbx = self._of_pbx(now)
        away = {line: why for line, (since, why) in self._down.items() if now - since >= LINE_IS_AWAY_S}
        if now - self._began < BEGINS_S and (pbx is not None or self._down):
            return None
        if len(away) == CALLS_MAX:
            return Told(self._no_line(), 0, next(iter(away.values())))
        says = ""
        if away:
            why = next(iter(away.values()))
            says = f"{len(away)} of {CALLS_MAX} lines to the PBX do not work: {why}. They are started again and again."
        return Told(pbx, CALLS_MAX - len(away), says)

    def _of_pbx(self, now: float) -> str | None:
        where = f"The PBX at {self._setup.pbx} port {self._setup.port} ({self._setup.transport})"
        if self._heard is None or now - self._heard >= SILENT_AFTER_S:
            return (
                f"{where} does not answer. Check that it runs, that the cable is in, and that both ends use the same port and transport"
                f"{', and that its certificate is by the authority that the box was given' if self._setup.transport == 'tls' else ''}."
            )
        if any(status is None for status in self._refused.values()):
            return None
        status = next((status for status in self._refused.values() if status), 0)
        help_ = OF_REFUSAL.get(status, "Look at the account in the PBX")
        answered = f" (it answers {status})" if status else ""
        return f"{where} does not take the box's account {self._setup.user!r}{answered}. {help_}."

    def _no_line(self) -> str:
        why = next((why for _, why in self._down.values() if why), "none has started")
        return (
            f"No line to the PBX at {self._setup.pbx} works: {why}. Restart handbell-phones, and look at its journal."
        )
