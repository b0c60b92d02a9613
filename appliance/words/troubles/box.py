"""Troubles of the box itself and of its supplies."""

from appliance.words.troubles.row import About, Silences, TroubleWords, When, Who

# ---- the box

_DEAF = "no button on the network is heard, and no console elsewhere sees this box."
_TELL = "Tell district IT: the system journal has the details. This line goes when the box is restarted."

NETWORK_AWAY = TroubleWords(
    "network-away",
    f"{_DEAF} Put the cable in.",
    f"{_DEAF} Put it into the port that the seed names, if it names one; else tell district IT that this network gives out no address.",
    who=Who.FRONT_OFFICE,
    when=When.NOW,
    comes_and_goes=True,
    silences=Silences.NETWORK,
    named_first=True,
    says="The box is on no network:",
    otherwise_if="if there is a cable, and no address",
)
DISK_NEARLY_FULL = TroubleWords(
    "disk-nearly-full",
    "calls go on, but soon nothing can be recorded. Tell district IT.",
    says="There is hardly any room left on the disk:",
)
CLOCK_MOVED = TroubleWords(
    "clock-moved", "times in the record before and after differ by that", when=When.SOON, says="The clock was moved:"
)
CLOCK_UNTRUSTED = TroubleWords(
    "clock-untrusted",
    "the clock has not been set since power came back: times shown may be wrong. Connect the network or set it.",
)
TIMEZONE_UNKNOWN = TroubleWords(
    "timezone-unknown",
    "everybody counts as on duty. Install its timezone data.",
    says="This system does not know the time zone of the plan:",
)
PART_FAILED = TroubleWords(
    "part-failed",
    "Until this line goes, use the phone where nothing is answered. Tell district IT: the system journal has the details.",
    f"It was not told of a change, and may show or sound what is over. Compare it with the board. {_TELL}",
    when=When.NOW,
    says="A part of Handbell failed, and is begun again by itself.",
    otherwise_if="if a listener failed once, and goes on",
)
INTERNAL_FAULT = TroubleWords(
    "internal-fault", _TELL, when=When.NOW, says="This program has a fault: something could not be carried out."
)
DESK_LINE_FULL = TroubleWords(
    "desk-line-full",
    "See on the box what runs as that user (ps -u {user}), and end what nobody uses. Calls go on.",
    says="A console was refused, because one user has most of the places.",
)
KEY_FILE_MENDED = TroubleWords(
    "key-file-mended", says="A key file was damaged, or others could read it. The box has put it right."
)
KEY_LOST = TroubleWords("key-lost", says="A key file is lost, and its second copy too.")
READING_KEY_DAMAGED = TroubleWords(
    "reading-key-damaged",
    when=When.NOW,
    says="A week's key cannot be read. It hides what only it opens, open calls and the plan among them.",
)
BOX_STANDS_IN = TroubleWords(
    "box-stands-in",
    "Calls go on and are recorded here; the district gets nothing of it until its administrator has taken this box in that one's place. "
    "Tell them both numbers.",
    says="The device key of a box is lost, and this box stands in for it.",
)
SEED_NOT_APPLIED = TroubleWords("seed-not-applied", says="The seed was not applied. Nothing was changed.")
NOT_SET_UP = TroubleWords(
    "not-set-up",
    "This box has no seed and no plan: it knows no rooms and no buttons. Put {file} onto the card's partition HANDBELL, or onto a "
    "stick that you put in, or adopt a plan: handbell plan adopt.",
    when=When.NOW,
)
BUTTONS_UNTESTED = TroubleWords(
    "buttons-untested",
    "Not every button has been pressed since it was set up here. Walk to each: at a desk, W arms one for two minutes, then press it. "
    "This goes by itself when all have been pressed.",
    who=Who.FRONT_OFFICE,
)

