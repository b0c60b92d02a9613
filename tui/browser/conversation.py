"""What a person at a desk in a browser does, and what follows: the engine of this console, without a socket and without a page.

Keys and questions are those of the other consoles (`tui/asking`), acts are those of the flows. A page's words are taken in their order;
where one asks the box for something, the next waits until the box has answered.
"""

from dataclasses import dataclass, replace
from typing import Any

from appliance.api.ask import Reply
from appliance.api.board.board import BoardView
from appliance.api.board.calls import CallCard, TapOutLine
from appliance.core.building.commands import MarkRoom
from appliance.core.commands import DeskCommand
from appliance.flows.building.check_in import CHECK_IN_LIST, NextRoom
from appliance.flows.building.many_rooms import NotTheWholeBuilding, not_asked_again
from appliance.flows.calls.tap_outs import begin
from appliance.flows.parts import about, about_nothing
from appliance.plan.ids import DeskId, IncidentId
from tui.asking.pressing import Asks, Does, Led, Opens, Says, pressed
from tui.asking.question import After, CalledOff, Marked, NothingToAsk, Question, Refused, Wants
from tui.board.aim import LOOKED_AT_MS, Aims
from tui.board.keys_here import KeysHere
from tui.browser.asking import Asking
from tui.browser.heard import Choose, Enter, Painted, Select, Stroke, Typed
from tui.browser.reachable import ACTIONS, BY_STROKE, NOT_HERE, OF_OTHERS, REACHED
from tui.keys.key import Key
from tui.keys.table import BY_ACTION
from tui.line.link import NOT_RECORDED
from tui.model import ConsoleModel

NOTICE_MS = 8000  # long enough to read a sentence twice
SCENES_KEPT = 8  # a page that is more than eight seconds behind shows what is too old to aim at
LIST_MOVED = "The list changed just now. Look, then choose again."
READ_FIRST = "Read this first, then choose again."
NO_PLAN_YET = "Rooms and people have not come from the box yet. Try again in a moment."


type Rung = tuple[IncidentId, int, bool]
"""What a call rings for (`CallCard.rung`)."""


@dataclass(frozen=True, slots=True)
class Act:
    """The box is asked for this. `asked` is the number of the question that it came from; 0 for a key."""

    command: DeskCommand
    asked: int = 0


