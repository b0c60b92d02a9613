"""A round of questions about one record: each answer is saved as it is given, and the next question follows from it.

Knows the box and the record; whoever runs it puts its forms to the person (`Puts`) and gives back what was answered.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from appliance.api.records.messages import AccountTaken, RecordShown, TellAccount
from appliance.flows.records.account import TEXT, WORDS, account, no_account, questions
from appliance.flows.records.asks import TELL, Ask
from appliance.flows.records.coming import Besides, Course, Whose, may_begin, next_ask, ways, where
from appliance.flows.records.sheet import Sheet
from appliance.flows.records.writing import A_SLIP, WHY_CHANGED, writing
from appliance.record.fields import GROUPS
from appliance.record.words import NEW, Attempt, FieldId, Value
from appliance.words.times import count
from tui.plain.asking.form import Form, Puts, Then, only
from tui.plain.asking.prompt import Prompt, chosen_by, yes_no
from tui.plain.records.account import account_form
from tui.plain.records.asked import not_saved
from tui.plain.records.box import NotDone, RecordBox
from tui.plain.records.prompt import of_field
from tui.plain.records.receipt import account_taken, receipt_in_short, receipt_lines
from tui.plain.records.saying import called, in_words, place
from tui.records.attempt import new_attempt

INTRODUCTION = (
    "Each answer is saved as you give it. Type a number or a word of a choice, several with commas between. "
    "Enter alone leaves a question out. Type help to hear more about a question, back for the one before, stop to leave."
)


@dataclass(frozen=True, slots=True)
class Held:
    """What a round has to hand. `known`: whoever sits here showed who they are. `draft`: lines of an account not saved yet."""

    box: RecordBox
    sheet: Sheet
    puts: Puts
    known: bool
    draft: list[str]


class Round:
    """Give it the floor with `begin`; it is over when it says no more."""

    def __init__(self, held: Held, whose: Whose) -> None:
        self._held = held
        self._sheet = held.sheet
        self._course = Course(whose)
        self._past: list[Ask] = []
        self._people_first: Ask | None = None

    async def begin(self) -> list[str]:
        """How it is answered, and the first question."""
        return [INTRODUCTION, *self._go_on()]

    def back(self) -> list[str]:
        """The question before this one, with what was answered."""
        if not self._past:
            return ["This is the first question."]
        return self._ask(self._past.pop())

    def _puts(self, form: Form, then: Then) -> list[str]:
        form.earlier = self.back
        return self._held.puts(form, then)

    # ---- one question

    def _go_on(self) -> list[str]:
        ask = self._people_first or next_ask(self._sheet, self._course)
        self._people_first = None
        if ask == TELL:
            return self._tell()
        return self._ask(ask) if ask else self._offer()

    def _ask(self, ask: Ask) -> list[str]:
        field, sheet = ask.field, self._sheet
        stands = sheet.value(*where(ask))
        adds = field.of_group == "person" and "person" in may_begin(sheet, self._course)
        prompt = of_field(field, place(sheet, field.of_group), before=self._before(ask, stands), adds=adds)
        changes = stands is not None and sheet.seen(*where(ask)) > 0
        form = Form(only(prompt), *((lambda given: _why(given, prompt.name),) if changes else ()))

        async def answered(given: dict[str, Value]) -> list[str]:
            return await self._answered(ask, given, changes=changes)

        return self._puts(form, answered)

    def _before(self, ask: Ask, stands: Value) -> tuple[str, ...]:
        """Of whom the question is, and what was answered before."""
        group, said = ask.field.group, []
        if ask.item == NEW:
            wanted = self._sheet.wanted(*where(ask))
            said = [wanted.says if wanted else f"{GROUPS[group].add}."]
        elif ask.item:
            said = [f"About {called(self._sheet, group).get(ask.item, ask.item)}."]
        if stands is not None:
            said.append(f"It says now: {in_words(self._sheet, ask.field, stands)}. Press Enter alone to keep it.")
        return tuple(said)

    async def _answered(self, ask: Ask, given: dict[str, Value], *, changes: bool) -> list[str]:
        value = given.get(ask.field.field)
        if value is None:
            self._past.append(ask)
            self._course.skipped.add(where(ask))
            return self._go_on()
        if value == NEW and ask.field.of_group:
            self._people_first = may_begin(self._sheet, self._course)["person"]
            return self._go_on()
        return await self._save(ask, value, str(given.get("why", A_SLIP)) if changes else "", new_attempt())

    async def _save(self, ask: Ask, value: Value, why: str, attempt: Attempt) -> list[str]:
        sheet = self._sheet
        written = await self._held.box.fact(writing(sheet, where(ask), value, why=why, attempt=attempt))
        if isinstance(written, NotDone):
            return self._not_saved(written, lambda: self._save(ask, value, why, attempt), ask)
        sheet.wrote(ask.field.field, written.item, value, written.entry)
        self._past.append(Ask(ask.field, written.item))
        await self._look_again()
        return [f"Saved: {in_words(sheet, ask.field, value)}.", *self._go_on()]

    def _not_saved(self, why: NotDone, save: Callable[[], Awaitable[list[str]]], ask: Ask) -> list[str]:
        async def again() -> list[str]:
            await self._look_again()
            return await save()

        def skipped() -> list[str]:
            self._course.skipped.add(where(ask))
            return self._go_on()

        return not_saved(self._puts, why, again, skipped)

    async def _look_again(self) -> None:
        """What is wanted now follows from what was written, by whomever."""
        shown = await self._held.box.shows(self._sheet.shown.record.incident)
        if isinstance(shown, RecordShown):
            self._sheet.take(shown)

    # ---- the account

    def _tell(self) -> list[str]:
        async def told(given: dict[str, Value]) -> list[str]:
            if no_account(WORDS, given.get(TEXT)):
                self._course.skipped.add(where(TELL))
                return self._go_on()
            answers = {FieldId(name): value for name, value in given.items()}
            words = str(given[TEXT])
            return await self._keep(account(self._sheet.shown.record.incident, words, answers, new_attempt()))

        asked = questions(self._sheet, proven=self._held.known, words_first=True)
        return self._puts(account_form(self._held.draft, asked), told)

    async def _keep(self, account: TellAccount) -> list[str]:
        taken = await self._held.box.tells(account)
        if isinstance(taken, NotDone):
            return self._not_saved(taken, lambda: self._keep(account), TELL)
        self._held.draft.clear()
        self._course.skipped.add(where(TELL))
        self._sheet.code, self._sheet.receipt = taken.code, taken.receipt
        await self._look_again()
        return [*account_taken(taken, self._sheet.zone), *self._receipt(taken)]

    def _receipt(self, taken: AccountTaken) -> list[str]:
        lines = receipt_lines(taken.receipt, self._sheet.zone)

        async def decided(given: dict[str, Value]) -> list[str]:
            said = lines if given.get("print", True) else []
            return [*said, *self._go_on()]

        said = receipt_in_short(taken.receipt, len(lines))
        return [*said, *self._puts(Form(only(_PRINT)), decided)]

    # ---- what may be told besides

    def _offer(self) -> list[str]:
        besides = ways(self._sheet, self._course)
        if not besides:
            return self._ended()
        prompt = Prompt(
            name="way",
            question="All that is asked of you is answered. Do you want to tell more? None of it is needed.",
            reads=lambda text: chosen_by(text, besides),
            choices=besides,
            hints=("Press Enter alone to end.",),
        )

        async def chosen(given: dict[str, Any]) -> list[str]:
            way = given.get("way")
            if way is None:
                return self._ended()
            if way is Besides.FURTHER:
                self._course.further = True
                return self._go_on()
            if way is Besides.ACCOUNT:
                return self._tell()
            return self._ask(may_begin(self._sheet, self._course)[way])

        return self._puts(Form(only(prompt)), chosen)

    def _ended(self) -> list[str]:
        line = self._sheet.shown.record
        left = count(line.missing, "fact is", "facts are")
        others = [f"{left} still wanted, from whoever's part that is."] if line.missing else []
        return [
            f"That was all that is asked here about record {line.number}.",
            *others,
            "It stays open here until you type close, or nobody types for five minutes.",
        ]


def _why(given: dict[str, Value], name: str) -> Prompt | None:
    """Asked only where something was changed."""
    if name not in given:
        return None
    return Prompt(
        name="why",
        question=WHY_CHANGED,
        hints=(f"Press Enter alone for: {A_SLIP}.",),
    )


_PRINT = Prompt(
    name="print", question="Press Enter alone to print it here now, or type no to go on without.", reads=yes_no
)
