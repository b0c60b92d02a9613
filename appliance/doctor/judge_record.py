"""Judges whether what is written down is kept: record, keys, the way to the district, the certificate, the seed. Pure."""

from appliance.api.board.outside import DistrictLine
from appliance.api.desk.provisioning import SetUp
from appliance.doctor.facts import Enrolment, Seen, Told, Untold
from appliance.doctor.finding import Ahead, Finding, Key, broken, look, ok, unseen
from appliance.doctor.judge_service import UPLINK
from appliance.doctor.words import count, digits, size, span
from appliance.envelope.building_name import differ, names_told
from appliance.vault.reading_keys import week_of
from appliance.words.troubles import BOX_REVOKED, CREDENTIAL_UNUSABLE

DAY_MS = 86_400_000
# it renews itself from 180 days before its end on (sync.protocol): a month without success must be told
CERTIFICATE_SOON_DAYS = 150
CERTIFICATE_AHEAD_DAYS = 365

_OFFICE = "Call the safety office."
_HEADS = {
    "fork": ("The district has two histories of this box, and signs for neither.", _OFFICE),
    "superseded": (
        "The district has another box for this building, and signs for nothing of this one.",
        "If this box is the right one, tell the district's administrator. Else switch it off, and keep its card.",
    ),
    "revoked": (
        "The district shut this box out for good (revoked), and takes nothing of it any more.",
        "Ask the district's administrator why; its audit log says who did it (handbell district audit). No token brings this box back: "
        "prepare another card (INSTALL.md, sections 6 and 8). Keep this one for the safety office: what the district did not take is on it "
        "alone.",
    ),
}

_CERTIFICATE = (
    "Calls work. The box asks for another certificate by itself, every 10 minutes. Where there is none after an hour, ask the district's"
    " administrator."
)


def record(seen: Seen, told: Told | Untold) -> Finding:
    """Judge whether the record is whole as far as it was checked, and takes entries."""
    if isinstance(told, Untold):
        return _record_at_rest(seen)
    verified = told.verified
    if verified.findings:
        do = "Keep the card as it is and tell the safety office. All of them: handbell log verify"
        says = f"{count(len(verified.findings), 'fault')} found, first: {verified.findings[0]}"
        return broken(Key.RECORD, says, do)
    if not told.board.recording:
        return broken(
            Key.RECORD, "The disk does not take entries. Calls go on, unrecorded.", "See the lines disk and card."
        )
    newest = ""
    if told.newest is not None:
        newest = f"Entry {told.newest[0]:,} was sealed {span(told.board.wall_ms - told.newest[1])} ago; "
    goes_on = "" if verified.complete else " so far; the check goes on"
    says = f"{newest}checked up to entry {verified.verified_from:,}, no fault{goes_on}."
    if told.board.replaces and told.board.new:
        lacks = f"It replaces box {told.board.replaces}, and has nothing of that one's record."
        do = "With a copy and the recovery phrase, or by the safety office: R at its screen. Without: nothing, it goes on as it is."
        return look(Key.RECORD, f"{says} {lacks}", do)
    return ok(Key.RECORD, says)


def _record_at_rest(seen: Seen) -> Finding:
    """Say what can be known without opening the record, which only its owner may open."""
    data = seen.data
    if not data.entered:
        return unseen(Key.RECORD, "The daemon did not say, and this user may not look into its folder.")
    when = "" if data.record_wall_ms is None else f", last written {span(seen.wall_ms - data.record_wall_ms)} ago"
    says = f"{size(data.record_len)} on disk{when}. Not opened: that is for the daemon."
    check = "-u handbell handbell log verify"
    return unseen(
        Key.RECORD, says, f"If it stays down, check the record: sudo {check}" if seen.root_word is not None else ""
    )


