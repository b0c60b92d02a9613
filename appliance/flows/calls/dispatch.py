"""Whom to send to a call: any of a role, two roles that go together, or a person on duty. Pure."""

from appliance.api.desk.plan import PersonLine
from appliance.core.calls.commands import Dispatch
from appliance.flows.calls.responders import everybody
from appliance.flows.flow import Flow
from appliance.flows.known import Known
from appliance.flows.naming import call_named
from appliance.flows.parts import Given, Option, Part
from appliance.plan.ids import PersonId
from appliance.plan.model import ROLES_SENT, Role
from appliance.words.roles import ROLES

PAIRS = ((Role.SECURITY, Role.MENTAL_HEALTH), (Role.LEAD, Role.MENTAL_HEALTH))
"""Co-responder pairs to choose from: somebody for safety with somebody for care, and the lead in place of security where nobody is
in danger. Two, so that they stand in sight below the six roles on 24 lines, each with its digit. Ours."""

type Sent = tuple[Role, PersonId | None]
"""Whoever has the role, or this person in it."""
type Pair = tuple[Role, Role]
"""Whoever has the one role, and whoever has the other."""


def whom(given: Given) -> tuple[Option, ...]:
    """Every role that is sent, with who has it now, then each person on duty, once per role."""
    return (*_roles(given), *_people(given))


def pairs(given: Given) -> tuple[Option, ...]:
    """Two roles that go together, with who has each now."""
    sent = _sent(given.known)
    return tuple(
        Option(
            (one, other),
            f"{_word(one)} and {_word(other)}: {_holders(given, one)}, and {_holders(given, other)}",
            (f"{_word(one)} and {_word(other)}", f"{_word(other)} and {_word(one)}"),
            line=f"{ROLES[one].title} + {_word(other)}: {_on_duty(one, given, sent)} + {_on_duty(other, given, sent)}",
        )
        for one, other in PAIRS
    )


def _anybody(given: Given) -> tuple[Option, ...]:
    """Roles first, then pairs, so that a digit sends; the people on duty below them."""
    return (*_roles(given), *pairs(given), *_people(given))


def _send(given: Given) -> Dispatch:
    whom_: Sent | Pair = given.parts["whom"]
    role, other = whom_
    if isinstance(other, Role):
        return Dispatch(incident=given.incident, role=role, beside=other)
    return Dispatch(incident=given.incident, role=role, person=other)


def _title(given: Given) -> str:
    assert given.call is not None, "help is sent to a call"
    return f"SEND HELP to {call_named(given.call)}"


SEND = Flow(
    "send",
    _send,
    (Part("whom", "Whom do you send? A role, or the name of a person on duty.", whom, lead=("the",)),),
)
PAIR = Flow("pair", _send, (Part("whom", "Which two do you send?", pairs, lead=("the",)),))
SEND_ANYBODY = Flow("send anybody", _send, (Part("whom", "Whom do you send?", _anybody),), title=_title)
"""All in one list, for a console that has room for it."""


def _roles(given: Given) -> tuple[Option, ...]:
    sent = _sent(given.known)
    return tuple(
        Option(
            (role, None),
            f"{_word(role)}: {_holders(given, role)}",
            (_word(role), *(("lead",) if role is Role.LEAD else ())),
            first=True,
            line=f"{ROLES[role].title:<14} {_holders_or_who_would(role, given, sent)}",
        )
        for role in ROLES_SENT
    )


def _people(given: Given) -> tuple[Option, ...]:
    sent = _sent(given.known)
    return tuple(
        Option(
            (role, person.person),
            f"{person.name}, as {_word(role)}",
            (person.name, str(person.person)),
            line=f"{_named(person, sent)}, as {_word(role)}",
        )
        for role in ROLES_SENT
        for person in given.known.people(role)
    )


def _word(role: Role) -> str:
    return ROLES[role].title.lower()


def _holders(given: Given, role: Role) -> str:
    can_go = ", ".join(person.name for person in given.known.people(role))
    if can_go:
        return can_go
    on_duty = any(person.on_duty for person in given.known.people(role, on_duty=False))
    return "nobody on duty can go now" if on_duty else "nobody on duty by the plan"


def _sent(known: Known) -> dict[str, str]:
    """Who is sent somewhere already, and where."""
    return {who: call.room_name for call in known.calls for who in everybody(call)}


def _holders_or_who_would(role: Role, given: Given, sent: dict[str, str]) -> str:
    """Who has it now. Where that is nobody, who has it at another hour: somebody may know that they are in the house."""
    on_duty = [_named(person, sent) for person in given.known.people(role)]
    if on_duty:
        return ", ".join(on_duty)
    holders = given.known.people(role, on_duty=False)
    if not holders:
        return "nobody has this role in the plan"
    not_now = [person.name for person in holders if person.on_duty]
    if not_now:
        return f"NOBODY CAN GO NOW; not now: {_first_of(not_now)}"
    return f"NOBODY ON DUTY; off duty: {_first_of([person.name for person in holders])}"


def _first_of(names: list[str]) -> str:
    """One name, and how many more there are: a second line would push a pair out of sight."""
    return f"{names[0]} and {len(names) - 1} more" if len(names) > 1 else names[0]


def _on_duty(role: Role, given: Given, sent: dict[str, str]) -> str:
    return ", ".join(_named(person, sent) for person in given.known.people(role)) or "NOBODY"


def _named(person: PersonLine, sent: dict[str, str]) -> str:
    """The name, and where they were sent already."""
    return f"{person.name} (sent to {sent[person.name]})" if person.name in sent else person.name
