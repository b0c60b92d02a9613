"""Troubles of the district and the safety office."""

from appliance.words.troubles.row import TroubleWords, When, Who

# ---- district and safety office

DISTRICT_LINE = TroubleWords(
    "district-line", "Calls work, and the record waits here.", comes_and_goes=True, says="No line to the district."
)
OFFICE_UNKNOWN = TroubleWords(
    "office-unknown",
    "Ask it for its fingerprint: handbell trust.",
    "Wait for its notice, or ask it for one.",
    when=When.SOON,
    says="No safety office can open this building's record: if this box is lost, the record is lost.",
    otherwise_if="if its fingerprint is known",
)
OPENED_OVERDUE = TroubleWords(
    "opened-overdue",
    "this box may not forget them. Ask the office.",
    who=Who.SAFETY_OFFICE,
    when=When.SOON,
    says="The safety office has not opened parts of the record in time:",
)
DISTRICT_ROLLED_BACK = TroubleWords(
    "district-rolled-back",
    "it was put back to an earlier state. What it lost is sent again. Tell district IT and the safety office.",
    says="The district has fewer entries of this box than it has signed for:",
)
DISTRICT_SAYS_FORK = TroubleWords(
    "district-says-fork",
    "The district has two histories of this box and countersigns neither until the safety office decides. Calls work. Was an old copy of "
    "this box started? Switch it off, and tell the office.",
)
DISTRICT_FORK = TroubleWords(
    "district-fork",
    "there are two boxes with one identity, or an old copy was started. Calls work. What is missing is fetched and kept: handbell log show "
    "--brought-back. Switch the other box off; the safety office decides which record goes on.",
    says="The district signed for another entry than this box has:",
)
FORK_DECIDED_AGAINST = TroubleWords(
    "fork-decided-against",
    "The safety office decided that another history of this box is the right one: what this box records is believed by nobody outside. "
    "Calls work. Ask the office, and set this box up anew as a new box.",
)
BOX_SUPERSEDED = TroubleWords(
    "box-superseded",
    "The district has another box for this building, and keeps what this one sends apart. Calls work. If this box is the right one, tell "
    "district IT.",
)
BOX_REVOKED = TroubleWords(
    "box-revoked",
    "The district has shut this box out for good (revoked) and takes nothing from it. Calls work. Ask district IT why, and for another "
    "card.",
    "nobody outside believes its record. Calls work. Ask the office.",
    says="This box was shut out, by the district or by the safety office.",
    otherwise_if="if the safety office revoked it",
)
BUILDING_NAME_DIFFERS = TroubleWords(
    "building-name-differs",
    "Calls work. Tell district IT today.",
    comes_and_goes=True,
    says="The district's list and the plan call the building by two names.",
)
DISTRICT_OTHER_OFFICE = TroubleWords(
    "district-other-office",
    "Two districts seem to have this box: ask the safety office which one is right.",
    who=Who.SAFETY_OFFICE,
    says="A notice of another safety office came, and is not believed.",
)
DISTRICT_NOT_BELIEVED = TroubleWords(
    "district-not-believed",
    "Nothing of it was taken, and calls work. Tell district IT.",
    says="Something that came from the district is not believed.",
)
OFFICE_FINGERPRINT_LOST = TroubleWords(
    "office-fingerprint-lost", says="The safety office's fingerprint cannot be read."
)
SEALED_FEED_MISUSED = TroubleWords(
    "sealed-feed-misused",
    "Only that line was closed. Restart handbell-uplink; if it comes again, tell district IT.",
    says="Somebody on the sealed feed did what no uplink does.",
)

# ---- what the district lists as owed

RULES_UNREADABLE = TroubleWords(
    "rules-unreadable",
    "The neutral set that is shipped counts in their place, and no record is forgotten on opened. See: handbell duties show all. Adopt the "
    "rules again, or update the box.",
    says="This release cannot read the rules of duties that were adopted.",
)
SCHOOL_CALENDAR_UNREADABLE = TroubleWords(
    "school-calendar-unreadable",
    "Dates are counted by the calendar before it, or from Monday to Friday. See: handbell duties show calendar. Adopt the calendar again, "
    "or update the box.",
    says="This release cannot read the school calendar that was adopted.",
)
