"""Begin a record of something nobody pressed for: which room, what kind, how it is known, when. Raises no call."""

from datetime import datetime

from textual import work

from appliance.api.desk.plan import RoomLine
from appliance.api.records.messages import AskRecord, OpenRecord, RecordShown, Written
from appliance.core.ground.words import KnownBy
from appliance.flows.records.sheet import Sheet
from appliance.plan.model import Kind
from appliance.record.fields import FIELDS
from appliance.record.typed import Wrong, parse
from appliance.record.values import Place
from appliance.record.words import FieldId
from appliance.words.kinds import KINDS
from tui.records.attempt import new_attempt
from tui.screens.calls.room_picker import NARROW, room_choices
from tui.screens.panel import Choice, Field
from tui.screens.records.panel import RecordPanel, Session, Sitter
from tui.screens.records.wording import KNOWN_BY, refused

_WHEN = FIELDS[FieldId("occurred_at")]
TITLE = "A RECORD nobody pressed for"


class _Beginning[Of](RecordPanel[Of]):
    def back(self) -> None:
        self.open(self._sitter.ways.records(self._sitter))

    _sitter: Sitter


class NewRoomPanel(_Beginning[RoomLine]):
    """Where it happened."""

    def __init__(self, sitter: Sitter) -> None:
        super().__init__(f"{TITLE}: where was it? It raises no call.", field=NARROW, choices=room_choices(sitter.facts))
        self._sitter = sitter

    def chosen(self, value: RoomLine) -> None:
        """Ask what kind."""
        self.open(NewKindPanel(self._sitter, value))


class NewKindPanel(_Beginning[Kind]):
    """What it would have asked for. What happened is asked in the record itself."""

    def __init__(self, sitter: Sitter, room: RoomLine) -> None:
        kinds = (Kind.EMERGENCY, Kind.MEDICAL, Kind.ASSIST)
        super().__init__(
            f"{TITLE}, {room.name}: what kind of call would it have been?",
            choices=tuple(Choice(f"{KINDS[kind].title:<10} {KINDS[kind].sentence}", kind) for kind in kinds),
        )
        self._sitter, self._room = sitter, room

    def chosen(self, value: Kind) -> None:
        """Ask how it is known."""
        self.open(NewKnownPanel(self._sitter, self._room, value))


class NewKnownPanel(_Beginning[KnownBy]):
    """How it became known."""

    def __init__(self, sitter: Sitter, room: RoomLine, kind: Kind) -> None:
        super().__init__(
            f"{TITLE}, {room.name}: how is it known?",
            choices=tuple(Choice(words, known) for known, words in KNOWN_BY.items()),
        )
        self._sitter, self._room, self._kind = sitter, room, kind

    def chosen(self, value: KnownBy) -> None:
        """Ask when."""
        self.open(NewWhenPanel(self._sitter, self._room, self._kind, value))


class NewWhenPanel(_Beginning[None]):
    """When it happened, as well as anybody knows; then the record is begun and opened."""

    def __init__(self, sitter: Sitter, room: RoomLine, kind: Kind, known: KnownBy) -> None:
        super().__init__(
            f"{TITLE}, {room.name}: when did it happen?",
            field=Field("10:32, or 2026-09-01 10:32 for another day; empty where nobody knows:"),
        )
        self._sitter, self._room, self._kind, self._known = sitter, room, kind, known
        self._attempt = new_attempt()

    def entered(self, text: str) -> None:
        """Begin it."""
        when = parse(_WHEN, text, Place(self._sitter.zone, datetime.now(self._sitter.zone).date()))
        if isinstance(when, Wrong):
            self.says(f"! {when.says}")
            return
        assert when is None or isinstance(when, int)
        self._begin(when)

    @work(exclusive=True)
    async def _begin(self, when: int | None) -> None:
        begun = await self.box(
            OpenRecord(
                request=0,
                room=self._room.room,
                kind=self._kind,
                known_by=self._known,
                occurred_ms=when,
                attempt=self._attempt,
            )
        )
        if not isinstance(begun, Written) or not begun.ok:
            self.says(f"! {refused(begun)}")
            return
        shown = await self.box(AskRecord(request=0, incident=begun.incident))
        if isinstance(shown, RecordShown):
            self.open(self._sitter.ways.record(Session(self._sitter, Sheet(shown, self._sitter.zone))))
        else:
            self.open(self._sitter.ways.records(self._sitter))
