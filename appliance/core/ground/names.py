"""Gives the names that things have in a plan, for sentences that people read; an id if the plan has no name. Pure."""

from appliance.core.ground.callers import Caller
from appliance.core.ground.place import Place, belongs_to, title
from appliance.core.ground.words import Actor
from appliance.plan.ids import ButtonId, DeskId, PersonId, RoomId, SounderId
from appliance.plan.index import SHARED_PHONE, PlanIndex
from appliance.words.callers import from_words


def is_shared_phone(name: str) -> bool:
    """Whether this stands for a shared phone where an entry names a person or a desk."""
    return name.startswith(SHARED_PHONE)


class Names:
    """The names of one plan."""

    def __init__(self, index: PlanIndex) -> None:
        self._index = index

    def room(self, room: RoomId) -> str:
        known = self._index.rooms.get(room)
        return known.name if known else str(room)

    def place(self, place: Place) -> str:
        return title(place, self._index)

    def button(self, button: ButtonId) -> str:
        known = self._index.buttons.get(button)
        return f"{button} ({belongs_to(known, self._index)})" if known else str(button)

    def desk(self, desk: DeskId) -> str:
        known = self._index.desks.get(desk) or self._index.rung.get(PersonId(desk))
        return known.name if known else str(desk)

    def sounder(self, sounder: SounderId) -> str:
        known = self._index.sounders.get(sounder)
        return known.name if known else str(sounder)

    def person(self, person: PersonId) -> str:
        known = self._index.people.get(person) or self._index.rung.get(person)
        return known.name if known else str(person)

    def actor(self, actor: Actor) -> str:
        who = "somebody not signed in" if actor.person is None else self.person(actor.person)
        return f"by {who}" if not actor.desk else f"at {self.desk(actor.desk)} by {who}"

    def caller(self, caller: Caller) -> str:
        """Say who called by telephone or text, as far as it is known, and that nobody verified it."""
        person = self._index.phone_book.people.get(caller.number)
        owner = "" if person is None else self.person(person)
        said = from_words(caller.number, owner=owner, withheld=caller.withheld, unproved=caller.unproved)
        claims = f", says {caller.said}" if caller.said else ""
        return f"{said}{claims}{', unverified' if caller.unverified else ''}"

    def told(self, told: tuple[str, ...]) -> str:
        return ", ".join(map(self._one, told)) or "nobody"

    def _one(self, name: str) -> str:
        kind, _, subject = name.partition(":")
        match kind:
            case "desk":
                return self.desk(DeskId(subject))
            case "person":
                return self.person(PersonId(subject))
            case _:
                return self.sounder(SounderId(subject))
