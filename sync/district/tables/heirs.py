"""Says what a box may bring and ask of the boxes before it: their entries, up to where it follows on. Opens nothing."""

from typing import NamedTuple

from appliance.envelope.deposit import HeadTold, Refused
from sync.district.batch import Batch
from sync.district.store import Sql
from sync.district.tables import boxes, successions
from sync.district.tables.boxes import Box

NO_FOREBEAR = Refused("not-yours", "This box follows on no box of this id, and has not taken its place.")


class Heir(NamedTuple):
    """A box that follows on another, and the serial number of the certificate that it asks with."""

    box: bytes
    certificate: str

    def beyond(self, sql: Sql, former: bytes, batch: Batch) -> Refused | None:
        """Say why this box may not bring these entries of the former box; None where it may. They may go no further than to the entry that
        it follows on, which its succession names by number and digest.
        """
        heir = boxes.seen(sql, self.box, self.certificate)
        if heir is None or heir.parent_box != former:
            return NO_FOREBEAR
        if (refused := boxes.closed(heir)) is not None:
            return refused
        if batch.last.number > heir.parent_number or (
            batch.last.number == heir.parent_number and batch.last.digest != heir.parent_digest
        ):
            says = (
                f"This box follows on entry {heir.parent_number} of the other; "
                f"these go up to {batch.last.number}, or end in another entry."
            )
            return Refused("signature", says)
        return None


def forebear(sql: Sql, box: Box, of: bytes) -> Box | None:
    """Give a box before this one, however far back."""
    return boxes.seen(sql, of) if of in successions.forebears(sql, box.box) else None


def head(sql: Sql, heir: Heir, of: bytes) -> HeadTold | Refused:
    """Tell how far the district has a box before this one, if this one proved that it follows on it, and not only by its token."""
    box = boxes.seen(sql, heir.box, heir.certificate)
    if box is None:
        return boxes.UNKNOWN
    follows = of in successions.forebears(sql, box.box, proven=True)
    return boxes.closed(box) or (boxes.head(sql, of) if follows else NO_FOREBEAR)
