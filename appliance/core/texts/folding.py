"""Folds an event of a text into what is known of texts. Pure; knows no board."""

from typing import assert_never

from msgspec.structs import replace

from appliance.core.ground.epochs import carried
from appliance.core.ground.moment import Moment
from appliance.core.held.texts import REMEMBERED, KnownTexts, UnreadText
from appliance.core.texts.events import AnyTextEvent, TextRead, TextTaken


def after(known: KnownTexts, event: AnyTextEvent, at: Moment) -> KnownTexts:
    """Give what is known after an event. The oldest text leaves, read or not: it is in the record."""
    match event:
        case TextTaken():
            return _taken(known, event, at)
        case TextRead(number=number):
            return replace(known, unread={each: text for each, text in known.unread.items() if each != number})
        case _:
            assert_never(event)


def begins_anew(known: KnownTexts, at: Moment) -> KnownTexts:
    """Give what is known when a new run of the program begins."""
    unread = {number: replace(text, at=carried(text.at, at)) for number, text in known.unread.items()}
    return replace(known, unread=unread)


def _taken(known: KnownTexts, event: TextTaken, at: Moment) -> KnownTexts:
    count = max(known.count, event.number)
    left = count - REMEMBERED
    texts = {text: number for text, number in known.known.items() if number > left}
    unread = {number: text for number, text in known.unread.items() if number > left}
    if event.to_read:
        unread[event.number] = UnreadText(
            number=event.number,
            sender=event.sender,
            person=event.person,
            words=event.words,
            rang=event.rang,
            at=at,
        )
    return KnownTexts(count, {**texts, event.text: event.number}, unread)
