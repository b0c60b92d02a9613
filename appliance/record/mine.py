"""Whether something in a record is one reader's own: what they wrote, and their own injury and support. Pure; opens nothing by itself."""

from dataclasses import dataclass

from appliance.plan.ids import PersonId
from appliance.record.record import Record, Version
from appliance.record.words import Author, FieldId, ItemId, Spot

_ABOUT_ONE_PERSON = ("injury", "support")


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads: the reporter whose code or sitting it is, and the person who proved who they are."""

    reporter: ItemId | None = None
    person: PersonId | None = None

    def wrote(self, by: Author) -> bool:
        """Whether these words are theirs."""
        if self.reporter is not None and by.reporter == self.reporter:
            return True
        return self.person is not None and by.person == self.person


def reporter_of(record: Record, person: PersonId) -> ItemId | None:
    """The reporter whom the plan knows as this person, where they told an account with their PIN."""
    told = (item for item in record.items.get("reporter", ()) if record.value("reporter.person", item) == person)
    return next(told, None)


def mine(record: Record, spot: Spot, reader: Reader) -> bool:
    """Whether what stands there, or would be begun there, is the reader's own.

    Who began it counts, and not who wrote last: an amendment of one's own answer is one's to know, and amending another's opens
    nothing of theirs.
    """
    group = spot.field.partition(".")[0]
    first = _first(record, spot)
    if first is None or reader.wrote(first.by):
        return True
    if reader.reporter is None:
        return False
    if group == "reporter":
        return spot.item == reader.reporter
    if group == "account":
        return record.value("account.reporter", spot.item) == reader.reporter
    return group in _ABOUT_ONE_PERSON and _is_about(record, group, spot.item, reader.reporter)


def _first(record: Record, spot: Spot) -> Version | None:
    """What began this, or the item it belongs to; None where nothing of it is there."""
    if found := record.versions.get(spot):
        return found[0]
    if not spot.item:
        return None
    group = spot.field.partition(".")[0]
    begun = [
        versions[0]
        for at, versions in record.versions.items()
        if at.item == spot.item and at.field.partition(".")[0] == group
    ]
    return min(begun, key=lambda version: version.number, default=None)


def _is_about(record: Record, group: str, item: ItemId, reporter: ItemId) -> bool:
    """Whether it was about this reporter ever since it was written, as somebody else says who they are."""
    who = record.value("reporter.is_person", reporter)
    about = record.versions.get(Spot(FieldId(f"{group}.person"), item), [])
    return who is not None and bool(about) and all(version.value == who for version in about)
