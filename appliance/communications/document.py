"""Turns a file of communications into canonical bytes and back. In this form it is adopted, digested and kept. Pure; the caller reads the
file.

The bytes are sorted JSON with the text of the file as it was written, so the record holds what was signed, with its remarks. Documents
already adopted must stay readable.
"""

import msgspec

from appliance.communications.guidance import Guidance
from appliance.communications.parse import parse

FORMAT = "handbell-communications"
VERSION = 1
DOCUMENT_BYTES_MAX = 768 * 1024
"""Fits a frame of the desk line, which takes 1 MiB. The file that is shipped is a twentieth of it."""
MISTAKES_SAID_MAX = 5
"""The command names every mistake with its line before anything is sent. The box tells only the first few."""


class CommunicationsDocumentError(ValueError):
    """The bytes are no file of communications that this software can read, or it has mistakes. The message says why."""


class _Label(msgspec.Struct, frozen=True):
    format: str
    version: int


class _DocumentV1(msgspec.Struct, frozen=True):
    format: str
    text: str
    version: int


def to_document(text: str) -> bytes:
    """Give the canonical bytes of a file: the same text gives the same bytes, on every machine."""
    return msgspec.json.encode(_DocumentV1(FORMAT, text, VERSION), order="sorted")


def text_in(document: bytes) -> str:
    """Give the text in a document. Raises CommunicationsDocumentError. Does not say whether the text is sound."""
    if len(document) > DOCUMENT_BYTES_MAX:
        raise CommunicationsDocumentError(
            f"The file is {len(document):,} bytes long; at most {DOCUMENT_BYTES_MAX:,} are read. Leave drafts out."
        )
    try:
        label = msgspec.json.decode(document, type=_Label)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise CommunicationsDocumentError("This is no document of communications.") from error
    if label.format != FORMAT:
        raise CommunicationsDocumentError("This is no document of communications.")
    if label.version != VERSION:
        raise CommunicationsDocumentError(
            f"It has the form {label.version}, and this release reads the form {VERSION}. Update this box."
        )
    try:
        return msgspec.json.decode(document, type=_DocumentV1).text
    except msgspec.DecodeError as error:
        raise CommunicationsDocumentError("This document of communications is damaged.") from error


def guidance_in(document: bytes) -> Guidance:
    """Give what a document says. Raises CommunicationsDocumentError, also where its file has a mistake: then nothing of it counts."""
    parsed = parse(text_in(document))
    if parsed.guidance is not None:
        return parsed.guidance
    told = " ".join(each.told("the file") for each in parsed.mistakes[:MISTAKES_SAID_MAX])
    more = len(parsed.mistakes) - MISTAKES_SAID_MAX
    raise CommunicationsDocumentError(f"{told}{f' And {more} more.' if more > 0 else ''}")
