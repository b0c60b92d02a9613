"""Lists the fields that the appliance fills from what it saw. Nobody types them. Data alone; `derived.py` finds the values."""

from appliance.record.field_sets.making import LINE_MAX, NAME_MAX, cap, ceds, edfi
from appliance.record.schema import Field, Mapping, Shape
from appliance.record.words import FieldId, Klass, Part, Tier


def _saw(its: str, label: str, shape: Shape, *maps: Mapping, codes: str = "", needed: bool = False) -> Field:
    return Field(
        field=FieldId(its),
        label=label,
        ask=f"{label}, as the appliance knows it.",
        tier=Tier.MINIMAL if needed else Tier.APPLICABLE,
        klass=Klass.OPERATIONAL,
        part=Part.SYSTEM,
        shape=shape,
        codes=codes,
        length_max=LINE_MAX if shape is Shape.TEXT else 0,
        maps=maps,
    )


def _named(its: str, label: str, ask: str) -> Field:
    """Make a field that names staff who acted in the call. It is of class A, as the call's own entries are, and is left out where names
    are not read.
    """
    return Field(
        field=FieldId(its),
        label=label,
        ask=ask,
        tier=Tier.APPLICABLE,
        klass=Klass.OPERATIONAL,
        part=Part.SYSTEM,
        shape=Shape.TEXT,
        length_max=NAME_MAX,
        names_somebody=True,
    )


FIELDS = (
    _saw(
        "incident_id",
        "Incident",
        Shape.TEXT,
        ceds("000501 Incident Identifier"),
        edfi("DisciplineIncident.IncidentIdentifier"),
        needed=True,
    ),
    _saw("school", "School", Shape.TEXT, edfi("DisciplineIncident.SchoolReference"), needed=True),
    _saw("status", "Status", Shape.CODE, codes="record-status", needed=True),
    _saw("amendments", "Amendments", Shape.NUMBER, needed=True),
    _saw("mode", "Real, drill or test", Shape.CODE, cap("status"), codes="mode", needed=True),
    _saw("drill", "Drill", Shape.TEXT),
    _saw("timezone", "Time zone", Shape.TEXT, needed=True),
    _saw("room", "Room id", Shape.TEXT, needed=True),
    _saw("room_name", "Room", Shape.TEXT, cap("info/area/areaDesc"), needed=True),
    _saw("floor", "Floor", Shape.TEXT),
    _saw("call_kind", "Kind of call", Shape.CODE, cap("info/event"), codes="call-kind", needed=True),
    _saw("source", "How it became known", Shape.CODE, codes="source", needed=True),
    _saw("presses", "Presses", Shape.NUMBER),
    # the timeline: as times, and as seconds since the appliance knew of it, or since practice was made real
    _saw("pressed_at", "Pressed", Shape.WHEN),
    _saw("received_at", "Received", Shape.WHEN, cap("sent"), needed=True),
    _saw("practice_until", "Practice until", Shape.WHEN),
    _saw("shown_at", "Shown at a desk", Shape.WHEN),
    _saw("acknowledged_at", "Acknowledged", Shape.WHEN),
    _saw("dispatched_at", "Help sent", Shape.WHEN),
    _saw("confirmed_at", "A responder said they go", Shape.WHEN),
    _saw("on_scene_at", "On scene", Shape.WHEN),
    _saw("stood_down_at", "Stood down", Shape.WHEN),
    _saw("shown_after_s", "Shown after", Shape.SECONDS),
    _saw("acknowledged_after_s", "Acknowledged after", Shape.SECONDS),
    _saw("dispatched_after_s", "Help sent after", Shape.SECONDS),
    _saw("confirmed_after_s", "A responder said they go after", Shape.SECONDS),
    _saw("on_scene_after_s", "On scene after", Shape.SECONDS),
    _saw("stood_down_after_s", "Stood down after", Shape.SECONDS),
    _saw("nobody_acknowledged", "Every step was taken and nobody acknowledged", Shape.YES_NO),
    _saw("outcome", "Outcome", Shape.CODE, codes="outcome", needed=True),
    _named("saw_room", "Saw the room", "Who saw the room with their own eyes at the end."),
    _saw("responder.role", "Responder's role", Shape.CODE, codes="responder-role"),
    _named("responder.name", "Responder", "Who went."),
    _saw("responder.on_scene_at", "Responder on scene", Shape.WHEN),
)
