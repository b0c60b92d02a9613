"""The console: routes messages between the line, the model and the screens. No rule about calls lives here."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, assert_never

from textual import events, on
from textual.messages import ExitApp
from textual.scrollbar import ScrollBar

from appliance.api.ask import Reply
from appliance.api.board.calls import CallCard
from appliance.api.restoring.messages import TakenUp
from appliance.api.sticks import Carried
from appliance.communications.guidance import Guidance
from appliance.exercises.scenario import Scenario
from appliance.flows.building.many_rooms import not_asked_again
from appliance.flows.devices.carried import KEPT_TODAY
from appliance.flows.duties.listing import after_sign_in
from appliance.flows.known import no_scenarios
from appliance.flows.people.pin import PIN_CHANGED
from appliance.flows.records.sitting import UNATTENDED_MS, WARNED_MS
from appliance.plan.ids import DeskId, IncidentId
from tui.asking.pressing import Asks, Does, Opens, Says, pressed
from tui.asks import AsksForPanels
from tui.board.aim import Aims
from tui.board.ringer import Ringer
from tui.clock import monotonic_ms
from tui.hangup import hang_up_if_gone
from tui.keys.key import Key
from tui.keys.strokes import Keystrokes, Stroke
from tui.keys.table import BY_ACTION, OUT_OF_TURN
from tui.learned import Learned, learned
from tui.line.link import NOT_RECORDED, DeskLink
from tui.line.news import (
    CanGoReplied,
    CarriedReplied,
    FactsArrived,
    GuidanceArrived,
    LinkBack,
    LinkLost,
    LookedUp,
    News,
    OwedArrived,
    PinReplied,
    ReadyArrived,
    Replied,
    RestoreTold,
    ScenariosArrived,
    ScheduleReplied,
    ShownRefused,
    StateArrived,
    StickTold,
)
from tui.looks import USUAL, Looks
from tui.messages import Asked, FromLine, Painted, SaidNotTheWholeBuilding
from tui.model import ConsoleModel
from tui.screens.blind import BlindScreen
from tui.screens.board import BoardScreen
from tui.screens.box.restore import RESTORING
from tui.screens.calls.timeline import TimelinePanel
from tui.screens.flow import FlowPanel
from tui.screens.palette import PalettePanel
from tui.screens.panels import panel_for
from tui.screens.practice.exercise import ExercisePanel
from tui.screens.records.panel import RecordPanel
from tui.themes import THEMES
from tui.widgets.scroll_bar import WholeCells

# Four repaints a second from data: each costs a Pi about 30 ms, and nobody reads faster. News after a rest is painted at once.
REPAINT_MS_MIN = 250
FACTS_EVERY_MS = 30_000  # who is on duty changes by the minute
STANDARD_INPUT = 0  # by number: while the console runs, the name in `sys` is its own
NOTICE_MS = 8000  # long enough to read a sentence twice
TYPED_TOO_EARLY = "The box takes long. What was typed since was not taken: look, type again."


class ConsoleApp(AsksForPanels):
    """`path` is the desk socket, `desk` which desk this is (None watches). `now_ms` is the clock."""

    CSS_PATH = Path(__file__).with_name("console.tcss")  # absolute, so that the demo's console finds it too
    ENABLE_COMMAND_PALETTE = False

    def __init__(
        self,
        path: Path,
        desk: DeskId | None,
        now_ms: Callable[[], int] = monotonic_ms,
        looks: Looks = USUAL,
        guidance: Guidance | None = None,
        scenarios: Callable[[], tuple[Scenario, ...]] = no_scenarios,
    ) -> None:
        super().__init__(DeskLink(path, desk, self._post_news))
        for theme in THEMES.values():
            self.register_theme(theme)
        self.theme = looks.theme
        self.model = ConsoleModel(
            desk=desk, nameless=looks.nameless, kiosk=looks.kiosk, guidance=guidance, scenarios=scenarios
        )
        self.now_ms = now_ms
        self._blind = BlindScreen()
        self._aims = Aims()
        self._reported: set[tuple[IncidentId, int, bool]] = set()
        self._news_ms = self._facts_ms = self._notice_ms = -FACTS_EVERY_MS
        self._ringer = Ringer()
        self._news_waits = False
        self._key_ms = self._counted_ms = now_ms()
        self.keystrokes = Keystrokes(
            self,
            super().on_event,
            self._settled,
            calls_off=self._calls_off,
            lost=lambda: self._say(TYPED_TOO_EARLY),
            now_ms=now_ms,
        )
        self.board = BoardScreen(self.keystrokes.forget)

    async def on_mount(self) -> None:
        ScrollBar.renderer = WholeCells
        await self.push_screen(self.board)
        self.run_worker(self.link.run(), name="desk line")
        self.set_interval(1, self._tick)
        if not self.is_headless:
            self.set_interval(1, lambda: hang_up_if_gone(STANDARD_INPUT))

    async def on_event(self, event: events.Event) -> None:
        """Any key says that a person is here, and has its turn."""
        if isinstance(event, events.Key | events.Paste) and not event.is_forwarded:
            self._key_ms = self.now_ms()
            self.beside(self._somebody_is_here)
            if isinstance(event, events.Key) and event.key in OUT_OF_TURN:
                await self.keystrokes.out_of_turn(event)
            else:
                await self.keystrokes.typed(event)
        else:
            await super().on_event(event)

    def _settled(self) -> bool:
        """Whether a key would meet what the key before it led to."""
        return self.board.settled if self.screen is self.board else True

    def _calls_off(self, stroke: Stroke) -> bool:
        """ESC gives up what is awaited; in a record it means "saved first", and what became of that is to be known."""
        is_esc = isinstance(stroke, events.Key) and stroke.key == BY_ACTION["close"].key
        return is_esc and not isinstance(self.board.panel, RecordPanel)

    async def _somebody_is_here(self) -> None:
        await self.link.present(self._key_ms)

    # ---- from the line

    def _post_news(self, news: News) -> None:
        self.post_message(FromLine(news))

    @on(FromLine)
    async def _from_line(self, message: FromLine) -> None:
        match message.news:
            case StateArrived() as news:
                self._state_arrived(news)
            case LinkLost() as news:
                await self._link_lost(news)
            case LinkBack():
                self._link_back()
            case FactsArrived() | GuidanceArrived() | ScenariosArrived() | ReadyArrived() as news:
                self._learned(news)
            case LookedUp() as news:
                self.board.show_answer(news)
            case StickTold() as news:
                self._stick_told(news)
            case RestoreTold() as news:
                self._restore_told(news)
            case OwedArrived() as news:
                self._owed_arrived(news)
            case ShownRefused() as news:
                self._reported = {reported for reported in self._reported if reported[0] != news.incident}
            case Replied() as news:
                self._replied(news.asker, news.reply, "")
            case PinReplied() | CarriedReplied() | CanGoReplied() | ScheduleReplied() as news:
                self._replied(news.asker, news.reply, _done(news))
            case _:
                assert_never(message.news)

    def _learned(self, news: Learned) -> None:
        self.model = learned(self.model, news)
        known = self.model.known_at(self.now_ms())
        if isinstance(news, ReadyArrived):
            self.board.show_ready(news, known)
        if isinstance(news, FactsArrived):
            self.board.show_facts(known)

    def _stick_told(self, news: StickTold) -> None:
        self.board.show_stick(news)
        if isinstance(news.told, Carried):
            self._say(news.told.says[0])  # also where the panel was put away meanwhile

    def _owed_arrived(self, news: OwedArrived) -> None:
        """One line and no panel: whoever signs in may do so to answer a call."""
        words = after_sign_in(news.known, f"{BY_ACTION['owed'].shown} shows what is owed.")
        if words:
            self._say(words)

    def _state_arrived(self, news: StateArrived) -> None:
        self.model = self.model.with_board(news.view, self.now_ms() - news.age_ms)
        left_ms = self._news_ms + REPAINT_MS_MIN - self.now_ms()
        if left_ms <= 0:
            self._paint_news()
        elif not self._news_waits:
            self._news_waits = True
            self.set_timer(left_ms / 1000, self._paint_news)

    async def _link_lost(self, news: LinkLost) -> None:
        first = not self.model.blind
        self.model = self.model.without_line(news.why, self.now_ms())
        if first:
            self.bell()
            await self.push_screen(self._blind)
        self._blind.show(self.model, self.now_ms())

    def _link_back(self) -> None:
        self._reported.clear()
        self._facts_ms = self.now_ms()
        self.beside(self.link.fetch_facts)
        if self.screen is self._blind:
            self.pop_screen()
            self._blind = BlindScreen()

    @on(Asked)
    def _asked(self, message: Asked) -> None:
        self.beside(self.link.act, message.command, message.panel)

    @on(SaidNotTheWholeBuilding)
    def _not_the_whole_building(self) -> None:
        self.model = self.model.not_the_whole_building()
        self.board.close(done=True)
        self._say(not_asked_again(BY_ACTION["response"].shown))
        self._repaint(counting=False)

    def _restore_told(self, news: RestoreTold) -> None:
        if isinstance(self.board.panel, RESTORING):
            self.board.panel.take(news.told)
        if isinstance(news.told, TakenUp):
            self.board.close(done=True)
            self._say(news.told.says)

    @on(PalettePanel.Chosen)
    async def _palette_chosen(self, message: PalettePanel.Chosen) -> None:
        self.board.close(done=True)
        await self.run_action(message.action)

    @on(ExercisePanel.NextWanted)
    def _next_of_exercise(self) -> None:
        self.board.close(done=True)
        self.action_press("exercise")

    def _replied(self, asker: object, reply: Reply, done: str) -> None:
        panel = self.board.panel if self.board.panel is asker else None  # it may be another by now
        if not reply.ok:
            if panel:
                self._say("")
                panel.refused(reply.says)
                return
            if self.board.panel is None:
                self.keystrokes.forget()
            self._say(reply.says)
            return
        if panel and not panel.stays:
            self.board.close(done=True)
        self._say(done if reply.recorded else NOT_RECORDED)

    # ---- from the keys

    async def action_quit(self) -> None:
        """Textual's own way out goes through the key table too."""
        self.action_press("leave")

    def leave(self) -> None:
        """End once what came before had its turn. Textual's `exit` would say at once that no screen is there any more, and a call that came
        a moment before could not be shown: an error would be the last thing a person sees.
        """
        self.post_message(ExitApp())

    def action_help_quit(self) -> None:
        """CTRL-C would end most programs; here it only says how to leave."""
        self._say(f"{BY_ACTION['leave'].shown} leaves the console, when no call is open.")

    def action_colours(self, name: str) -> None:
        """Other colours, from the commands."""
        self.theme = name

    def action_take(self) -> None:
        """The key that takes a call out of turn was pressed. What is held was typed before it, and has nothing to do with it."""
        typed_ms = self.keystrokes.typed_out_of_turn_ms
        match pressed(BY_ACTION["acknowledge"], self.model, self._aims, typed_ms, self.now_ms()):
            case Says(words):
                self._say(words)
            case Does() as does:
                self._do(does)

    def action_either(self, answer: str, otherwise: str) -> None:
        """A key was pressed that answers a question while it is asked, and does something else at any other time."""
        asked = not self.model.why_not(BY_ACTION[answer], self.now_ms())
        self.action_press(answer if asked else otherwise)

    def action_press(self, action: str) -> None:
        """A key of the table was pressed."""
        key = BY_ACTION[action]
        if self.board.panel and not key.in_a_panel:
            return
        led = pressed(key, self.model, self._aims, self.keystrokes.typed_ms, self.now_ms())
        match action:
            case _ if isinstance(led, Says):
                self._refuse(led.words)
            case "close":
                self.board.close()
            case "leave":
                self.leave()
            case "select_up" | "select_down":
                self._select(-1 if action == "select_up" else 1)
            case _:
                self._follow(key, led)

    def _follow(self, key: Key, led: Does | Asks | Opens) -> None:
        """Do, ask or open what a key led to."""
        match led:
            case Does():
                self._do(led)
            case Asks():
                self._choose(led.call)
                self.board.open(FlowPanel(led.question.flow, led.question.given))
            case Opens():
                self._choose(led.call)
                self._open(key)
            case _:
                assert_never(led)

    def _do(self, does: Does) -> None:
        self._choose(does.call)
        self.post_message(Asked(does.command))

    def _open(self, key: Key) -> None:
        panel = panel_for(key, self.model, self.now_ms())
        if isinstance(panel, str):
            self._refuse(f"{key.shown}: {panel}")
            return
        self._say("")
        self.board.open(panel)
        self._follow_timeline()

    def _follow_timeline(self) -> None:
        """Ask for what was recorded since, while a call's log is read."""
        panel, view = self.board.panel, self.model.view
        if isinstance(panel, TimelinePanel) and view and panel.version != view.version:
            panel.version = view.version
            self.beside(self.link.fetch_timeline, panel.incident, panel.head)

    def _select(self, step: int) -> None:
        self.model = self.model.choosing_next(step)
        self._repaint(counting=False)

    def _choose(self, call: CallCard | None) -> None:
        """Keys are about this call from now on, and the screen says so at once: until it does, nothing counts as looked at."""
        if call is not None and call.incident != self.model.chosen:
            self.model = self.model.choosing(call.incident)
            self._repaint(counting=False)

    def _refuse(self, words: str) -> None:
        """Say why a key did nothing. What was typed after it was meant for what it would have led to."""
        self.keystrokes.forget()
        self._say(words)

    # ---- painting and sounding

    def _tick(self) -> None:
        if not self.is_running:  # the app is ending, and its screens go before its timers
            return
        now_ms = self.now_ms()
        if self.model.blind:
            self._blind.show(self.model, now_ms)
            return
        if now_ms - self._facts_ms >= FACTS_EVERY_MS:
            self._facts_ms = now_ms
            self.beside(self.link.fetch_facts)
        if isinstance(self.board.panel, RecordPanel):
            self._mind(self.board.panel, self._key_ms + UNATTENDED_MS - now_ms)
        if now_ms - self._notice_ms >= NOTICE_MS:
            self.board.notice("")
        self._follow_timeline()
        self._repaint()

    def _mind(self, panel: RecordPanel[Any], left_ms: int) -> None:
        """A record at which nobody sits is closed; whoever still reads it is told a minute before."""
        if left_ms <= 0:
            self._key_ms = self.now_ms()
            panel.unattended()
        elif left_ms <= WARNED_MS:
            self._say(f"Nobody touched a key for minutes: this closes in {left_ms // 1000} s. Any key keeps it open.")

    def _paint_news(self) -> None:
        self._news_waits, self._news_ms = False, self.now_ms()
        self._repaint()

    def _repaint(self, *, counting: bool = True) -> None:
        """Show the model. Seconds count on with each tick and each board: a key then need not wait for cards it does not concern."""
        if not self.is_running:
            return
        if counting:
            self._counted_ms = self.now_ms()
        self.board.show(self.model, max(self._counted_ms, self.model.arrived_ms))
        self.board.call_after_refresh(self._after_paint)

    @on(Painted)
    def _painted(self) -> None:
        self.board.call_after_refresh(self._after_paint)

    def _after_paint(self) -> None:
        """What is on the screen now may be aimed at, sounds, and is reported as shown."""
        if not self.is_running or self.model.blind:  # an app that ends has lost its screens already
            return
        now_ms, seen = self.now_ms(), self.board.calls.in_full_view() | self.board.tap_outs.in_full_view()
        self._aims.painted(self.model, self.board.calls.in_sight(), now_ms)
        if self._ringer.rings(self.model, now_ms):
            self.bell()
        asking = {call.rung for call in self.model.ringing_here} | {line.rung for line in self.model.asking_here}
        self._reported &= asking
        for rung in asking - self._reported:
            if rung[0] in seen:
                self._reported.add(rung)
                self.beside(self.link.report_shown, rung[0])

    def _say(self, words: str) -> None:
        self._notice_ms = self.now_ms()
        self.board.notice(words)


def _done(news: PinReplied | CarriedReplied | CanGoReplied | ScheduleReplied) -> str:
    """What is said once the box has done it."""
    match news:
        case PinReplied():
            return PIN_CHANGED
        case CarriedReplied():
            return KEPT_TODAY
        case CanGoReplied() | ScheduleReplied():
            return news.done
