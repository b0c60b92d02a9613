"""Defines how far the record is outside this building, as it is sent to a desk. Pure values; knows no socket."""

import msgspec

from appliance.api.contents import holds


@holds(
    "office sealed_for head countersigned countersigned_ms held overdue reachable for_ms why head_state "
    "certificate_until_ms building_name server"
)
class DistrictLine(msgspec.Struct, frozen=True, kw_only=True):
    """How far the record is outside this building. Numbers and times come from receipts that this box has verified itself.

    `office`: whether a safety office is believed; `sealed_for`: whether new entries are sealed for it. `head` is the newest entry on
    disk. `countersigned`: the district has signed for entries up to this one, at `countersigned_ms` by its own clock (0 before the
    first). `held`: entries of open calls that were sent before older ones. `overdue`: incidents that the office has not opened in
    time.

    The rest is the uplink's word: `reachable` (None: nothing is heard from the uplink), since `for_ms`, and `why` not; the state that
    the district gives this box ("ok", "fork", "superseded", "revoked", or empty before any); when its certificate ends (0: none yet);
    and what the district calls this building (empty: not told).
    """

    office: bool
    sealed_for: bool
    head: int
    countersigned: int
    countersigned_ms: int
    held: int
    overdue: int
    reachable: bool | None
    for_ms: int
    why: str
    head_state: str
    certificate_until_ms: int = 0
    building_name: str = ""
    server: str = ""

    @property
    def backlog(self) -> int:
        """The number of entries that the district has not countersigned yet."""
        return max(0, self.head - self.countersigned)


@holds(
    "kind where head proved proved_ago_ms silent trouble says free_mib bundle bundle_made drilled_ms drill_ok "
    "phrase_ms checked_ms"
)
class CopyLine(msgspec.Struct, frozen=True, kw_only=True):
    """The copy of this record, with which a new box would begin. `kind` is the kind of its place ("stick", "folder", "sftp", "s3"), or
    empty if none is set up; `where` is the name of the place. `head` is the newest entry on disk.

    The rest is the replica's word. Every entry up to `proved` was seen there `proved_ago_ms` ago; 0 while nothing is proved.
    `trouble` is the cause's name of what is wrong there, and `says` tells it. `free_mib` is how much room is left. `bundle` is the
    serial of the recovery bundle beside the copy, and `bundle_made` of the newest that this box made, 0 for none. `silent`: nothing
    is heard from the replica. `drilled_ms`: when the copy was last restored for trial. `phrase_ms`: since when this recovery phrase
    exists, and `checked_ms` when it was last typed. These times are by the wall clock, 0 for never.
    """

    kind: str
    where: str
    head: int
    proved: int
    proved_ago_ms: int
    silent: bool
    trouble: str = ""
    says: str = ""
    free_mib: int | None = None
    bundle: int = 0
    bundle_made: int = 0
    drilled_ms: int = 0
    drill_ok: bool = False
    phrase_ms: int = 0
    checked_ms: int = 0


@holds("code since_ms handover entries whole refused")
class AskingLine(msgspec.Struct, frozen=True, kw_only=True):
    """This box asks the safety office for the record of another box. `code`: what people tell the office by telephone. `since_ms`: by
    the wall clock.

    `handover`: the office has answered. `entries`: how many have come since then; `whole`: all of them are here. `refused`: why the
    box did not take what came; empty if it refused nothing.
    """

    code: str
    since_ms: int
    handover: bool = False
    entries: int = 0
    whole: bool = False
    refused: str = ""