PAGE_CERTIFICATE_ENDS = TroubleWords(
    "page-certificate-ends",
    "Renew it: handbell page request on the box, handbell page authority sign at IT, handbell page certificate on the box. Once it has "
    "ended, no browser opens a page of this box. Buttons and calls go on.",
    says="The certificate of all pages ends within 30 days, has ended, or cannot be read.",
)

PAGES_AWAY = TroubleWords(
    "pages-away",
    "Every page in a browser says by itself: use the phone. Buttons and calls go on. The box serves pages once the seed on its card has a "
    "section pages: INSTALL.md, Pages in browsers. If it has one, handbell-result.txt on the card has the next step for the certificate. "
    "On the box, handbell doctor says what is missing.",
    comes_and_goes=True,
    says="Nobody serves the pages of the plan to browsers, for two minutes now.",
)

PAGES_FLOODED = TroubleWords(
    "pages-flooded",
    "Some are refused and ring nowhere, perhaps also one of a person, whose page says: use the phone. On the box, journalctl -u "
    "handbell-alert names a room. Find the computer that presses, or take plain_http out of the plan.",
    comes_and_goes=True,
    says="More presses come from pages without encryption than people make.",
)

# ---- desk phones

PHONES_NOT_CONNECTED = TroubleWords(
    "phones-not-connected",
    "Nobody calls by desk phone, and no desk phone is rung: dial 911 there. Buttons, desks and other ways go on. The box speaks to the "
    "phone system once the seed on its card has the secret of its account: INSTALL.md, Phones and texts. On the box, look at the service "
    "handbell-phones.",
    when=When.NOW,
    comes_and_goes=True,
    says="The process of the desk phones is not connected, for two minutes now.",
)
PHONES_UNREGISTERED = TroubleWords(
    "phones-unregistered",
    "Nobody calls by desk phone, and no desk phone is rung: dial 911 there. Buttons, desks and other ways go on. Look at the phone system, "
    "at its address and account in the plan, and at the secret of the account.",
    when=When.NOW,
    comes_and_goes=True,
    says="The phone system does not take the box's account.",
)
PHONES_LINES_LOST = TroubleWords(
    "phones-lines-lost",
    "Calls by desk phone still come, but fewer at once. They are begun again by themselves. If this stays, restart the service "
    "handbell-phones.",
    comes_and_goes=True,
    says="Some of the eight lines to the phone system do not work.",
)
PHONES_FLOODED = TroubleWords(
    "phones-flooded",
    "Each number rings once, and further calls of it are folded; whoever is among too many numbers shows as a call without a number. Ask "
    "whoever keeps the phone system to stop the caller.",
    comes_and_goes=True,
    says="More calls come by telephone than people make.",
)
PHRASES_MISSING = TroubleWords(
    "phrases-missing",
    "Calls count, and whoever dials or answers hears less, or only a tone. On the box: handbell phrases show, then handbell phrases make.",
    comes_and_goes=True,
    says="Not every phrase of the plan is recorded for the desk phones.",
)

# ---- supplies

POWER_ON_BATTERY = TroubleWords(
    "power-on-battery",
    who=Who.FRONT_OFFICE,
    when=When.NOW,
    about=About.SUPPLY,
    comes_and_goes=True,
    says="A supply is on battery.",
)
POWER_LOW = TroubleWords(
    "power-low",
    "Calls are taken until then; afterwards use the phone or a radio, and send somebody round.",
    who=Who.FRONT_OFFICE,
    when=When.NOW,
    about=About.SUPPLY,
    says="The battery of a supply is nearly empty.",
)
POWER_UNWATCHED = TroubleWords(
    "power-unwatched",
    "Look at its data cable. Where no seed of this box names it, root runs: {command}",
    about=About.SUPPLY,
    comes_and_goes=True,
    says="Whether a supply is on mains or on battery is not known.",
)
"""`do`: of a UPS on USB. Of any other, the source says what is known."""
POWER_BATTERY_DUE = TroubleWords(
    "power-battery-due",
    "Have it replaced.",
    when=When.SOON,
    about=About.SUPPLY,
    says="The battery of a supply is worn out, or old.",
)
