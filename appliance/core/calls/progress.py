"""Works out an open incident after one event of it. Pure; the stage comes from the tables in `stages`."""

from typing import assert_never

from msgspec.structs import replace

from appliance.core.calls.events import (
    AcknowledgementExpired,
    AllRightConfirmed,
    CallAcknowledged,
    CallDowngraded,
    CallHandedOff,
    CallLocated,
    CallMadeReal,
    CallShown,
    CallUpgraded,
    CoverAssigned,
    HelpArrived,
    HelpConfirmed,
    HelpDispatched,
    HelpOverdue,
    LadderExhausted,
    NoteAdded,
    OneArrived,
    OneConfirmed,
    OneReleased,
    OtherHelpNoted,
    PressedAgain,
    PressedOften,
    ReopenedByPress,
    StepSkipped,
    StepTaken,
    WhoActedNamed,
)
from appliance.core.calls.stages import stage_after
from appliance.core.calls.timing import ladder_from_next, step_after_s
from appliance.core.ground.incident import Incident, with_caller
from appliance.core.ground.moment import Moment
from appliance.core.ground.responders import Sent, and_covers, and_sent, come, furthest, without
from appliance.core.ground.words import Awaited, Stage
from appliance.plan.model import Kind, Plan

type LadderEvent = (
    PressedAgain | CallUpgraded | CallMadeReal | CallHandedOff | StepTaken | StepSkipped | LadderExhausted
)
type StageEvent = (
    CallAcknowledged
    | AcknowledgementExpired
    | HelpDispatched
    | CoverAssigned
    | HelpConfirmed
    | HelpArrived
    | OneReleased
    | HelpOverdue
    | AllRightConfirmed
)


type PlainEvent = CallShown | NoteAdded | OtherHelpNoted | CallDowngraded | CallLocated | WhoActedNamed
"""Events that move neither the ladder nor the stage of help."""


def after(incident: Incident, event: LadderEvent | StageEvent | PlainEvent, at: Moment, plan: Plan) -> Incident:
    """Give the incident after an event. The caller works out its deadline."""
    match event:
        case CallShown():
            return replace(incident, shown_at={**incident.shown_at, event.desk: at.mono_ms})
        case NoteAdded() | OtherHelpNoted():
            return incident
        case CallDowngraded():
            return replace(incident, kind=event.kind)
        case CallLocated():
            return replace(incident, place=event.place, came_as=incident.came_as or incident.place)
        case WhoActedNamed():
            still = {desk: since_ms for desk, since_ms in incident.names_owed.items() if desk != event.by.desk}
            return replace(incident, names_owed=still, named_at=incident.named_at | {event.by.desk})
        case (
            PressedAgain()
            | CallUpgraded()
            | CallMadeReal()
            | CallHandedOff()
            | StepTaken()
            | StepSkipped()
            | LadderExhausted()
        ):
            return _on_ladder(incident, event, at, plan)
        case _:
            return _while_responding(incident, event, at, plan)


def from_first_step(incident: Incident, at: Moment) -> Incident:
    """Ring again for everybody told so far, and start the ladder anew."""
    return replace(
        incident,
        ringing=True,
        unanswered=True,
        step=-1,
        exhausted=False,
        handed_to=None,
        told_ms=at.mono_ms,
        ladder_from_ms=at.mono_ms,
    )


def pressed_after_its_end(incident: Incident, event: ReopenedByPress, at: Moment) -> Incident:
    """Give a stood-down incident after a press of its device, which rings as a new call does."""
    return _pressed(_anew(incident, at), event, at)


def _anew(incident: Incident, at: Moment) -> Incident:
    """Make the incident as new as a new call, except for its number, its presses, and who owes a name."""
    return replace(
        from_first_step(incident, at),
        stage=Stage.CALLED,
        told=frozenset(),
        shown_at={},
        awaited_from_ms=None,
        acknowledged_by=None,
        acted=None,
        sent=(),
        overdue=None,
    )


def _pressed(incident: Incident, event: PressedAgain, at: Moment) -> Incident:
    kind = max(incident.kind, event.kind, key=lambda each: each.urgency)
    buttons = incident.buttons if event.source.button is None else incident.buttons | {event.source.button}
    presses, holds = incident.presses + 1, incident.holds + event.source.held
    callers = with_caller(incident.callers, event.source.called_by)
    return replace(
        incident, kind=kind, presses=presses, holds=holds, buttons=buttons, callers=callers, pressed_ms=at.mono_ms
    )


def _on_ladder(incident: Incident, event: LadderEvent, at: Moment, plan: Plan) -> Incident:
    match event:
        case PressedOften():
            presses, holds = max(incident.presses, event.presses), max(incident.holds, event.holds)
            return replace(incident, presses=presses, holds=holds)
        case PressedAgain():
            # A person who presses again and again must not delay the next step.
            goes_on = incident.rings_for(event.kind) and incident.kind is not Kind.TAP_OUT
            again = incident if goes_on else from_first_step(incident, at)
            return _pressed(again, event, at)
        case CallUpgraded():
            # A call does not wait for what its tap-out waited for.
            overdue = None if incident.overdue is Awaited.COVER else incident.overdue
            return replace(from_first_step(incident, at), kind=event.kind, overdue=overdue)
        case CallMadeReal():
            return replace(_anew(incident, at), drill=None, pressed_ms=at.mono_ms)
        case CallHandedOff():
            rings = replace(from_first_step(incident, at), step=0, handed_to=event.to)
            return replace(rings, told=frozenset({f"desk:{event.to}"}))
        case StepTaken():
            return _told(incident, event, at, plan)
        case StepSkipped():
            return replace(incident, step=max(event.step, incident.step), told_ms=at.mono_ms)
        case LadderExhausted():
            return replace(incident, exhausted=True, told_ms=at.mono_ms, handed_to=None)
        case _:
            assert_never(event)


