"""One's own account: who tells it, for whom, who was with them, their words; and whether they agree with the record. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

import msgspec

from appliance.api.records.messages import TellAccount
from appliance.core.ground.responders import can_name
from appliance.flows.parts import Option
from appliance.flows.records.sheet import Sheet
from appliance.plan.ids import IncidentId
from appliance.record.fields import FIELDS
from appliance.record.schema import Field
from appliance.record.typed import Wrong
from appliance.record.words import Attempt, FieldId, ItemId, Value

TEXT = FieldId("account.text")
NAME, ABOUT = FieldId("reporter.name"), FieldId("reporter.about_them")
FOR, WITH = FieldId("account.on_behalf_of"), FieldId("account.representative")
FIRST_READER = FieldId("account.first_reader")
AGREES, ADDITION = FieldId("account.agrees"), FieldId("account.addition")
NO_ACCOUNT = "No account that is told here is yours. Come back with your code: type code and the number of the record."
_NAMES = (NAME, FOR, WITH)
NO_NAME = "Figures alone are nobody's name. Write first and last name."
_NOBODY = ("no", "none", "nobody", "no one", "myself", "me")


DONE = (Option(True, "Keep it word for word, and give me my receipt"), Option(False, "Go on writing"))
"""A screen asks this once the words are written, because the box then keeps them as they were told."""
NOT_TOLD = "Your account is NOT TOLD yet; what you wrote is still here."
HALF_TOLD = "YOUR ACCOUNT IS NOT TOLD YET. Closing throws it away."
THROW_AWAY = (Option(False, "Go back to it"), Option(True, "Throw it away and close the record"))
"""A screen asks this before it closes a record with an account that is not told: whoever comes next must not find the words."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question about an account. `before` and `hint` are for a console that takes lines. `needed`: it cannot be left out. `offered`:
    what there is to choose from, where the field alone does not say.
    """

    field: Field
    before: tuple[str, ...] = ()
    hint: str = ""
    needed: bool = False
    offered: tuple[Option, ...] = ()


WORDS = Question(
    FIELDS[TEXT],
    before=(
        "It is kept as you tell it: nobody changes it, and you may add to it later.",
        "Names are not needed: say the student, the other teacher.",
    ),
)
_WHO = (
    Question(
        FIELDS[NAME],
        before=("Your name stands apart from your account, for those alone who look after you.",),
        needed=True,
    ),
    Question(FIELDS[ABOUT]),
)
_FOR_WHOM = (
    Question(FIELDS[FOR], hint="Type their name. Press Enter alone if you tell it for yourself."),
    Question(FIELDS[WITH], hint="Type their name. Press Enter alone if nobody was."),
)


_READER_ASKED = msgspec.structs.replace(
    FIELDS[FIRST_READER],
    ask="Who reads your account first?",
    help="They read your words and see your name. Nobody else does, until the end of the next school day at most.",
)
"""The question for the field that the box fills in when the account is told."""
_NOBODY_FIRST = "nobody"
_IN_PARTICULAR = Option(_NOBODY_FIRST, "nobody in particular", ("nobody in particular", _NOBODY_FIRST))


def first_reader(sheet: Sheet) -> tuple[Question, ...]:
    """Ask who reads the account first; nothing where the plan has nobody to choose."""
    offered = sheet.shown.first_readers
    if not offered:
        return ()
    choices = (Option(each.first_reader, each.says, (each.says, each.first_reader)) for each in offered)
    hint = "Choose somebody who is not concerned. Press Enter alone for nobody in particular."
    return (Question(_READER_ASKED, hint=hint, offered=(_IN_PARTICULAR, *choices)),)


def about_teller(sheet: Sheet, *, proven: bool) -> tuple[Question, ...]:
    """Give the questions besides the words, in order. A PIN, a code or an earlier account tells the name, so that it is not asked."""
    return _FOR_WHOM if proven or sheet.own else (*_WHO, *_FOR_WHOM)


def questions(sheet: Sheet, *, proven: bool, words_first: bool) -> tuple[Question, ...]:
    """Give every question of an account, in order.

    A screen asks for the words last, because nobody edits them once they are told. A console that takes lines asks for them first
    (`words_first`): who has no words is asked nothing more.
    """
    about = (*about_teller(sheet, proven=proven), *first_reader(sheet))
    return (WORDS, *about) if words_first else (*about, WORDS)


def checked(question: Question, answer: Value | Wrong) -> Value | Wrong:
    """Give the answer, or why it is none: figures alone, where a name is asked for. The box refuses them too, but only with the words."""
    wanted = question.field.field in _NAMES and isinstance(answer, str) and answer.strip()
    return Wrong(NO_NAME) if wanted and not can_name(str(answer)) else answer


def no_account(question: Question, answer: Value) -> bool:
    """Whether nothing is told with this answer: without words, or without a name that is needed. Then the record goes on without."""
    return not answer and (question == WORDS or question.needed)


def account(incident: IncidentId, text: str, given: Mapping[FieldId, Value], attempt: Attempt) -> TellAccount:
    """Make the message that tells the account. The same message is sent again where no answer comes."""
    return TellAccount(
        request=0,
        incident=incident,
        text=text.replace("\r", "").replace("\t", " ").strip(),
        name=str(given.get(NAME) or ""),
        about_them=str(given.get(ABOUT) or ""),
        on_behalf_of=_name_in(given.get(FOR)),
        representative=_name_in(given.get(WITH)),
        first_reader="" if given.get(FIRST_READER) == _NOBODY_FIRST else str(given.get(FIRST_READER) or ""),
        attempt=attempt,
    )


def own_account(sheet: Sheet) -> ItemId | None:
    """Give the account of whoever sits here; None where the record does not show which account that is."""
    items = _items(sheet)
    own = _told_here(sheet, items)
    return own[-1] if own else items[0] if len(items) == 1 else None


def words_for_receipt(sheet: Sheet) -> int:
    """Give the entry for a receipt: the account that was told here, else the newest one. The box refuses a receipt for words of others."""
    items = _items(sheet)
    own = _told_here(sheet, items) or items
    return sheet.seen(TEXT, own[-1]) if own else 0


def asks_what_is_wrong(agrees: Value) -> bool:
    """Whether this answer leads to the question what is wrong or missing in the record."""
    return agrees in {"no", "amend"}


def _items(sheet: Sheet) -> list[ItemId]:
    return [item for item in sheet.reading.items("account") if sheet.value(TEXT, item)]


def _told_here(sheet: Sheet, items: list[ItemId]) -> list[ItemId]:
    told = sheet.receipt.entry if sheet.receipt else 0
    return [item for item in items if any(version.entry == told for version in sheet.versions(TEXT, item))]


def _name_in(said: Value) -> str:
    """Give the name in an answer. People answer a question for a name with a no as often as with an empty line."""
    name = str(said or "")
    return "" if name.casefold().rstrip(".") in _NOBODY else name
