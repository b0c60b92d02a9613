"""Makes the notice of an injury at work: a document ready to sign, by the person who was hurt or by anybody for them. Pure.

It says what its reader may read, and leaves a line for the rest. It never names a student: what was chosen from lists names nobody, and
what was written freely is printed only where every student of the record is known by name (`unnamed.py`).
"""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta, tzinfo
from typing import Final

from appliance.api.records.facts import RecordFacts, zone_of
from appliance.api.records.injured import Hurt, staff_hurt
from appliance.api.records.messages import RecordShown
from appliance.core.ground.moment import at
from appliance.exports.cap import Mode
from appliance.exports.document import Ask, Block, Document, Section, Signature, Stated
from appliance.exports.notice import labels
from appliance.exports.notice.labels import Label, Paragraph
from appliance.exports.notice.unnamed import A_STUDENT, is_name, names_of_students, without
from appliance.exports.report import Printed, mode_of
from appliance.exports.times import day_and_time, offset, short
from appliance.plan.mistakes import counted
from appliance.record.code_lists.people import GROWN, STAFF
from appliance.record.codes import code, label
from appliance.record.fields import FIELDS
from appliance.record.values import WHEN_MS_MAX, WHEN_MS_MIN
from appliance.record.words import FieldId, ItemId

WITHIN_DAYS: Final = 10
"""C.R.S. 8-43-102(1)(a), to be confirmed by the district's attorney. Many posters still say four days, which is the old law."""
STAMP_LINES: Final = 3
"""Room for a stamp: three lines of the form are 20 mm, and a dater of an office is at most 15 mm high (ours)."""

_PRACTICE = {
    Mode.ACTUAL: "",
    Mode.EXERCISE: "It happened during a drill. The injury is real.",
    Mode.TEST: "It happened during a test of the system. The injury is real.",
}
_ANY = ItemId("")
"""Whoever was hurt, where it was only one of the staff."""
_ALONE = ItemId("")
"""The item of a field that is in no group."""
_INVOLVED = ("involved", "involved-other")


class NoNotice(Exception):
    """There is no notice of this. `str()` says why, and what to do."""


def notice(shown: RecordShown, printed: Printed, person: ItemId = _ANY) -> Document:
    """Make the notice for the member of staff who was hurt. `person` says which one, where several were. Raises NoNotice."""
    record_facts = RecordFacts(shown)
    zone = zone_of(record_facts, printed.zone)
    hurt = _one(staff_hurt(record_facts), person)
    page = _Page(record_facts, hurt, zone)
    when = f"{short(printed.at_ms, zone)} {offset(printed.at_ms, zone)}"
    return Document(
        title=labels.TITLE,
        subtitle=labels.SUBTITLE,
        sections=tuple(page.sections()),
        identity=(
            f"{shown.building or 'Handbell'}, record {shown.record.number}. {labels.TITLE}, printed {when} for {printed.reader}. "
            "Confidential."
        ),
        made_ms=printed.at_ms,
        banner=_PRACTICE[mode_of(shown)],
    )


def _one(hurt: tuple[Hurt, ...], person: ItemId) -> Hurt:
    if not hurt:
        raise NoNotice(
            "No injury of a member of staff is shown to you here, so there is no notice. Write who was hurt into the record first, and "
            "what they are at the school. Or ask the point of contact."
        )
    found = [each for each in hurt if person in {_ANY, each.person}]
    listed = ", ".join(each.called for each in hurt)
    if not found:
        raise NoNotice(f'"{person}" is nobody of the staff who was hurt. Choose one of: {listed}.')
    if len(found) > 1:
        raise NoNotice(
            f"Several of the staff were hurt, and each needs a notice. Add --for, and who this one is for: {listed}."
        )
    return found[0]


