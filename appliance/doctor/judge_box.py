"""Judges the machine: clock, disk, card, power. Pure."""

import msgspec

from appliance.api.desk.health import OutageLine
from appliance.doctor.facts import Disk, Seen, Told, Untold
from appliance.doctor.finding import Ahead, Finding, Key, Word, broken, look, ok, unseen
from appliance.doctor.words import size, span
from appliance.health.checks import DISK_FREE_MIN

DAY_MS = 86_400_000
FREE_SOON_DAYS = 90.0  # a school term: time to order a card and to choose a day
GROWN_SHARE = 0.9  # of the card: ext4 keeps a few per cent for itself, tables and reserve
WORN_SOON_PERCENT = 80  # JESD84-B51 calls the same four fifths "pre-EOL warning"
# a Raspberry Pi slows down from 80 °C on (its documentation, "Frequency management and thermal control")
HOT_MC = 80_000


def clock(seen: Seen, told: Told | Untold) -> Finding:
    """Judge in what kind of time the record is written. No call waits for it (promise 6)."""
    if isinstance(told, Told) and not told.board.clock_trusted:
        says = "Never set since power came back: the times in the record are wrong, and local hours are unknown."
        fails = Ahead("nothing that goes by the hour works while the clock is not set")
        set_it = seen.by_root("timedatectl set-time 'YEAR-MONTH-DAY HOUR:MINUTE'", "")
        do = "Name a time server in the seed or by DHCP (UDP 123)." + (f" Or: {set_it}" if set_it else "")
        return look(Key.CLOCK, says, do, fails)
    if seen.clock.synchronised:
        return ok(Key.CLOCK, "Follows a time server: times in the record can be compared with other clocks.")
    if seen.clock.synchronised is None:
        return unseen(Key.CLOCK, "Runs, but the kernel does not let this process ask whether it follows a time server.")
    keeps = "its battery keeps it through a power cut" if seen.clock.battery else "it has no battery, and drifts"
    back = () if seen.clock.battery else (Ahead("a power cut sets the clock back until a time server answers"),)
    do = "Name a time server in the seed or by DHCP (UDP 123). Calls do not wait for it."
    return look(Key.CLOCK, f"Runs, but follows no time server, so it may be minutes off; {keeps}.", do, *back)


def disk(seen: Seen, told: Told | Untold) -> Finding:
    """Judge how long there is room, at the pace of this record so far."""
    if seen.disk is None and seen.data.there:
        return unseen(Key.DISK, "This user may not look at the data folder.")
    if seen.disk is None:
        do = "Is the card in? What the kernel says: journalctl -k -n 30"
        return broken(Key.DISK, f"The folder {seen.data.path} is not there.", do)
    found, days = seen.disk, _days_left(seen.disk, told, seen.wall_ms)
    if found.in_memory:
        says = f"{seen.data.path} lies in memory: the card could not be read, and all that is recorded is gone with the power. Calls ring."
        do = (
            "Bring that away before you switch it off: handbell log export FILE. Then take another card (INSTALL.md, section 8), "
            "and keep this one for the safety office."
        )
        return broken(Key.DISK, says, do)
    says = f"{size(found.free_len)} of {size(found.size_len)} are free"
    if found.free_len < DISK_FREE_MIN:
        do = "It grows by itself after a start. If it stays: systemctl status handbell-grow"
        if not _not_grown(found):
            do = "Bring the record away (handbell log export FILE), then take a larger card."
        return broken(Key.DISK, f"Nearly full: {says}. Soon nothing can be recorded; calls go on.", do)
    if _not_grown(found):
        card = size(found.disk_len or 0)
        do = "It grows by itself after a start. If it stays: systemctl status handbell-grow"
        return look(Key.DISK, f"{says}, but the card has {card}: the data partition was not grown.", do)
    if days is not None and days < FREE_SOON_DAYS:
        full = Ahead("the disk is full, and nothing can be recorded", days)
        return look(
            Key.DISK, f"{says}: enough for {days:.0f} days at this record's pace.", "Order a larger card.", full
        )
    if days is None or days > 3650:
        return ok(Key.DISK, f"{says}{'' if days is None else ', enough for more than ten years at this pace'}.")
    return ok(Key.DISK, f"{says}, enough for {days:,.0f} days at this pace.", Ahead("the disk is full", days))


def _days_left(found: Disk, told: Told | Untold, wall_ms: int) -> float | None:
    """Give the days left; None while no pace can be told: the daemon is away, the record is younger than a day, or its clock was wrong."""
    if isinstance(told, Untold) or told.health is None or told.first_wall_ms is None:
        return None
    age_days = (wall_ms - told.first_wall_ms) / DAY_MS
    if age_days < 1 or not told.board.clock_trusted or told.health.record_len <= 0:
        return None
    return found.free_len / (told.health.record_len / age_days)


