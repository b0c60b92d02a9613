"""What is written down about a call: a note, or the name of whoever acted. Pure."""

from appliance.core.calls.commands import AddNote, NameWhoActed
from appliance.flows.flow import Flow
from appliance.flows.naming import call_named
from appliance.flows.parts import Given, Part, nobody_known

NO_NAME_OWED = "No name is owed here: everybody who acted at this desk is known."
NO_NAME_OWED_IN_IT = "No name is owed here: everybody who acted in it at this desk is known."
"""Of one call or tap-out, where a person named it."""


def _note_title(given: Given) -> str:
    assert given.call is not None, "a note is about a call"
    return f"NOTE about {call_named(given.call)}"


def _name_title(given: Given) -> str:
    if given.tap_out is not None:
        acted = f"{given.tap_out.room_name} (tap-out {given.tap_out.number})"
    else:
        assert given.call is not None, "a name is owed for a call or a tap-out"
        acted = call_named(given.call)
    line = given.call or given.tap_out
    phone = "" if line is None else next((owed.phone for owed in line.names_owed if owed.phone), "")
    return f"NAME of whoever acted {'here' if not phone else f'here or at {phone}'}: {acted}"


NOTE = Flow(
    "note",
    lambda given: AddNote(incident=given.incident, text=given.parts["text"]),
    (
        Part(
            "text",
            "What happened, in your words?",
            counts=True,
            label=lambda _: "What happened, in your words:",
            enter="writes it down",
        ),
    ),
    done="Done: the note is written down.",
    title=_note_title,
)
NAME_OWED = Flow(
    "name",
    lambda given: NameWhoActed(incident=given.incident, name=given.parts["name"]),
    (
        Part(
            "name",
            "Who acted here? First and last name.",
            names=nobody_known,
            label=lambda _: "First and last name:",
            enter="writes it down",
        ),
    ),
    title=_name_title,
)
