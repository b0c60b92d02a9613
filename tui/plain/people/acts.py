"""Acts of the plain console about who is at this desk: sign in and out, prove it with a PIN, change the PIN. Pure; keeps no PIN."""

from appliance.core.people.commands import SignIn, SignOut
from appliance.flows.flow import AskAgain
from appliance.flows.parts import Given, Part
from tui.plain.asking.act import act
from tui.plain.asking.answers import ChangesPin, Proves
from tui.plain.asking.choices import people, whoever_is_here
from tui.plain.asking.draft import DROP

NOT_THE_SAME = f"The two were not the same: nothing was changed. Type the new one twice more. {DROP}"

_HERE = Part("person", "Who are you? Type a name, or part of it.", whoever_is_here, assumed=True, lead=("pin",))


def _prove(given: Given) -> Proves:
    return Proves(given.parts["person"], given.parts["secret"])


def _change(given: Given) -> ChangesPin | AskAgain:
    if given.parts["secret"] != given.parts["again"]:
        return AskAgain(NOT_THE_SAME, ("secret", "again"))
    return ChangesPin(given.parts["person"], given.parts["before"], given.parts["secret"])


PEOPLE_ACTS = (
    act(
        "sign_in",
        "sign in Ana",
        lambda given: SignIn(person=given.parts["person"]),
        (Part("person", "Who are you? Type a name, or part of it.", people, lead=("as",)),),
        done="Done. To hear names and notes too, as far as your role reads them, type: pin",
    ),
    act(
        "sign_in",
        "sign out",
        lambda _: SignOut(),
        own_word="sign out",
        own_help="Nobody by name is at this desk any more, and names and notes are not told here.",
    ),
    act(
        "sign_in",
        "pin",
        _prove,
        (_HERE, Part("secret", "Type your PIN or passphrase.", hidden=True)),
        own_word="pin",
        own_help="Prove who you are: then names and notes are told at this desk, as far as your role reads them. It is typed "
        "when you are asked, and not shown. No call ever needs it.",
    ),
    act(
        "sign_in",
        "change my pin",
        _change,
        (
            _HERE,
            Part("before", "Type the PIN or passphrase you have now.", hidden=True),
            Part("secret", "Type the new one: six digits or more, or eight characters or more.", hidden=True),
            Part("again", "Type the new one again.", hidden=True),
        ),
        own_word="change my pin",
        own_help="Choose another PIN or passphrase.",
    ),
)
