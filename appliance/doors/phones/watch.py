"""Watches whether desk phones work: is their process connected, does the phone system take the box's account, do all lines work, is each
phrase recorded. One cause is one trouble. Knows no socket.
"""

import msgspec

from appliance.api.phones.messages import CALLS_MAX
from appliance.core.ground.words import Cause
from appliance.doors.phones.quoted import quoted
from appliance.kept_running import Report
from appliance.words.troubles import PHONES_LINES_LOST, PHONES_NOT_CONNECTED, PHONES_UNREGISTERED, PHRASES_MISSING
from appliance.words.troubles.row import TroubleWords

AWAY_AFTER_S = 120.0  # as for pages: told within the 200 s of NFPA 72, and later than any start
FIRST_REGISTERED_S = 10.0
"""How long a process that just began may need to register. The phone system answers within 32 s or never (RFC 3261, timer B, is for one
attempt); one that lives answers in a second. With what the process itself needs to notice a loss, 45 s are never passed.
"""
LINES_LOST_AFTER_S = 30.0  # a line that died is begun again within some seconds
PHRASES_AFTER_S = 600.0
"""How long phrases may take to be recorded: a plan of 100 rooms takes a Pi 4 some minutes."""
MISSING_NAMED = 3  # phrases named in a trouble; `handbell phrases show` names all

SUBJECT = "desk-phones"
WATCHED = (PHONES_NOT_CONNECTED, PHONES_UNREGISTERED, PHONES_LINES_LOST, PHRASES_MISSING)


class Seen(msgspec.Struct, frozen=True):
    """How the phones are now.

    `planned`: the plan has desk phones. `connected`: their process is there. `why`: why the phone system does not take the account, None if
    it does; unset while the process has not said it. `lines`: how many lines work, and why not more. `missing`: texts of phrases that are
    not recorded; None if nobody looked yet.
    """

    planned: bool
    connected: bool
    why: str | msgspec.UnsetType | None = msgspec.UNSET
    lines: tuple[int, str] = (CALLS_MAX, "")
    missing: tuple[str, ...] | None = None


class Watch:
    """Tells what is wrong with desk phones, each once. Times are steady seconds."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._told: dict[str, bool] = {}  # without an entry: a trouble of before this start may still stand
        self._since_s: dict[str, float] = {}
        self._registered = False

    @property
    def unregistered(self) -> bool:
        """Whether it was told that the phone system does not take the account."""
        return self._told.get(PHONES_UNREGISTERED.word, False)

    def look(self, seen: Seen, now_s: float) -> None:
        """Look once, each second, and whenever something changed."""
        if not seen.planned:
            self._since_s.clear()
            self._registered = False
            for words in WATCHED:
                self._tell(words, None)
            return
        away = self._lasts("away", AWAY_AFTER_S, now_s, holds=not seen.connected)
        self._tell(PHONES_NOT_CONNECTED, PHONES_NOT_CONNECTED.says if away else None)
        self._look_at_account(seen, now_s, away=away)
        few = seen.connected and seen.why is None and seen.lines[0] < CALLS_MAX
        lost = self._lasts("lines", LINES_LOST_AFTER_S, now_s, holds=few)
        working, why = seen.lines
        self._tell(
            PHONES_LINES_LOST,
            f"Of {CALLS_MAX} lines to the phone system {working} work.{quoted(why)}" if lost else None,
        )
        if seen.missing is not None:
            late = self._lasts("phrases", PHRASES_AFTER_S, now_s, holds=bool(seen.missing))
            self._tell(PHRASES_MISSING, _missing(seen.missing) if late else None)

    def begin_phrases_anew(self) -> None:
        """Note that other phrases are needed: there is time again to record them."""
        self._since_s.pop("phrases", None)

    def _look_at_account(self, seen: Seen, now_s: float, *, away: bool) -> None:
        if away:
            self._registered = False
            self._tell(PHONES_UNREGISTERED, None)
        if not seen.connected:
            self._since_s.pop("account", None)
            return  # what stood before still stands, until it is known better or the process counts as away
        if seen.why is None:
            self._registered = True
            self._since_s.pop("account", None)
            self._tell(PHONES_UNREGISTERED, None)
            return
        said = isinstance(seen.why, str)
        wait_s = 0.0 if self._registered and said else FIRST_REGISTERED_S
        if self._lasts("account", wait_s, now_s, holds=True):
            self._registered = False
            why = quoted(seen.why) if isinstance(seen.why, str) else ""
            self._tell(PHONES_UNREGISTERED, f"{PHONES_UNREGISTERED.says}{why}")

    def _lasts(self, what: str, for_s: float, now_s: float, *, holds: bool) -> bool:
        if not holds:
            self._since_s.pop(what, None)
            return False
        return now_s - self._since_s.setdefault(what, now_s) >= for_s

    def _tell(self, words: TroubleWords, says: str | None) -> None:
        if self._told.get(words.word) is not (says is not None):
            self._told[words.word] = says is not None
            self._report(Cause(words.word, SUBJECT), None if says is None else f"{says} {words.do}")


def _missing(texts: tuple[str, ...]) -> str:
    named = ", ".join(f'"{each}"' for each in texts[:MISSING_NAMED])
    more = f" and {len(texts) - MISSING_NAMED} more" if len(texts) > MISSING_NAMED else ""
    return f"Not recorded for the desk phones: {named}{more}."