class _Page:
    """The sections of one notice."""

    def __init__(self, record_facts: RecordFacts, hurt: Hurt, zone: tzinfo) -> None:
        self._facts, self._hurt, self._zone = record_facts, hurt, zone
        self._names = names_of_students(record_facts)
        self._left_out = False

    def sections(self) -> Iterator[Section]:
        """Give them in the order of the page."""
        told = [self._whom(), self._injury()]  # first, because the words above them say what was left out of them
        yield Section("Notice", tuple(self._head()))
        yield from told
        signed = (Signature("The person who was hurt"), Signature("Somebody who signs for them"))
        yield Section("Signed", (*labels.ANYBODY.blocks(), *signed))
        stamp = Ask("Stamp, with date and time", lines=STAMP_LINES)
        yield Section("For the employer", (*labels.STAMP.blocks(), stamp, Signature("For the employer")))
        yield Section("What counts", labels.COUNTS.blocks())

    def _head(self) -> Iterator[Block]:
        yield from labels.STATEMENT.blocks(strong=True)
        yield from _plain(labels.ATTORNEY, labels.NO_NAME, labels.READ_IT, labels.LEFT_EMPTY)
        if self._left_out:
            yield from labels.LEFT_OUT.blocks(strong=True)

    def _whom(self) -> Section:
        shown = self._facts.shown
        rows = (
            _row(labels.NAME, self._staff_name(self._hurt.person)),
            _row(labels.POSITION, self._hurt.position),
            _row(labels.SCHOOL, shown.building),
            _row(labels.ADDRESS, shown.address),
            _row(labels.EMPLOYER, ""),
        )
        return Section("Person and employer", (Stated("The person and the employer", rows),))

    def _injury(self) -> Section:
        rows = (
            _row(labels.WHEN, self._when()),
            _row(labels.PLACE, self._place()),
            _row(labels.EXACTLY, self._words("where_exactly")),
            _row(labels.CAUSE, self._cause()),
            _row(labels.HOW, self._codes("behavior", "contact_form")),
            _row(
                labels.OBJECT,
                "; ".join(filter(None, (self._words("injury.object", each) for each in self._hurt.injuries))),
            ),
            _row(labels.IN_SHORT, self._words("summary")),
            _row(labels.BODY, self._of_injuries("injury.body_part")),
            _row(labels.NATURE, self._of_injuries("injury.nature")),
            _row(labels.WITNESSES, self._witnesses()),
            _row(labels.LATEST, self._latest()),
        )
        return Section("The injury", (Stated("The injury", rows),))

    def _latest(self) -> str:
        began = self._began_ms()
        if began is None:
            return ""
        last = at(began, self._zone) + timedelta(days=WITHIN_DAYS)
        return f"{last:%A} {last.day} {last:%B %Y}"

    def _when(self) -> str:
        began = self._began_ms()
        if began is None:
            return ""
        when = day_and_time(began, self._zone)
        if self._facts.value("occurred_precision") == "unknown":
            return f"{when.partition(',')[0]}; time not known"
        return "; ".join(filter(None, (when, self._codes("occurred_precision"))))

    def _began_ms(self) -> int | None:
        told = self._facts.value("occurred_at")
        began = told if isinstance(told, int) else self._facts.began_ms
        return began if began is not None and WHEN_MS_MIN <= began <= WHEN_MS_MAX else None

    def _place(self) -> str:
        """Name a room as the plan does. A place in words was typed, so it goes the way of such words."""
        name = self._facts.shown.record.room_name
        place = name if self._facts.value("room") else self._without(name)
        return "; ".join(filter(None, (place, self._codes("location_type"))))

    def _cause(self) -> str:
        return _people(self._facts, [who for who in self._facts.items("person") if self._role(who) in _INVOLVED])

    def _witnesses(self) -> str:
        others = (who for who in self._facts.items("person") if who != self._hurt.person)
        seen = [who for who in others if self._role(who) == "witness"]
        staff = [who for who in seen if self._facts.value("person.type", who) in STAFF]
        named = [name for who in staff if (name := self._staff_name(who))]
        nameless = [who for who in seen if who not in staff or not self._staff_name(who)]
        return "; ".join(filter(None, (*named, _people(self._facts, nameless))))

    def _staff_name(self, who: ItemId) -> str:
        name = str(self._facts.value("person.staff_name", who) or "")
        return "" if self._names and is_name(name, self._names) else name

    def _role(self, who: ItemId) -> object:
        return self._facts.value("person.role", who)

    def _codes(self, *names: str, item: ItemId = _ALONE) -> str:
        """Give what was chosen from the lists of these fields, in words. Lists name nobody."""
        said = [_labels(name, self._facts.value(name, item)) for name in names]
        return "; ".join(dict.fromkeys(each for several in said for each in several))

    def _of_injuries(self, name: str) -> str:
        said = [self._codes(name, item=each) for each in self._hurt.injuries]
        return "; ".join(dict.fromkeys(filter(None, said)))

    def _words(self, name: str, item: ItemId = _ALONE) -> str:
        return self._without(str(self._facts.value(name, item) or ""))

    def _without(self, words: str) -> str:
        """Give freely written words without names of students, or nothing where that cannot be made sure."""
        if not words:
            return ""
        if self._names is None:
            self._left_out = True
            return ""
        said = without(words, self._names)
        if not said.replaced:
            return said.text
        replaced = counted(said.replaced, "name of a student was", "names of students were")
        return f"{said.text} [{replaced} replaced here.]"


def _row(asked: Label, says: str) -> tuple[str, str, str]:
    return asked.english, asked.spanish, says


def _plain(*paragraphs: Paragraph) -> Iterator[Block]:
    return (block for each in paragraphs for block in each.blocks())


def _people(record_facts: RecordFacts, whom: list[ItemId]) -> str:
    """Say who they are without a name: "2 students; a parent or guardian"."""
    kinds = Counter(_kind(record_facts, who) for who in whom)
    return "; ".join(_counted(kind, number) for kind, number in kinds.items())


def _kind(record_facts: RecordFacts, who: ItemId) -> str:
    """Say what somebody is. Whoever is not known to be grown up is a student here."""
    kind = record_facts.value("person.type", who)
    return label("person-type", str(kind)) if kind in GROWN else "student"


def _counted(kind: str, number: int) -> str:
    if kind == "student":
        return A_STUDENT if number == 1 else f"{number} students"
    return kind if number == 1 else f"{number} × {kind}"


def _labels(name: str, value: object) -> tuple[str, ...]:
    """Give the labels of codes. What is no code of the list is left out: it would be words of which nobody knows who wrote them."""
    chosen = (value,) if isinstance(value, str) else value if isinstance(value, tuple) else ()
    known = (code(FIELDS[FieldId(name)].codes, each) for each in chosen)
    return tuple(each.label for each in known if each is not None)
