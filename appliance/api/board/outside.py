"""How far the record is outside this building, as a desk is sent it. Pure values; knows no socket."""

import msgspec

from appliance.api.contents import holds


@holds(
    "office sealed_for head countersigned countersigned_ms held overdue reachable for_ms why head_state "
    "certificate_until_ms building_name server"
)
class DistrictLine(msgspec.Struct, frozen=True, kw_only=True):
    """How far the record is outside this building. Numbers and times come of receipts this box has verified itself.

    `office`: whether a safety office is believed; `sealed_for`: whether new entries are sealed for it. `head` is the
    newest entry on disk; `countersigned` how far the district has signed for, at `countersigned_ms` by its own clock (0 before the
    first). `held`: entries of open calls that went ahead of the backlog. `overdue`: incidents the office has not opened in time.

    The rest is the uplink's word: `reachable` (None: nothing is heard from it), since `for_ms`, `why` not, and the state the
    district gives this box ("ok", "fork", "superseded", "revoked", empty before any), when its certificate ends (0: none yet), and
    what the district calls this building (empty: not told).
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
        """Entries the district has not countersigned yet."""
        return max(0, self.head - self.countersigned)


@holds(
    "kind where head proved proved_ago_ms silent trouble says free_mib bundle bundle_made drilled_ms drill_ok "
    "phrase_ms checked_ms"
)
class CopyLine(msgspec.Struct, frozen=True, kw_only=True):
    """The copy of this record, which a new box would begin with. `kind` of its place ("stick", "folder", "sftp", "s3"), empty where none is
    set up, and `where`, its name. `head` is the newest entry on disk.

    The rest is the replica's word: every entry up to `proved` was seen there `proved_ago_ms` ago, 0 while nothing is proved; what is wrong
    there (`trouble`, a cause's name, and `says`), how much room is left, and which recovery bundle is beside it (`bundle`, its serial; the
    newest this box made is `bundle_made`, 0 for none). `silent`: nothing is heard from the replica. `drilled_ms`: when
    the copy was last restored for trial, 0 for never; `phrase_ms` and `checked_ms`: since when there is this recovery phrase, and when it
    was last typed, 0 for never; all by the wall clock.
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
    """This box asks the safety office for what another box had. `code`: what people tell it by telephone. `since_ms`: by the wall clock.
    `handover`: the office has answered; `entries` have come since, all of them where it is `whole`. `refused`: why what came was not
    taken, empty where nothing was refused.
    """

    code: str
    since_ms: int
    handover: bool = False
    entries: int = 0
    whole: bool = False
    refused: str = ""