def keys(seen: Seen, told: Told | Untold) -> Finding:
    """Judge whether the keys are there, and whether others could read them."""
    if seen.data.wrong:
        first, others = seen.data.wrong[0], len(seen.data.wrong) - 1
        more = f" {count(others, 'other is', 'others are')} wrong too." if others else ""
        return broken(
            Key.KEYS,
            f"{first.path} {first.says}{more}",
            f"Find out who could read it. Then: {seen.by_root(first.do, 'provision this box anew.')}",
        )
    if isinstance(told, Untold):
        return _keys_from_outside(seen)
    health = told.health
    if health is None:
        return unseen(Key.KEYS, "The daemon did not say.")
    if health.keys_wrong:
        do = f"The trouble {CREDENTIAL_UNUSABLE.word} on the console names it."
        return broken(Key.KEYS, f"A device's secret is not used: {health.keys_wrong}.", do)
    if health.without_secret:
        devices = count(health.without_secret, "device of the plan has", "devices of the plan have")
        do = "Put its secret into the store (hardware/firmware/README.md, step 4), or adopt it: handbell buttons adopt"
        return broken(Key.KEYS, f"{devices} no secret here, and cannot be heard or told.", do)
    age = health.device_key_wall_ms
    made = f"Box key {digits(health.box_key)}" + ("; " if age is None else f", {span(seen.wall_ms - age)} old; ")
    says = f"{made}{count(health.reading_weeks, 'weekly reading key')}, newest {health.reading_newest or 'none'}"
    if told.board.clock_trusted and health.reading_newest < week_of(told.board.wall_ms):
        do = "Is the disk full or read-only? See the lines disk and card."
        return look(Key.KEYS, f"{says}: this week has none yet.", do)
    return ok(Key.KEYS, f"{says}; {count(health.secrets, 'secret')} of devices; private.")


def _keys_from_outside(seen: Seen) -> Finding:
    data = seen.data
    if not data.entered:
        return unseen(Key.KEYS, "Only root may look at the keys while the daemon does not say.")
    if data.device_key_wall_ms is None:
        do = "A new box makes it at its first start. On any other box: restore the card, or provision it as a new box."
        return look(Key.KEYS, "There is no device key.", do)
    weeks = count(len(data.reading_weeks), "weekly reading key")
    return ok(
        Key.KEYS, f"Device key {span(seen.wall_ms - data.device_key_wall_ms)} old; {weeks}; permissions are right."
    )


def district(seen: Seen, told: Told | Untold) -> Finding:
    """Judge how far the record is outside this building."""
    if isinstance(told, Untold):
        return unseen(Key.DISTRICT, "Only the daemon knows.")
    line = told.board.district
    if line is None or not line.office:
        do = "Give its fingerprint: handbell trust, or in the seed (INSTALL.md)."
        if told.board.copy is not None and told.board.copy.kind:  # the copy's own line says what a lost card would mean
            return look(Key.DISTRICT, "No safety office is known: the record is in this box and its copy alone.", do)
        lost = Ahead("a lost card is a lost record: no copy is outside")
        return look(Key.DISTRICT, "No safety office is known: the whole record is in this box alone.", do, lost)
    if line.head_state in _HEADS:
        says, do = _HEADS[line.head_state]
        return broken(Key.DISTRICT, f"{says} Calls work.", do)
    by_office = next((each for each in told.board.troubles if each.what == BOX_REVOKED.word), None)
    if by_office is not None:
        return broken(Key.DISTRICT, by_office.detail, _OFFICE)
    signed = _signed(line, told.board.wall_ms)
    if line.reachable is None:
        unit = (seen.units or {}).get(UPLINK)
        state = f" systemd says it is {unit.state}." if unit is not None else ""
        return look(Key.DISTRICT, f"The uplink says nothing.{state} {signed}", "systemctl status handbell-uplink")
    if not line.reachable and line.head_state == "no-certificate":
        return look(
            Key.DISTRICT,
            f"The district answers, but no line is up for {span(line.for_ms)}: {line.why} {signed}",
            _CERTIFICATE,
        )
    if not line.reachable:
        do = "Check firewall, proxy and name server (INSTALL.md, ports). Until then a stick serves: handbell bundle export"
        return look(Key.DISTRICT, f"Not reachable for {span(line.for_ms)}: {line.why} {signed}", do)
    if differ(told.board.plan_name, line.building_name):
        do = "Tell district IT today (INSTALL.md, section 8, names of schools)."
        return look(Key.DISTRICT, f"{names_told(told.board.plan_name, line.building_name)} {signed}", do)
    if line.why:
        do = "Calls work. Tell the district's administrator, and the safety office where it is named here."
        return look(Key.DISTRICT, f"{line.why} {signed}", do)
    if line.overdue:
        late = Ahead("the office has not opened what it should have: nobody there may be reading")
        says = f"{signed} The office has not opened {count(line.overdue, 'incident')} in time."
        return look(Key.DISTRICT, says, "Call the safety office.", late)
    return ok(Key.DISTRICT, f"Reachable. {signed}")