def _while_responding(incident: Incident, event: StageEvent, at: Moment, plan: Plan) -> Incident:
    stage = stage_after(event, incident.stage)
    onward = replace(incident, stage=stage, awaited_from_ms=at.mono_ms)
    match event:
        case CallAcknowledged():
            # To take notice of another press does not put off what is due. To take notice of what is overdue gives it time again.
            on_time = stage is incident.stage and incident.overdue is None
            from_ms = incident.awaited_from_ms if on_time else at.mono_ms
            acted = at if stage is Stage.ACKNOWLEDGED and not on_time else incident.acted
            return replace(_quiet(onward), acknowledged_by=event.by, awaited_from_ms=from_ms, acted=acted)
        case AcknowledgementExpired():
            rings = _rings_on(onward, at, plan)
            return replace(rings, unanswered=True, awaited_from_ms=None, acknowledged_by=None)
        case HelpDispatched():
            sent = replace(onward, sent=and_sent(incident.sent, event.role, event.person, at.mono_ms))
            # To send one more person does not put off what is due from those who already go.
            further = incident.stage in {Stage.CONFIRMED, Stage.ON_SCENE}
            return (
                replace(sent, awaited_from_ms=incident.awaited_from_ms)
                if further
                else replace(_quiet(sent), overdue=None, acted=at)
            )
        case CoverAssigned():
            assigned = replace(
                onward, sent=and_covers(incident.sent, event.cover, event.role, event.person, at.mono_ms)
            )
            return replace(_quiet(assigned), acknowledged_by=event.by, overdue=None)
        case HelpConfirmed():
            named = replace(onward, sent=_come(incident, event, Stage.CONFIRMED, at))
            # One more person who goes does not put off what is due from the others, and ends nothing that is overdue.
            further = incident.stage in {Stage.CONFIRMED, Stage.ON_SCENE}
            return replace(named, awaited_from_ms=incident.awaited_from_ms) if further else _came(named)
        case HelpArrived():
            return _came(replace(onward, sent=_come(incident, event, Stage.ON_SCENE, at)))
        case OneReleased():
            return _released(incident, event.which, at, plan)
        case HelpOverdue():
            return replace(_rings_on(onward, at, plan), overdue=event.awaited)
        case AllRightConfirmed():
            return _came(onward)
        case _:
            assert_never(event)


def _released(incident: Incident, which: int, at: Moment, plan: Plan) -> Incident:
    """Go back to the stage of whoever is left. It rings if nobody is left, and if nobody who is left has said that they come. It never
    quiets a call.
    """
    left = without(incident.sent, which)
    stage = furthest(left)
    if stage is incident.stage:
        return replace(incident, sent=left)
    fewer = replace(incident, sent=left, stage=stage, awaited_from_ms=at.mono_ms, overdue=None)
    match stage:
        case Stage.DISPATCHED:
            return replace(_rings_on(fewer, at, plan), overdue=Awaited.CONFIRMATION)
        case Stage.CONFIRMED | Stage.ON_SCENE:
            # what rang because something was overdue rings on: nobody took notice of it
            return replace(fewer, overdue=Awaited.ARRIVAL if incident.ringing and incident.overdue else None)
        case _:
            rings = _rings_on(fewer, at, plan)
            if incident.kind is Kind.TAP_OUT:
                rings = replace(
                    rings, told_ms=at.mono_ms
                )  # it asks aloud at once, and not only when it would ask again
            return replace(rings, unanswered=True, awaited_from_ms=None, acknowledged_by=None, acted=None)


def _come(incident: Incident, event: HelpConfirmed | HelpArrived, stage: Stage, at: Moment) -> Sent:
    """Note that somebody goes or is there. Without a desk, the person said it themselves, so it is known who they are."""
    itself = None if event.by.desk else event.by.person
    return come(incident.sent, _which(event, incident), event.responder, stage, at.mono_ms, itself)


def _which(event: HelpConfirmed | HelpArrived, incident: Incident) -> int | None:
    """Tell which responder the event is about: the one it names, else the one sent last, else None for a person whom nobody sent."""
    if isinstance(event, OneConfirmed | OneArrived):
        return event.which
    return len(incident.sent) - 1 if incident.sent else None


def _rings_on(incident: Incident, at: Moment, plan: Plan) -> Incident:
    """Ring again, and go on with the ladder from where it was: its next step is due now."""
    rung_ms = incident.rung_ms if incident.ringing else at.mono_ms
    from_ms = ladder_from_next(incident, plan, at)
    return replace(incident, ringing=True, rung_ms=rung_ms, handed_to=None, ladder_from_ms=from_ms)


def _quiet(incident: Incident) -> Incident:
    """Stop the ringing, because a person has it."""
    return replace(incident, ringing=False, unanswered=False, exhausted=False, handed_to=None)


def _came(incident: Incident) -> Incident:
    """Note that what was awaited has happened. This is no acknowledgement: a press that nobody took notice of rings on."""
    return replace(incident, overdue=None, ringing=incident.unanswered)


def _told(incident: Incident, event: StepTaken, at: Moment, plan: Plan) -> Incident:
    """Take a step. If an exhausted call reaches a new desk, it gets its ladder back, because somebody may acknowledge after all."""
    told = frozenset(event.told)
    step = max(event.step, incident.step)
    after_told = replace(incident, step=step, told=incident.told | told, told_ms=at.mono_ms, handed_to=None)
    if incident.exhausted and any(name.startswith("desk:") for name in told - incident.told):
        from_ms = at.mono_ms - step_after_s(plan, step) * 1000
        return replace(after_told, exhausted=False, ladder_from_ms=from_ms)
    return after_told
