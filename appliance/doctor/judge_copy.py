"""Judges whether a new box would find everything: how far the copy is proved, whether it was tried, and who could open it. Pure."""

from appliance.api.board.outside import CopyLine
from appliance.core.district.copies import target_words, unchecked
from appliance.doctor.facts import Told, Untold
from appliance.doctor.finding import Ahead, Finding, Key, broken, look, ok, unseen
from appliance.doctor.words import span

LOST = Ahead("a dead card is a lost record: no copy of it is kept")
STATUS = "See: handbell replica status"
UNITS = "systemctl status handbell-replica handbell-replica-far"  # one of the two, depending on where the copy is


def copy(told: Told | Untold) -> Finding:
    """Judge the copy by the replica's word, as the daemon has it."""
    line = told.board.copy if isinstance(told, Told) else None
    if isinstance(told, Untold) or line is None:
        return unseen(Key.COPY, "Only the daemon knows.")
    if not line.kind:
        return look(
            Key.COPY,
            "No copy of the record is set up.",
            "Write `copy` into the seed: see section 6 of INSTALL.md.",
            LOST,
        )
    if line.silent:
        return broken(Key.COPY, "Nothing is heard from the replica.", UNITS)
    if line.trouble:
        return broken(Key.COPY, line.says or line.trouble, f"The trouble {line.trouble} says what to do. {STATUS}")
    if not line.proved:
        return look(Key.COPY, f"Nothing is proved yet {target_words(line.kind, line.where)}.", STATUS)
    says = f"Up to entry {line.proved:,} of {line.head:,}, {span(line.proved_ago_ms)} ago, {target_words(line.kind, line.where)}"
    return _opened_by_whom(line, says, told.board.wall_ms)


def _opened_by_whom(line: CopyLine, says: str, wall_ms: int) -> Finding:
    """Judge who could open the copy: a copy that was never tried, or that nobody can open, is no copy."""
    if line.drilled_ms and not line.drill_ok:
        return broken(Key.COPY, f"{says}; it could not be restored for trial.", "Try again: handbell replica drill")
    tried = f"tried {span(wall_ms - line.drilled_ms)} ago" if line.drilled_ms else "never tried"
    if not line.phrase_ms:
        do = "Make a phrase, and put it into the principal's safe: handbell recovery renew"
        return look(Key.COPY, f"{says}; {tried}. There is no recovery phrase.", do)
    if line.bundle_made and (not line.bundle or line.bundle < line.bundle_made - 1):
        there = f"bundle {line.bundle} of {line.bundle_made}" if line.bundle else "no recovery bundle"
        return look(Key.COPY, f"{says}; {tried}. There is {there} beside it: a new box would need the newest.", STATUS)
    since_ms = line.checked_ms or line.phrase_ms
    if unchecked(since_ms, wall_ms):
        do = "Type it once from the paper in the safe: handbell recovery check"
        return look(Key.COPY, f"{says}; {tried}. Nobody typed the phrase for {span(wall_ms - since_ms)}.", do)
    return ok(Key.COPY, f"{says}; {tried}.")
