"""Says what is still wanted of a record, and why, in a sentence each. Pure; never refuses anything: a record may always be saved.

Each rule reads only what was said, never which button or kind of call it was. A sentence gives away something of what its rule reads.
So it names those fields (`because`), and is shown only to people who may read them.
"""

from collections.abc import Callable, Iterator

import msgspec

from appliance.core.ground.words import Outcome
from appliance.record.code_lists.people import STAFF
from appliance.record.derived import Seen, standing
from appliance.record.fields import FIELDS
from appliance.record.record import Record
from appliance.record.words import NEW, FactId, FieldId, ItemId, Status, Tier, Value

_ORDER = {name: number for number, name in enumerate(FIELDS)}


class Missing(msgspec.Struct, frozen=True):
    """A fact that is wanted. `minimal`: it is wanted of every incident of its kind, before the record is whole."""

    fact_id: FactId
    says: str
    minimal: bool
    because: frozenset[FieldId] = frozenset()
    """Fields whose values the sentence gives away."""


def missing(record: Record, seen: Seen) -> list[Missing]:
    """Give what is wanted, in the order in which it is asked. `seen` is what the appliance filled (`derived.py`)."""
    known = Known(record, seen)
    if known.value("mode") in {"exercise", "test"} or known.value("outcome") == Outcome.COVERED:
        return []
    wanted: dict[FactId, Missing] = {}
    for rule in _rules(known):
        for each in rule(known):
            wanted.setdefault(each.fact_id, each)
    gone = {
        klass for each in record.destroyed for klass in each.classes
    }  # nobody is asked again for what had to be destroyed
    left = (each for each in wanted.values() if FIELDS[each.fact_id.field].klass not in gone)
    return sorted(left, key=lambda each: (not each.minimal, _ORDER[each.fact_id.field], each.fact_id.item))


class Known(msgspec.Struct, frozen=True):
    """All values of a record, from people and from the appliance."""

    record: Record
    seen: Seen

    def value(self, field: str, item: ItemId | str = "") -> Value:
        return standing(self.record, self.seen, field, item)

    def chose(self, field: str, *codes: str, item: ItemId | str = "") -> bool:
        """Whether any of these codes is chosen in the field."""
        value = self.value(field, item)
        chosen = (value,) if isinstance(value, str) else value if isinstance(value, tuple) else ()
        return any(code in chosen for code in codes)

    def items(self, group: str) -> list[ItemId]:
        """Give the items of a group in which any value stands."""
        return [
            item
            for item in self.record.items.get(group, ())
            if any(self.value(field, item) is not None for field in FIELDS if FIELDS[field].group == group)
        ]

    def want(
        self, field: str, says: str, item: ItemId | str = "", *, because: tuple[str, ...] = ()
    ) -> Iterator[Missing]:
        """Give one missing fact if the field has no value, else nothing."""
        its = FIELDS[FieldId(field)]
        if self.value(field, item) is None:
            minimal = its.tier is Tier.MINIMAL
            yield Missing(FactId(its.field, ItemId(item)), says, minimal, frozenset(FieldId(each) for each in because))


type Rule = Callable[[Known], Iterator[Missing]]

_BEHAVIOR = ("happened", "attempt", "near-miss")


def _rules(known: Known) -> tuple[Rule, ...]:
    """Give the rules for the kind of event that somebody chose. Until somebody chose one, ask only for that."""
    if known.value("event_kind") is None:
        return (_kind_of_event,)
    if known.chose("event_kind", *_BEHAVIOR):
        near_miss = known.chose("event_kind", "near-miss")
        when_somebody_acted = () if near_miss else (_hurt, _restraint, _weapon, _strangled)
        return (_every, _behavior, _people, _account, *when_somebody_acted, _law_enforcement, _cover, _review, _linked)
    if known.chose("event_kind", "medical"):
        return (_every, _hurt, _cover)
    return ()


def _kind_of_event(known: Known) -> Iterator[Missing]:
    yield from known.want("event_kind", "Say what kind of event it was: what else is asked depends on it.")


