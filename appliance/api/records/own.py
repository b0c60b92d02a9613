"""Defines what stands on a reporter's own page besides their facts: who read them, and what is owed. Pure values; knows no socket."""

import msgspec

from appliance.duties.duty import Due
from appliance.duties.parties import Party
from appliance.record.words import Klass


class OwnView(msgspec.Struct, frozen=True, kw_only=True):
    """One reading of what belongs to a reporter. `person` is the name of the reader; it is empty if they did not show who they are, and
    then `desk` is the name of the desk. `reporter`: it was another person who told an account, whose name is not told.
    """

    wall_ms: int
    person: str
    desk: str
    classes: tuple[Klass, ...]
    reporter: bool = False
    glass_broken: bool = False


class OwnDuty(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that is owed to a reporter or by them, open or done. `owe`: they owe it. `due` is None where it has no date. `done_ms`:
    when it was done; None while it is open. `overdue` is never true where nobody verified the rule.
    """

    says: str
    says_es: str
    owed_by: Party
    owe: bool
    due: Due | None
    overdue: bool
    done_ms: int | None = None
