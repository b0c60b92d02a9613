"""Tells a console about the safety office's way: the code to say by telephone, how far it is, and at last what was laid ready."""

from appliance.api.restoring.messages import Asking, NotRestored
from appliance.recovery import office_way
from appliance.recovery.offered import Offered
from appliance.recovery.office_way import OFFERED
from appliance.restoring.by_office import lay_handed
from appliance.restoring.refused import Refused
from appliance.restoring.restoring import Restored, laid
from appliance.settings import Settings

NOT_TOLD = NotRestored(
    "not-told",
    "This box was not told in whose place it is. District IT writes `replaces` into its seed, as handbell district enrol --replace printed "
    "it; or types: handbell restore --office --building ID --box ID",
)
STOPPED = NotRestored("stopped", "Nothing is asked of the safety office any more, and no screen shows a code.")


def asked(settings: Settings, now_ms: int) -> Asking | NotRestored | None:
    """Say how far it is; ask from now on if that was not done yet. None: everything is here and can be laid ready, or is laid ready.

    Raises OSError, VaultError.
    """
    if laid(settings) is not None:
        return None
    found = office_way.wanted(settings)
    if found is None:
        whose = office_way.place_taken(settings)
        if whose is None:
            return NOT_TOLD
        found = office_way.ask(settings, *whose, now_ms)
    came = Offered(settings.restoring / OFFERED).came
    if came.whole:
        return None
    return Asking(found.code, found.asked.since_ms, came.handover, came.entries, came.refused)


def lay(settings: Settings, now_ms: int) -> Restored | Refused:
    """Give what lies ready already, or lay it ready now. Raises OSError, VaultError."""
    return laid(settings) or lay_handed(settings, now_ms)