def _every(known: Known) -> Iterator[Missing]:
    yield from known.want("occurred_at", "Say when it began, as well as anybody knows.")
    yield from known.want("time_context", "Say what part of the school day it was.")
    yield from known.want("location_type", "Say in what kind of place it was.")
    yield from known.want("room_action", "Say what the class did, also if it just went on.")


def _behavior(known: Known) -> Iterator[Missing]:
    yield from known.want("behavior", "Say what was done, or nearly done: choose what fits best.")
    yield from known.want("contact_form", "Say how: struck, bit, threw something, only words.")
    yield from known.want("directed_at", "Say at whom or what it was aimed.")


def _weapon(known: Known) -> Iterator[Missing]:
    if known.chose("contact_form", "weapon", "thrown-object"):
        says = "Something was thrown or used as a weapon, so say what it was."
        yield from known.want("weapon", says, because=("contact_form",))
        if known.chose("weapon", "none"):
            fact_id = FactId(FieldId("weapon"))
            says = (
                "Something was thrown or used as a weapon, but none was named. Say what it was: a chair is an object."
            )
            yield Missing(fact_id, says, True, frozenset(map(FieldId, ("contact_form", "weapon"))))
    yield from known.want("weapon", "Say whether a weapon or object was used or shown. There may have been none.")


def _people(known: Known) -> Iterator[Missing]:
    items = known.items("person")
    if not any(known.chose("person.role", "involved", "involved-other", item=item) for item in items):
        yield from known.want("person.role", "Name the involved student, or whoever else did it.", NEW)
    for item in items:
        yield from known.want("person.role", "Say what their part in it was.", item)
        yield from known.want("person.type", "Say what they are at the school.", item)
        student = known.chose("person.type", "student", "other-student", "former-student", "other-youth", item=item)
        if known.chose("person.role", "involved", "affected", item=item) and student:
            because = ("person.role", "person.type")
            says = "Write the student's name. It is written once."
            yield from known.want("person.student_name", says, item, because=because)


def _account(known: Known) -> Iterator[Missing]:
    if not any(known.value("account.text", item) for item in known.items("account")):
        yield from known.want("account.text", "Somebody who was there tells in their own words what happened.", NEW)


def _linked(known: Known) -> Iterator[Missing]:
    """Ask which person of the record somebody is who told it for themselves, as long as no reporter is known to be a member of the staff
    who was affected: until then, that person sees nothing of what is written about them, and nothing of what is owed to them.
    """
    reporters = known.items("reporter")
    are = {known.value("reporter.is_person", item) for item in reporters}
    affected = [item for item in known.items("person") if known.chose("person.role", "affected", item=item)]
    if not any(_is_staff(known, item) and item not in are for item in affected):
        return
    accounts = known.items("account")
    for_others = {
        known.value("account.reporter", item) for item in accounts if known.value("account.on_behalf_of", item)
    }
    because = ("reporter.name", "account.on_behalf_of", "person.role", "person.type")
    says = "Say which person of this record told it. If it is the educator, they can then see on their own page what is owed to them."
    for item in reporters:
        if item not in for_others:
            yield from known.want("reporter.is_person", says, item, because=because)


def _hurt(known: Known) -> Iterator[Missing]:
    yield from known.want("anyone_hurt", "Say whether anybody was hurt, however little.")
    items = known.items("injury")
    if known.value("anyone_hurt") is True and not items:
        yield from known.want("injury.level", "Somebody was hurt, so say how badly.", NEW, because=("anyone_hurt",))
    for item in items:
        yield from known.want("injury.person", "Somebody was hurt, so say who.", item, because=("anyone_hurt",))
        yield from known.want("injury.level", "Somebody was hurt, so say how badly.", item, because=("anyone_hurt",))
        yield from _of_an_injury(known, item)