def _not_grown(found: Disk) -> bool:
    """Return whether the card has room behind its last partition, or the partition behind its file system."""
    behind = found.disk_len and found.end_len and found.end_len < GROWN_SHARE * found.disk_len
    within = found.partition_len and found.size_len < (GROWN_SHARE - 0.1) * found.partition_len
    return bool(behind or within)


def card(seen: Seen) -> Finding:
    """Judge whether the card still takes what is written. An SD card does not say how worn it is: the finding says that too."""
    found = seen.disk
    if found is None:
        return unseen(Key.CARD, "There is no data folder that could be looked at.")
    if found.in_memory:
        return unseen(
            Key.CARD, "Nothing is written to it: see the line disk.", "What the kernel met there: journalctl -k -n 30"
        )
    replace = "Replace the card. Bring the record away first: handbell log export FILE"
    if found.read_only:
        return broken(
            Key.CARD, "The data disk is read-only: nothing can be recorded.", f"journalctl -k -n 30 says why. {replace}"
        )
    if found.errors:
        return broken(Key.CARD, f"The file system has counted {found.errors} errors: this card is failing.", replace)
    noted = "No write errors noted" if found.errors is not None else "This file system counts no errors"
    if found.worn_percent is None:
        return ok(Key.CARD, f"{noted}. An SD card does not say how worn it is.")
    if found.worn_percent >= WORN_SOON_PERCENT:
        fails = Ahead("the card is worn out and takes nothing more")
        return look(
            Key.CARD, f"{noted}, but by its own word {found.worn_percent} % of its life is used.", replace, fails
        )
    return ok(Key.CARD, f"{noted}; {found.worn_percent} % of its life is used by its own word.")


def power(seen: Seen, told: Told | Untold) -> Finding:
    """Judge supply and heat, if this machine has sensors for them; the batteries that the plan has, and how long the last outage was
    held.
    """
    found = _machine_power(seen)
    if isinstance(told, Untold):
        return found
    ill = _battery(told)
    if ill is not None and found.word is not Word.BROKEN:
        found = ill
    outage = told.health.outage if told.health is not None else None
    return (
        found if outage is None else msgspec.structs.replace(found, says=f"{found.says} {_held(outage, seen.wall_ms)}")
    )


def _battery(told: Told) -> Finding | None:
    """Give the worst that the supplies say."""
    by_state = {line.state: line for line in told.board.power}
    if line := by_state.get("low") or by_state.get("battery"):
        says = f"On battery: {line.name}, for {span(line.held_s * 1000)}."
        return (broken if line.state == "low" else look)(Key.POWER, says, "Find out when power is back.")
    for line in told.board.power:
        if not line.watched:
            says = f"Nobody knows how {line.name} is."
            return look(Key.POWER, says, "Its trouble says why: handbell doctor lists it under troubles.")
        if line.battery_due:
            weak = Ahead("the next power cut is a short one")
            return look(Key.POWER, f"The battery of {line.name} is due.", "Have it replaced.", weak)
    return None


def _held(outage: OutageLine, now_ms: int) -> str:
    ends = {"back": ", until power came back", "dark": ", until the battery was empty"}
    return f"The last outage, {span(now_ms - outage.since_ms)} ago, was held for {outage.held_min} min{ends.get(outage.end, ' so far')}."


def _machine_power(seen: Seen) -> Finding:
    """Judge what the machine's own sensors say."""
    found = seen.power
    supply = "Use the official supply or a PoE splitter of 15 W, a short cable, nothing else on USB (INSTALL.md)."
    if found.low_now:
        return broken(Key.POWER, "The supply is too weak at this moment: the box may restart any time.", supply)
    if found.low_since_start:
        weak = Ahead("a weak supply restarts the box, or damages the card")
        return look(Key.POWER, "The supply was too weak at least once since the box started.", supply, weak)
    heat = "" if found.heat_mc is None else f" {found.heat_mc // 1000} °C."
    if found.heat_mc is not None and found.heat_mc >= HOT_MC:
        return look(
            Key.POWER, f"Hot:{heat} The processor slows itself down.", "Give it air; take it out of a closed cabinet."
        )
    if found.low_now is None and found.heat_mc is None:
        return ok(Key.POWER, "This machine has no sensor for supply or heat.")
    supplied = "" if found.low_now is None else "No weak supply was seen."
    return ok(Key.POWER, f"{supplied}{heat}".strip())
