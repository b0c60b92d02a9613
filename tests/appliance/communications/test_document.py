"""A file of communications as canonical bytes: the same bytes for the same text, and nothing taken that is not sound."""

import msgspec
import pytest

from appliance.communications.document import (
    DOCUMENT_BYTES_MAX,
    CommunicationsDocumentError,
    guidance_in,
    text_in,
    to_document,
)
from appliance.communications.parse import parse
from tests.appliance.communications.test_parse import draft, own
from tests.appliance.communications.texts import shipped, text_of


def test_a_document_gives_back_the_text_and_what_it_says() -> None:
    document = to_document(own())
    assert text_in(document) == own()
    assert guidance_in(document) == parse(own()).guidance
    assert guidance_in(to_document(text_of())) == shipped()


def test_the_bytes_are_pinned_because_what_was_signed_must_stay_readable() -> None:
    assert (
        to_document('a = "ñ"\n') == '{"format":"handbell-communications","text":"a = \\"ñ\\"\\n","version":1}'.encode()
    )


@pytest.mark.parametrize(
    ("document", "says"),
    [
        (b"", "This is no document of communications."),
        (b"[" * 100_000, "This is no document of communications."),
        (b'{"format":"handbell-duties","version":1,"files":[]}', "This is no document of communications."),
        (b'{"format":"handbell-communications","version":2,"text":""}', "It has the form 2, and this release reads"),
        (b'{"format":"handbell-communications","version":1}', "This document of communications is damaged."),
        (b" " * (DOCUMENT_BYTES_MAX + 1), "at most 786,432 are read. Leave drafts out."),
        (to_document("[[draft]\n"), "the file:1:"),
    ],
)
def test_what_is_no_such_file_is_refused_with_the_reason(document: bytes, says: str) -> None:
    with pytest.raises(CommunicationsDocumentError) as refused:
        guidance_in(document)
    assert says in str(refused.value)


def test_a_file_with_one_wrong_word_counts_for_nothing_and_names_its_line() -> None:
    spoiled = to_document(own(drafts=draft(en="The girl is well.", es="Ella está bien.")))
    with pytest.raises(CommunicationsDocumentError) as refused:
        guidance_in(spoiled)
    assert 'the file:9: draft[0].en[0]: "girl" tells a sex.' in str(refused.value)
    assert "the file:10:" in str(refused.value)


def test_of_many_mistakes_the_first_few_are_told_and_the_others_counted() -> None:
    spoiled = own(drafts=draft(en="The girl is well.") * 8)
    mistakes = len(parse(spoiled).mistakes)
    with pytest.raises(CommunicationsDocumentError) as refused:
        guidance_in(to_document(spoiled))
    assert str(refused.value).endswith(f"And {mistakes - 5} more.")
    assert msgspec.json.decode(to_document(spoiled))["text"] == spoiled
