"""The commands of the plain console about records, and what help says of each. Pure; they are carried out in `talk.py`."""

RECORDS = "records"
RECORD_WORDS = {
    "record": "Hear one record: what is known, what is still wanted, and what is not told here. record new begins one that nobody "
    "pressed for. For example: record 12",
    "tell": "Say what happened, in about three minutes, and get a receipt. For whoever was there. For example: tell 12",
    "fill": "Fill in what is yours to write in a record, what is wanted first. For the office, the nurse and whoever reviews. "
    "For example: fill 12",
    "code": "Come back to your own account with the code from your receipt. It is typed when you are asked, and not shown. "
    "For example: code 12",
    "amend": "Change or add to something in the record that is open here, and say why. Both texts are kept. For example: amend account",
    "agree": "Say whether you agree with the record: yes, no, or amend to add something. For example: agree 12 yes",
    "share account": "End the first reading of an account, yours or one that you read first: everybody whose part it is may read it. "
    "Asks if you are sure. For example: share account 12",
    "submit": "Say that a record is whole. Asks if you are sure: what comes later is an amendment. For example: submit 12",
    "review": "Say that a record was reviewed. Asks if you are sure. For example: review 12",
    "hold": "Preserve a record: nothing of it may be destroyed. Asks why. For example: hold 12",
    "release": "Let go of a record that is held. Asks why. For example: release 12",
    "views": "Hear who read a record, when, and why. For administrators and auditors. For example: views 12",
    "kept": "Hear what keeps a record in this building, or when the building forgets it. For whoever may hold a record, and for "
    "auditors. For example: kept 12",
    "forgetting": "Hear which records this building will forget, as the safety office has them, and when. For the same people.",
    "break glass": "Read more of a record than is yours to read, in an emergency. Asks why, and the administrator is told. "
    "For example: break glass 12",
    "receipt": "Hear a receipt for your own account again. For example: receipt 12",
    "print receipt": "Send the receipt for your own account to this computer's printer, with a code that any phone scans. "
    "For example: print receipt 12",
    "own page": "Hear your own page of a record, after code or your PIN: your account, what was done for you, who has read it, resources "
    "and rights. In Spanish too. For example: own page 12 español",
    "print own page": "Send your own page to this computer's printer. For example: print own page 12 español",
    "print report": "Send the whole report of a record to this computer's printer, as far as you may read it. "
    "For example: print report 12",
    "prepare statement": "Hear what to do and who may speak, begin a statement from a draft, change its words, note who saw "
    "and approved it. For example: prepare statement 12",
    "print notice": "Send the notice of an injury at work, ready to sign, to this computer's printer. It names no student. "
    "For example: print notice 12",
    "print copy": "Give a union representative a copy: without the student's details, or with written consent. Asks which, and for whom. "
    "The record says so first, and then the copy goes to this computer's printer. For administrators. For example: print copy 12",
    "copy offered": "Note that the educator was offered a full copy, and took it or not. For example: copy offered 12 yes",
    "close": "Close the record that is open here: nothing in it is anybody's own at this desk any more.",
}
"""Word → help."""

HISTORY_OF = "history of"
"""`history of FIELD`: every text that stood there. Told apart from `history` by its second word."""


def record_help() -> list[str]:
    """A sentence for every one of them."""
    return [
        *(f"{word}: {says}" for word, says in RECORD_WORDS.items()),
        f"{HISTORY_OF}: Every text that stood in a field of the open record, who wrote it, when and why. "
        f"For example: {HISTORY_OF} account",
    ]
