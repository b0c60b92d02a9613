"""Makes short answers about records: written, or refused with a sentence."""

from appliance.api.records.messages import Written
from appliance.record.decide import No
from appliance.record.record import Record


def written(request: int, kept: Record | No) -> Written:
    """Say that it is on disk, or why it is not."""
    if isinstance(kept, No):
        return refused(request, kept)
    return Written(request=request, ok=True, entry=kept.newest)


def refused(request: int, says: str) -> Written:
    """Say why not, and what to do."""
    return Written(request=request, ok=False, says=str(says))
