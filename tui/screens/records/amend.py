"""Changing what stands in a record: both texts, who wrote the first and when, and why it is changed. Nothing is overwritten."""

from textual import work

from appliance.api.records.messages import Written
from appliance.flows.records.amending import LEFT, done, heading
from appliance.flows.records.asks import Ask
from appliance.flows.records.naming import named
from appliance.flows.records.writing import WHY_CHANGED, writing
from appliance.record.words import Part, Value
from tui.asking.choice import Field
from tui.screens.records.panel import OfRecord, Session
from tui.screens.records.wording import refused, version_lines, wrapped

_LINES_MAX = 9  # of both texts together: what is left beside the question and the line to type in


class AmendPanel(OfRecord[None]):
    """What was typed stays typed, whatever the box says to it."""

    def __init__(self, session: Session, part: Part, ask: Ask, value: Value, refused_with: str) -> None:
        sheet = session.sheet
        where = (ask.field.field, ask.item)
        stood = sheet.versions(*where)[-1]
        before = version_lines(sheet.naming.value(ask.field, stood.value), stood, sheet.zone)
        yours = ("Yours:", *(f"  {line}" for line in wrapped(sheet.naming.value(ask.field, value))))
        super().__init__(
            session,
            f"{named(sheet.shown.record)}: {heading(ask.field)}",
            lines=_fitting(before, yours),
            field=Field(WHY_CHANGED),
            hint="ENTER saves yours beside it   ESC leaves it as it stands   F2 I have it",
        )
        self._part, self._ask, self._value, self._refused_with = part, ask, value, refused_with

    def on_mount(self) -> None:
        """Why it was not simply saved."""
        self.says(self._refused_with)

    def entered(self, text: str) -> None:
        """Save it with the reason."""
        self._save(text)

    def back(self) -> None:
        """Leave it as it stands."""
        self.open(self.ways.ask(self.session, self._part, self._ask, LEFT))

    @work(exclusive=True)
    async def _save(self, why: str) -> None:
        where = (self._ask.field.field, self._ask.item)
        answer = await self.box(writing(self.sheet, where, self._value, why=why))
        if not isinstance(answer, Written) or not answer.ok:
            await self.look_again()
            self.says(f"! NOT SAVED: {refused(answer)}")
            return
        self.sheet.wrote(*where, self._value, answer.entry)
        await self.look_again()
        self.go_back(self._part, done(self._ask.field))


def _fitting(before: tuple[str, ...], yours: tuple[str, ...]) -> tuple[str, ...]:
    """Both texts, the longer one cut where they do not fit."""
    share = max(_LINES_MAX - min(len(before), len(yours), _LINES_MAX // 2), 2)
    return tuple(
        line for text in (before, yours) for line in (text if len(text) <= share else (*text[: share - 1], "  ..."))
    )
