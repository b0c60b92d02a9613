"""A dead box's place taken by this one, at the plain console: hear which copies there are, restore from one, begin anew with it. Pure."""

from appliance.api.restoring.messages import (
    AskCopies,
    Asking,
    AskOffice,
    Copies,
    Copy,
    Laid,
    Looking,
    NotRestored,
    RestoreFrom,
    TakenUp,
    TakeUp,
    ToConsole,
)
from appliance.core.devices.commands import SayNoCopy
from appliance.flows.parts import Given, Option, Part
from appliance.flows.restoring import NOT_NEW, is_offered
from appliance.flows.zone import zone_at
from tui.keys import BY_ACTION
from tui.model import ConsoleModel
from tui.plain.asking.act import act
from tui.plain.asking.answers import Restores
from tui.restoring import asking_said, copies_words, copy_words, laid_said

RESTORE, REPLACE, OFFICE = BY_ACTION["restore"].word, "replace", "ask office"
NO_COPY = "no copy"
AGAIN = "look again"


def _options(given: Given) -> tuple[Option, ...]:
    view = given.known.view
    assert view is not None, "a copy is known only with a board"
    zone = zone_at(view)
    known = (Option(each, copy_words(each, view, zone), _typed(each)) for each in given.known.copies)
    return (*known, Option(AskCopies(), "Look again for others", (AGAIN,)))


def _why_not(given: Given) -> str:
    """Asked again once all is said: a call may have come meanwhile."""
    return "" if is_offered(given.known.view) else NOT_NEW


def _typed(copy: Copy) -> tuple[str, ...]:
    """Of several at one place, its place says none of them."""
    return (copy.whose, copy.name) if copy.whose else (copy.where.removeprefix("the "), copy.name)


def _none_known(given: Given) -> bool:
    return not given.known.copies


def _looks_again(given: Given) -> bool:
    return not isinstance(given.parts.get("copy"), Copy)


def _restores(given: Given) -> Restores | str:
    copy = given.parts.get("copy")
    asked = RestoreFrom(copy.name, given.parts["phrase"]) if isinstance(copy, Copy) else AskCopies()
    return _why_not(given) or Restores(asked)


def _asks_office(given: Given) -> Restores | str:
    return _why_not(given) or Restores(AskOffice())


def _replaces(given: Given) -> Restores | str:
    return _why_not(given) or Restores(TakeUp())


def _says_no_copy(given: Given) -> SayNoCopy | str:
    return _why_not(given) or SayNoCopy()


RESTORE_ACTS = (
    act(
        "restore",
        RESTORE,
        _restores,
        (
            Part("copy", "From which copy?", _options, lead=("from",), skipped=_none_known),
            Part(
                "phrase",
                "Type the twelve words of the recovery phrase, with blanks between.",
                skipped=_looks_again,
                hidden=True,
            ),
        ),
        own_help="This box is new: hear from which copies it can take the place of a dead one, and then, with the recovery phrase, lay one "
        f"ready. Calls are taken meanwhile, and nothing of this box changes before you type: {REPLACE}",
    ),
    act(
        "restore",
        OFFICE,
        _asks_office,
        own_word=OFFICE,
        own_help="This box is new, and there is no copy or no phrase: ask the safety office, over the district's line, for what the dead "
        "box had. The answer says a code for the telephone; the same word says how far it is.",
        nothing_after=True,
    ),
    act(
        "restore",
        REPLACE,
        _replaces,
        own_word=REPLACE,
        own_help="Go on in place of the former box, with what was laid ready. It happens when no call is open.",
        nothing_after=True,
    ),
    act(
        "restore",
        NO_COPY,
        _says_no_copy,
        own_word=NO_COPY,
        own_help="This box replaces one of which there is no copy: every desk is reminded to ask every room, until somebody says that "
        "it was done.",
    ),
)


def told(answer: ToConsole, model: ConsoleModel) -> list[str]:
    """What is there, what is being done, or what came of it."""
    view = model.view
    assert view is not None, "nothing is asked before there is a board"
    match answer:
        case Looking() | TakenUp() | NotRestored():
            return [answer.says]
        case Asking():
            again = f"To hear how far it is, or to go on once it is here, type: {OFFICE}"
            return [*asking_said(answer, view, zone_at(view)), again]
        case Copies():
            zone = zone_at(view)
            words = [f"{copy_words(each, view, zone)}." for each in answer.copies]
            next_words = [
                f"To restore from it, type: {RESTORE}" if answer.copies else f"If there is none, type: {NO_COPY}"
            ]
            laid = [f"A record is laid ready already. To go on with it, type: {REPLACE}"] if answer.laid else []
            return [*words, *copies_words(answer), *next_words, *laid]
        case Laid():
            yes = f"To go on in place of the former box, type: {REPLACE}"
            return [*laid_said(answer, view, zone_at(view)), yes]