def _signed(line: DistrictLine, wall_ms: int) -> str:
    if not line.countersigned:
        return f"Nothing is countersigned yet; {count(line.backlog, 'entry waits', 'entries wait')}."
    ago = f", {span(wall_ms - line.countersigned_ms)} ago" if line.countersigned_ms else ""
    waits = f"; {count(line.backlog, 'entry waits', 'entries wait')}" if line.backlog else ", nothing waits"
    return f"Countersigned up to {line.countersigned:,} of {line.head:,}{ago}{waits}."


def certificate(seen: Seen, told: Told | Untold) -> Finding:
    """Judge the uplink's certificate, with which the district lets this box in: by its file if that can be seen, otherwise by the
    uplink's word.
    """
    found = seen.enrolment
    if not found.seen:
        found = _by_word(seen, told)
    if not found.seen:
        return unseen(Key.CERTIFICATE, "The uplink has not said, and this user may not look at its folder.")
    if found.wrong:
        do = "Ask the district for a new token, and put it into the seed (INSTALL.md)."
        return broken(Key.CERTIFICATE, f"It cannot be read: {found.wrong}.", do)
    if found.until_ms is None:
        return ok(Key.CERTIFICATE, "Enrolled with no district: there is none, and none is needed.")
    return _until(found, found.until_ms, seen.wall_ms)


def _by_word(seen: Seen, told: Told | Untold) -> Enrolment:
    """Give what the uplink told the daemon. An uplink that systemd does not run has no district."""
    line = told.board.district if isinstance(told, Told) else None
    if line is not None and line.certificate_until_ms:
        return Enrolment(seen=True, server="the district", until_ms=line.certificate_until_ms)
    unit = (seen.units or {}).get(UPLINK)
    return Enrolment(seen=unit is not None and unit.state == "inactive")


def _until(found: Enrolment, until_ms: int, wall_ms: int) -> Finding:
    days = (until_ms - wall_ms) / DAY_MS
    ends = Ahead(
        "the certificate ends and no line to the district is left, unless it renews itself before", max(0.0, days)
    )
    renew = "It renews itself while the district is reachable: see the line district."
    if days <= 0:
        says = f"It ended {span(-days * DAY_MS)} ago: nothing reaches {found.server}. Calls work."
        return broken(Key.CERTIFICATE, says, renew)
    says = f"Enrolled with {found.server}, for {days:,.0f} more days"
    if days < CERTIFICATE_SOON_DAYS:
        return look(Key.CERTIFICATE, f"{says}: it should have been renewed by now.", renew, ends)
    return ok(Key.CERTIFICATE, f"{says}; renews itself.", *([ends] if days < CERTIFICATE_AHEAD_DAYS else []))


def seed(seen: Seen, told: Told | Untold) -> Finding | None:
    """Judge what became of the seed; None on a box that was set up by hand."""
    do = "All of it: cat /run/handbell-seed/result.txt, the same as handbell-result.txt on the card."
    set_up = frozenset(SetUp)
    left = [each for each in told.board.troubles if each.what in set_up] if isinstance(told, Told) else []
    if left:
        return look(Key.SEED, left[0].detail, do)
    if seen.seed is None:
        return None
    if seen.seed.wrong:
        return look(Key.SEED, f"Not applied: {seen.seed.wrong[0]}", do)
    if not seen.seed.name:
        return look(
            Key.SEED, "There is none in force yet: this box has no name, no fixed address and no plan of its own.", do
        )
    return ok(Key.SEED, f"That of {seen.seed.name} is in force.")
