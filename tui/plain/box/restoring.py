"""A dead box's place taken by this one, at the plain console: hear which copies there are, restore from one, begin anew with it. Pure."""

from appliance.api.restoring.messages import (
    Asking,
    Copies,
    Laid,
    Looking,
    NotRestored,
    TakenUp,
    ToConsole,
)
from appliance.flows.box.copies import copies_words, copy_words, laid_said
from appliance.flows.box.office import asking_said
from appliance.flows.box.restoring import ASK_OFFICE, NO_COPY, REPLACE, RESTORE
from appliance.flows.zone import zone_at
from appliance.words.unsure import ASK_EVERY_ROOM
from tui.model import ConsoleModel
from tui.plain.asking.act import Act

RESTORE_ACTS = (
    Act(
        "restore",
        RESTORE.name,
        RESTORE,
        own_help="This box is new: hear from which copies it can take the place of a dead one, and then, with the recovery phrase, lay one "
        f"ready. Calls are taken meanwhile, and nothing of this box changes before you type: {REPLACE.name}",
    ),
    Act(
        "restore",
        ASK_OFFICE.name,
        ASK_OFFICE,
        own_help="This box is new, and there is no copy or no phrase: ask the safety office, over the district's line, for what the dead "
        "box had. The answer says a code for the telephone; the same word says how far it is.",
    ),
    Act(
        "restore",
        REPLACE.name,
        REPLACE,
        own_help="Go on in place of the former box, with what was laid ready. It happens when no call is open.",
    ),
    Act(
        "restore",
        NO_COPY.name,
        NO_COPY,
        own_help=f"This box replaces one of which there is no copy: every desk is reminded to {ASK_EVERY_ROOM}, until somebody says "
        "that it was done.",
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
            again = f"To hear how far it is, or to go on once it is here, type: {ASK_OFFICE.name}"
            return [*asking_said(answer, view, zone_at(view)), again]
        case Copies():
            zone = zone_at(view)
            words = [f"{copy_words(each, view, zone)}." for each in answer.copies]
            next_words = [
                f"To restore from it, type: {RESTORE.name}"
                if answer.copies
                else f"If there is none, type: {NO_COPY.name}"
            ]
            laid = [f"A record is laid ready already. To go on with it, type: {REPLACE.name}"] if answer.laid else []
            return [*words, *copies_words(answer), *next_words, *laid]
        case Laid():
            yes = f"To go on in place of the former box, type: {REPLACE.name}"
            return [*laid_said(answer, view, zone_at(view)), yes]