def _of_an_injury(known: Known, item: ItemId) -> Iterator[Missing]:
    hurt = ("anyone_hurt", "injury.level")
    if known.chose("injury.level", "minor", "major", "serious", "fatal", item=item):
        says = "Somebody was hurt, so say who looked at them and what was done."
        yield from known.want("injury.treatment", says, item, because=hurt)
        yield from known.want("injury.body_part", "Somebody was hurt, so say where on the body.", item, because=hurt)
        yield from known.want("injury.nature", "Somebody was hurt, so say what kind of injury.", item, because=hurt)
    who = known.value("injury.person", item)
    if isinstance(who, str) and _is_staff(known, ItemId(who)):
        if known.chose("injury.treatment", "clinic", "emergency-room", "inpatient", item=item):
            because = ("injury.treatment", "injury.person", "person.type")
            says = "A member of staff was treated by a doctor or in a hospital, so say how it is recorded as an injury at work."
            yield from known.want("injury.osha_class", says, item, because=because)
        if known.chose("injury.osha_class", "days-away", item=item):
            says = "There were days away from work, so say how many."
            yield from known.want("injury.lost_days", says, item, because=("injury.osha_class",))
        if known.chose("injury.osha_class", "restricted", item=item):
            says = "Work was restricted, so say for how many days."
            yield from known.want("injury.restricted_days", says, item, because=("injury.osha_class",))


def _is_staff(known: Known, person: ItemId) -> bool:
    return known.chose("person.type", *STAFF, item=person)


def _restraint(known: Known) -> Iterator[Missing]:
    yield from known.want("restraint_used", "Say whether a student was held or kept alone in a room, however briefly.")
    used = ("restraint_used",)
    items = known.items("restraint")
    if known.value("restraint_used") is True and not items:
        yield from known.want("restraint.seconds", "A student was held, so say for how long.", NEW, because=used)
    for item in items:
        yield from known.want("restraint.person", "A student was held, so say which one.", item, because=used)
        yield from known.want("restraint.type", "A student was held, so say how.", item, because=used)
        yield from known.want("restraint.seconds", "A student was held, so say for how long.", item, because=used)
        yield from known.want("restraint.reason", "A student was held, so say why it was needed.", item, because=used)
        yield from known.want("restraint.by", "A student was held, so say by whom.", item, because=used)
        says = "A student was held, so say whether anybody was hurt by it."
        yield from known.want("restraint.anyone_hurt", says, item, because=used)
    if known.value("restraint_used") is True or items:
        says = "A student was held, so say what was tried before that."
        yield from known.want("deescalation", says, because=used)
        if not known.items("notice"):
            yield from known.want(
                "notice.at", "A student was held, so say when the family was told.", NEW, because=used
            )


def _strangled(known: Known) -> Iterator[Missing]:
    """Ask who looked at a held neck: harm may show hours later, with nothing to see on the skin."""
    if known.chose("event_kind", "happened") and known.chose("contact_form", "strangled"):
        says = "Somebody's neck was held, so say who looked at them and what was done. Harm may show hours later."
        items = known.items("injury")
        if not any(known.value("injury.treatment", item) for item in items):
            item = items[0] if items else NEW
            yield from known.want("injury.treatment", says, item, because=("contact_form",))


def _law_enforcement(known: Known) -> Iterator[Missing]:
    yield from known.want("law_enforcement", "Say whether law enforcement was told, also if it was not.")
    if known.chose("law_enforcement", "911", "resource-officer", "referred"):
        told = ("law_enforcement",)
        yield from known.want("law_enforcement_agency", "Law enforcement was told, so say which agency.", because=told)
        yield from known.want("law_enforcement_action", "Law enforcement was told, so say what they did.", because=told)


def _cover(known: Known) -> Iterator[Missing]:
    if known.chose("room_action", "room-clear", "evacuate"):
        left = ("room_action",)
        yield from known.want("class_went", "The class left the room, so say where it went.", because=left)
        yield from known.want("who_covered", "The class left the room, so say who took it.", because=left)


def _review(known: Known) -> Iterator[Missing]:
    """Give what the review adds. It is asked once the record was submitted."""
    if known.record.status is Status.DRAFT:
        return
    yield from known.want(
        "summary", "Say in two or three neutral sentences what happened, for reports that leave the school."
    )
    yield from known.want("state_category", "Say which category of the state's collection it is. It may be none.")
    for item in known.items("account"):
        says = "Whoever told this account says whether they agree with the record as it stands."
        yield from known.want("account.agrees", says, item)
    for item in known.items("person"):
        if known.chose("person.role", "involved", item=item):
            says = "A student was involved, so say whether they have an IEP, a 504 plan or a behavior plan, or are being evaluated."
            yield from known.want("person.plan_status", says, item, because=("person.role",))
