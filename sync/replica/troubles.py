"""Translates Litestream's words into our faults. Pure. Litestream speaks to programmers; people are told what to do."""

from sync.replica.faults import FULL, REFUSED, SILENT, UNPLUGGED, WIPED, CopyFault

_WORDS = (
    # (what it says, cause, what people are told, whether to give the generation up)
    ("no space left", FULL, "There is no room left on {where}. Make room there, or use a larger one.", False),
    ("disk quota exceeded", FULL, "There is no room left on {where}. Make room there, or use a larger one.", False),
    ("read-only file system", REFUSED, "{where} can only be read.", False),
    ("permission denied (", REFUSED, "{where} does not take the key in the settings.", False),
    ("permission denied", REFUSED, "{where} does not let us read and write there: ask who keeps it.", False),
    ("host key", REFUSED, "{where} shows another host key than the one in the settings: ask who keeps it.", False),
    ("unable to authenticate", REFUSED, "{where} does not take the key in the settings.", False),
    ("x509", REFUSED, "{where} shows a certificate that the settings do not name.", False),
    ("certificate", REFUSED, "{where} shows a certificate that the settings do not name.", False),
    ("requesttimetooskewed", REFUSED, "{where} does not take the time of this box: its clock is wrong.", False),
    ("accessdenied", REFUSED, "{where} does not let us read and write there: ask who keeps it.", False),
    ("invalidaccesskeyid", REFUSED, "{where} does not know the key in the settings.", False),
    ("signaturedoesnotmatch", REFUSED, "{where} does not take the key in the settings.", False),
    ("nosuchbucket", REFUSED, "{where} has no such bucket.", False),
    ("input/output error", UNPLUGGED, "{where} does not answer any more. Put it in again.", False),
    ("connection refused", SILENT, "{where} cannot be reached.", False),
    ("no route to host", SILENT, "{where} cannot be reached.", False),
    ("network is unreachable", SILENT, "{where} cannot be reached.", False),
    ("no such host", SILENT, "{where} cannot be reached: its name is not known.", False),
    ("i/o timeout", SILENT, "{where} cannot be reached.", False),
    ("connection reset", SILENT, "{where} cannot be reached.", False),
    ("broken pipe", SILENT, "{where} cannot be reached.", False),
    ("connection lost", SILENT, "{where} cannot be reached.", False),
    ("eof", SILENT, "{where} ended the line.", False),
    ("timed out", SILENT, "{where} cannot be reached.", False),
    ("could not resolve", SILENT, "{where} cannot be reached: its name is not known.", False),
    ("no such file", WIPED, "What was copied to {where} is not whole any more.", True),
    ("nonsequential", WIPED, "What was copied to {where} is not whole any more.", True),
    ("checksum mismatch", WIPED, "What was copied to {where} is not whole any more.", True),
)


def fault_of(words: str, where: str) -> CopyFault:
    """Give the fault that Litestream's words mean. Unknown words count as silence: we try again, and tell it after five minutes."""
    spoken = words.lower()
    for part, cause, says, anew in _WORDS:
        if part in spoken:
            told = says.format(where=where)
            return CopyFault(cause, told[:1].upper() + told[1:], anew=anew)
    return CopyFault(SILENT, f"{where[:1].upper()}{where[1:]} could not be written: {_short(words)}")


def _short(words: str) -> str:
    shown = "".join(letter if letter.isprintable() else " " for letter in words).strip()
    return shown if len(shown) <= 160 else shown[:159] + "…"
