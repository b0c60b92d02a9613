"""Troubles of the record and of its copy."""

from appliance.words.troubles.row import TroubleWords, When, Who
from appliance.words.unsure import MAY_BE_OPEN

# ---- the record

LOGBOOK_NOT_RECORDING = TroubleWords(
    "logbook-not-recording",
    when=When.NOW,
    says="The disk takes no entries. Calls sound and show all the same, and buttons get no receipt.",
)
LOGBOOK_DAMAGED = TroubleWords(
    "logbook-damaged",
    "Calls ring as ever. The box starts anew when no call is open, and mends it then.",
    who=Who.NOBODY,
    says="The record is damaged.",
)
LOGBOOK_SET_ASIDE = TroubleWords(
    "logbook-set-aside",
    "Tell district IT: take what is needed from that folder and destroy it. This line goes with it.",
    "What it still holds is brought back into the record, now or after the next restart. Nothing has to be done yet.",
    says="A damaged record is kept in a folder beside the one in use.",
    otherwise_if="while it is still brought back",
)
CHAIN_BROKEN = TroubleWords(
    "chain-broken",
    "Tell district IT: handbell log verify names them. This line goes once the check after a restart finds none.",
    says="There are faults in the record.",
)
ENTRIES_UNREADABLE = TroubleWords(
    "entries-unreadable",
    "something open, or of the plan, may be missing. Tell district IT. This line goes at the first restart that can read all.",
    when=When.NOW,
    says="Entries of the record cannot be read:",
)
OPEN_CALLS_FOUND = TroubleWords(
    "open-calls-found",
    "The box starts anew now, so that it rings.",
    who=Who.NOBODY,
    when=When.NOW,
    says="An open call was found in a damaged record.",
)
OPEN_CALLS_UNREADABLE = TroubleWords(
    "open-calls-unreadable",
    "ask every room whether it waits for help. Tell district IT. This line goes at the first restart that can read all, with no damaged "
    "logbook kept any more.",
    who=Who.FRONT_OFFICE,
    when=When.NOW,
    says="Open calls cannot be read from the record, or entries of it are missing:",
)
RECORD_READ_FOR_A_REASON = TroubleWords(
    "record-read-for-a-reason",
    "somebody read record {number} for a reason of their own; an administrator looks at it",
    who=Who.ADMINISTRATOR,
)
RECORD_ROLLED_BACK = TroubleWords(
    "record-rolled-back",
    "it was put back to an earlier state, or there are two of this box. Calls work. What is missing is fetched and kept: handbell log show "
    "--brought-back. Find out which, and tell the safety office.",
    says="The district signed that it holds entries of this box that the record does not have:",
)

# ---- the copy, and what would open it

COPY_FULL = TroubleWords(
    "copy-full",
    "Make room there, or use a larger one.",
    by_replica=True,
    comes_and_goes=True,
    says="There is no room left where the copy of the record lies.",
    stands="NO ROOM LEFT",
)
COPY_UNPLUGGED = TroubleWords(
    "copy-unplugged",
    "Put it back, or plug the line in. The copy goes on by itself.",
    who=Who.FRONT_OFFICE,
    by_replica=True,
    comes_and_goes=True,
    says="Where the copy of the record lies is not there.",
)
"""The idle screen says it in words of its own: the place of the copy is not where something is wrong, but what is gone."""
COPY_REFUSED = TroubleWords(
    "copy-refused",
    "Look at its rights, key and clock: handbell replica status",
    by_replica=True,
    comes_and_goes=True,
    says="Where the copy of the record lies does not take it.",
    stands="REFUSED",
)
"""Read-only, rights, host key, certificate, credentials."""
COPY_WIPED = TroubleWords(
    "copy-wiped",
    "The copy begins anew by itself. Find out who removed it.",
    by_replica=True,
    comes_and_goes=True,
    says="Where the copy of the record lies something is gone.",
    stands="WIPED",
)
COPY_ELSEWHERE = TroubleWords(
    "copy-elsewhere",
    "Switch that box off, or give it another place: two boxes must not be one.",
    by_replica=True,
    comes_and_goes=True,
    says="Another box writes where the copy of this one lies.",
    stands="ANOTHER BOX WRITES",
)
COPY_NOT_OURS = TroubleWords(
    "copy-not-ours",
    "If this box takes a dead one's place, restore from it (key R). Else put this building's own in.",
    who=Who.FRONT_OFFICE,
    by_replica=True,
    comes_and_goes=True,
    says="What is there is the copy of another building.",
    stands="ANOTHER BUILDING'S COPY IS",
)
COPY_OLD = TroubleWords(
    "copy-old",
    "Put the newest one back in, or leave this one in: the copy begins anew on it by itself.",
    who=Who.FRONT_OFFICE,
    by_replica=True,
    comes_and_goes=True,
    says="An earlier copy of this box is there.",
    stands="AN EARLIER COPY IS",
)
COPY_STANDING_STILL = TroubleWords(
    "copy-standing-still",
    "It goes on by itself once the copy's place is back: see the other lines.",
    by_replica=True,
    comes_and_goes=True,
    says="The copy waits: what is not yet copied takes all the room it may.",
    stands="STANDS STILL",
)
COPY_SILENT = TroubleWords(
    "copy-silent",
    "Nothing is heard from the replica for 5 minutes: the copy of the record may be old. Calls work. systemctl status handbell-replica "
    "handbell-replica-far",
    "See: handbell replica status",
    comes_and_goes=True,
    stands="NOT PROVED FOR 5 MINUTES",
    otherwise_if="if the replica is heard, and proves nothing",
)
COPY_DRILL_OVERDUE = TroubleWords(
    "copy-drill-overdue",
    "The copy of the record was not restored for trial for 35 days. Try it: handbell replica drill",
    when=When.SOON,
)
COPY_DRILL_FAILED = TroubleWords(
    "copy-drill-failed",
    "Tell district IT. Try again: handbell replica drill",
    says="The copy of the record could not be restored for trial.",
)
RECOVERY_NOBODY = TroubleWords(
    "recovery-nobody",
    "Nobody could open the copy of the record: there is no recovery phrase, and the safety office named no recovery recipient. Make a "
    "phrase: handbell recovery renew",
)
BUNDLE_FAILED = TroubleWords(
    "bundle-failed", "Calls work. Tell district IT.", says="The recovery bundle could not be made."
)
CALLS_MAY_BE_OPEN = TroubleWords(
    "calls-may-be-open",
    f"{MAY_BE_OPEN}.",
    who=Who.FRONT_OFFICE,
    when=When.NOW,
    done="Done: every room was asked",
)
"""A box goes on for another, and nothing proves that no call was open there. It stands until somebody says that every room was asked."""
CALLS_BEFORE_RESTORE = TroubleWords(
    "calls-before-restore",
    "They stay on this card for 90 days, in {folder}: write down what is known of them. District IT can read them (INSTALL).",
    "What was recorded on this card before the restore cannot be read: ask every room that may have called. {folder} has it.",
    who=Who.FRONT_OFFICE,
    when=When.NOW,
    done="Done: those calls were looked after",
    says="Calls were taken on this card before a restore put another record in the place of its own.",
)
"""Calls were taken on a card before a restore put another record in the place of its own. Its subject is the folder they are kept in."""
ENTRIES_BEYOND_COPY = TroubleWords(
    "entries-beyond-copy",
    "A call in them does not ring here: ask its room.",
    who=Who.FRONT_OFFICE,
    when=When.NOW,
    done="Done: those entries were read",
    says="The district has entries of the box before this one that the copy lacks.",
)
"""The district has entries of the box before this one that the copy had not. Its subject says which."""
