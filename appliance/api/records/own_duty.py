"""Defines what is told on the desk line of one duty, on the own page of a reporter. Pure values; knows no socket."""

from datetime import date

import msgspec

from appliance.duties.duty import Due
from appliance.duties.parties import Party


class OwnDuty(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that is owed to a reporter or by them, open or done. `owe`: they owe it. `due` is None where it has no date. `done_ms`:
    when it was done; None while it is open. `overdue` is never true where nobody verified the rule (`verified`).
    """

    says: str
    says_es: str
    owed_by: Party
    owe: bool
    due: Due | None
    overdue: bool
    source: str
    source_on: date
    verified: bool
    done_ms: int | None = None