class Conversation:
    """`model` is what the desk knows, `asking` the question that stands on the page, `card` whether the 911 card does.

    `asked` and `list` number the question and its list: what a finger meant for another one is not taken.
    """

    def __init__(self, desk: DeskId, now_ms: int) -> None:
        self.model = ConsoleModel(desk=desk, nameless=True, keys=KeysHere(ACTIONS))
        self.asking: Asking | None = None
        self.card: CallCard | None = None
        self.reads_card = False
        self.asked = self.list = self.scene = 0
        self._notice = ""
        self._notice_ms = now_ms
        self._aims = Aims()
        self._scenes: dict[int, ConsoleModel] = {}
        self._reported: set[Rung] = set()
        self._drafts: dict[str, str] = {}
        self._stands: set[Rung] = set()
        """What stands on the page in full and can be heard."""

    # ---- from the box

    def board(self, view: BoardView, arrived_ms: int) -> None:
        """A board came."""
        self.model = self.model.with_board(view, arrived_ms)
        self._follow(arrived_ms)

    def lost(self, why: str, now_ms: int) -> None:
        """There is no line to the box."""
        self.model = self.model.without_line(why, now_ms)

    def back(self) -> tuple[IncidentId, ...]:
        """There is a line again: what stands on the page is reported anew."""
        self._reported.clear()
        return self.to_report()

    def not_shown(self, incident: IncidentId) -> None:
        """The box did not take the report of this call."""
        self._reported = {rung for rung in self._reported if rung[0] != incident}

    def replied(self, act: Act, reply: Reply, now_ms: int) -> None:
        """The box answered an act."""
        still = self.asking is not None and act.asked == self.asked and act.asked != 0
        if not reply.ok:
            if still and self.asking is not None:
                self.asking.refused = reply.says
            else:
                self.say(reply.says, now_ms)
            return
        if still:
            self.close(done=True)
            if isinstance(act.command, MarkRoom):
                self._rooms(now_ms)
        self.say("" if reply.recorded else NOT_RECORDED, now_ms)

    # ---- from the page

    def painted(self, told: Painted, now_ms: int) -> tuple[IncidentId, ...]:
        """The page shows a scene: what is on it may be aimed at. Returns what is to be reported as shown, because it stands there in full
        and can be heard.
        """
        if (model := self._scenes.get(told.scene)) is None:
            return ()
        for older in [each for each in self._scenes if each < told.scene]:
            del self._scenes[older]
        seen = frozenset(map(IncidentId, told.seen))
        self._aims.painted(model, seen, now_ms)
        self._stands = {rung for rung in _asking(model) if rung[0] in seen} if told.sounds else set()
        return self.to_report()

    def to_report(self) -> tuple[IncidentId, ...]:
        """What asks for somebody, stands on the page as it rang last, and was not reported since then, or in vain."""
        self._reported &= _asking(self.model)
        new = (self._stands & _asking(self.model)) - self._reported
        self._reported |= new
        return tuple(rung[0] for rung in new)

    def unseen(self) -> None:
        """Nobody can see the page: nothing stands on it until it is painted anew."""
        self._stands.clear()

    def stroke(self, told: Stroke, now_ms: int, said_ms: int | None = None) -> Act | None:
        """A key was pressed, or the button on the screen that stands for it. `said_ms` is when it was, where it waited for another word:
        what a person saw then is what they meant.
        """
        key, said_ms = BY_STROKE.get(told.key), now_ms if said_ms is None else said_ms
        if (self.asking or self.reads_card) and not (key and key.in_a_panel):
            return self._within(told, key, now_ms, said_ms)
        if key is None:
            if told.key in OF_OTHERS:
                self.say(NOT_HERE, now_ms)
            return None
        if key.action == "close":
            self.close()
            return None
        if key.action in {"select_up", "select_down"}:
            self.model = self.model.choosing_next(-1 if key.action == "select_up" else 1)
            return None
        return self._led(key, pressed(key, self.model, self._aims, said_ms, now_ms), now_ms)

    def select(self, told: Select) -> None:
        """Keys are about this call from now on, if it is still open."""
        if any(call.incident == told.call for call in self.model.calls):
            self.model = self.model.choosing(IncidentId(told.call))

    def choose(self, told: Choose, now_ms: int, said_ms: int | None = None) -> Act | None:
        """A line was touched. `said_ms` as of a stroke."""
        if self.asking is None:
            return None
        if told.list != self.list or told.at >= len(self.asking.offered):
            self.asking.refused = LIST_MOVED
            return None
        if not self.asking.filters:
            self.asking.text = told.text
        return self._chosen(self.asking, told.at, now_ms, said_ms)

    def typed(self, told: Typed) -> None:
        """Something else stands in the line."""
        if self.asking is None or told.asked != self.asked or told.text == self.asking.text:
            return
        self.asking.text, self.asking.refused = told.text, ""
        before = [line.value for line in self.asking.offered]
        self.asking.narrow()
        self.list += before != [line.value for line in self.asking.offered]

    def enter(self, told: Enter, now_ms: int, said_ms: int | None = None) -> Act | None:
        """ENTER in the line: the first line of a list that typing narrows, else the text is the answer. `said_ms` as of a stroke."""
        if self.asking is None or told.asked != self.asked:
            return None
        self.typed(Typed(told.asked, told.text))
        asking = self.asking
        if asking.filters or asking.offered:
            if asking.filters and asking.offered and asking.question.part.chosen_beforehand:
                return self._chosen(asking, 0, now_ms, said_ms)
            return None
        return self._after(asking.question.entered(told.text.strip()), now_ms, said_ms)

    def lock(self) -> None:
        """Nobody is here: nothing that somebody was about to do stands on, and nothing half typed is kept for the next person."""
        self.close(done=True)
        self._drafts.clear()

    # ---- what stands on the page

    def notice(self, now_ms: int) -> str:
        """What is said above the keys now."""
        return self._notice if now_ms - self._notice_ms < NOTICE_MS else ""

    def say(self, words: str, now_ms: int) -> None:
        """Say this for some seconds."""
        self._notice, self._notice_ms = words, now_ms

    def next_scene(self) -> int:
        """Number the scene that is drawn now, and remember what it is about until the page says that it stands."""
        self.scene += 1
        self._scenes[self.scene] = self.model
        for old in [each for each in self._scenes if each <= self.scene - SCENES_KEPT]:
            del self._scenes[old]
        return self.scene

    def close(self, *, done: bool = False) -> None:
        """Put away what is asked or read. What was typed is kept unless it is done."""
        if (asking := self.asking) is not None:
            draft = asking.question.draft
            self._drafts.pop(draft, None)
            if draft and asking.typed and not done:
                self._drafts[draft] = asking.typed
        self.asking, self.card, self.reads_card = None, None, False

    # ---- within

    def _led(self, key: Key, led: Led, now_ms: int) -> Act | None:
        match led:
            case Says(words):
                self.say(words, now_ms)
                return None
            case Does(command, call):
                self._selects(call)
                return self._acts(command, now_ms)
            case Asks(question, call):
                self._selects(call)
                self._ask(question, now_ms)
            case Opens(call):
                self._selects(call)
                self._opens(key, now_ms)
        return None

    def _opens(self, key: Key, now_ms: int) -> None:
        """Begin what a key is for."""
        known = self.model.known_at(now_ms)
        self.say("", now_ms)
        if key.stages:
            line = self.model.meant(key, now_ms)
            flow = key.begins(known) or key.flow
            assert isinstance(line, CallCard | TapOutLine), "the key applies only where it has something to act on"
            assert flow is not None, "each key about a call that a browser has is for a flow"
            self._ask(Question(flow, about(known, line)), now_ms)
        elif key.action == "card_911":
            self.reads_card, self.card = True, self.model.selected
        elif key.action == "tap_outs":
            self._ask(Question(*begin(known)), now_ms)
        elif known.view is not None and known.view.check_in and key.action == "check_in":
            self._rooms(now_ms)
        else:
            flow = key.begins(known)
            if flow is None or known.view is None or (flow.of_plan and known.facts is None):
                self.say(f"{key.shown}: {NO_PLAN_YET}", now_ms)
            else:
                self._ask(Question(flow, about_nothing(known)), now_ms)

    def _rooms(self, now_ms: int) -> None:
        """The rooms of the check-in that is on."""
        known = self.model.known_at(now_ms)
        if known.view is not None and known.view.check_in:
            self._ask(Question(CHECK_IN_LIST, about_nothing(known)), now_ms)

    def _within(self, told: Stroke, key: Key | None, now_ms: int, said_ms: int) -> Act | None:
        """A digit chooses its line; the key that opened the card closes it. Every other key belongs to what is typed. A digit that was
        typed ahead of its question saw no list of it, and so none that moved.
        """
        if self.reads_card and key is not None and key.action == "card_911":
            self.close()
        elif self.asking is not None and told.key.isdecimal() and told.asked == self.asked and told.list != self.list:
            self.asking.refused = LIST_MOVED
        elif self.asking is not None and told.key.isdecimal() and told.key in self.asking.keys:
            return self._chosen(self.asking, self.asking.keys.index(told.key), now_ms, said_ms)
        return None

    def _chosen(self, asking: Asking, at: int, now_ms: int, said_ms: int | None) -> Act | None:
        return self._after(asking.question.chosen(asking.offered[at].value, asking.text.strip()), now_ms, said_ms)

    def _after(self, after: After, now_ms: int, said_ms: int | None) -> Act | None:
        asking, said_ms = self.asking, now_ms if said_ms is None else said_ms
        assert asking is not None, "only an answer has something after it"
        match after:
            case Question():
                self.close(done=True)
                self._ask(after, now_ms)
            case Marked(question):
                asking.question = question
                asking.text = ""
                asking.narrow()
                self.list += 1
            case Refused(says) | NothingToAsk(says):
                asking.refused = says
            case CalledOff(says):
                self.close(done=True)
                self.say(says, now_ms)
            case Wants() if asking.question.part.read_first and said_ms - asking.since_ms < LOOKED_AT_MS:
                asking.refused = READ_FIRST
            case Wants(wanted):
                return self._wants(wanted, now_ms)
        return None

    def _wants(self, wanted: Any, now_ms: int) -> Act | None:
        match wanted:
            case NotTheWholeBuilding():
                self.model = self.model.not_the_whole_building()
                self.close(done=True)
                self.say(not_asked_again(BY_ACTION["response"].shown), now_ms)
            case NextRoom():
                self.close(done=True)
                self._rooms(now_ms)
            case _:
                return self._acts(wanted, now_ms, self.asked)
        return None

    def _acts(self, command: Any, now_ms: int, asked: int = 0) -> Act | None:
        """The last gate: whatever a flow made, nothing else leaves a browser."""
        if isinstance(command, REACHED):
            return Act(command, asked)
        self.say(NOT_HERE, now_ms)
        return None

    def _ask(self, question: Question, now_ms: int) -> None:
        self.asking = Asking(question, now_ms, text=self._drafts.get(question.draft, "") if question.draft else "")
        self.asked += 1
        self.list += 1

    def _selects(self, call: CallCard | None) -> None:
        if call is not None:
            self.model = self.model.choosing(call.incident)

    def _follow(self, now_ms: int) -> None:
        """What is asked and read goes on about the board as it stands now."""
        known = self.model.known_at(now_ms)
        if self.card is not None:
            self.card = self.model.call(self.card.incident) or self.card
        if self.asking is None:
            return
        question = self.asking.question
        match followed := question.followed(known):
            case Question():
                self.list += self.asking.renew(followed)
            case str():
                self.close(done=True)
                self.say(followed, now_ms)
            case None if question.flow.reads is not None:
                self.asking.question = replace(question, given=replace(question.given, known=known))
            case None:
                pass


def _asking(model: ConsoleModel) -> set[Rung]:
    return {call.rung for call in model.ringing_here} | {line.rung for line in model.asking_here}
