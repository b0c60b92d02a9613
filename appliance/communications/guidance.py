"""Defines what a file of communications holds: checklists, draft statements, and who may speak. Values and look-ups alone. Pure."""

from datetime import date
from typing import NewType

import msgspec

from appliance.communications.words import About, Audience, Language, Stage

DraftId = NewType("DraftId", str)


class Both(msgspec.Struct, frozen=True):
    """One text in both languages."""

    en: str
    es: str

    def of(self, language: Language) -> str:
        """Give the text in one language."""
        return self.en if language is Language.ENGLISH else self.es


class Source(msgspec.Struct, frozen=True):
    """Where a text comes from, and on which day this was read."""

    source: str
    on: date


class Draft(msgspec.Struct, frozen=True):
    """One draft statement. A line of `words` is a paragraph."""

    draft: DraftId
    stage: Stage
    audience: Audience
    about: tuple[About, ...]
    words: Both
    source: Source
    line: int
    """The line of the file on which it begins."""


class Checklist(msgspec.Struct, frozen=True):
    """What to do at one stage, in order."""

    stage: Stage
    about: tuple[About, ...]
    items: tuple[Both, ...]
    source: Source
    line: int


class Speaker(msgspec.Struct, frozen=True):
    """Who may speak, and to whom. `name` is empty where the file names an office and no person."""

    title: Both
    name: str
    audiences: tuple[Audience, ...]
    line: int

    @property
    def called(self) -> str:
        """Give the name with the title, or the title alone."""
        return f"{self.name}, {self.title.en}" if self.name else self.title.en


class Guidance(msgspec.Struct, frozen=True):
    """All that one file says."""

    name: str
    title: str
    checklists: tuple[Checklist, ...]
    drafts: tuple[Draft, ...]
    speakers: tuple[Speaker, ...]

    def checklist(self, stage: Stage, about: About) -> tuple[Checklist, ...]:
        """Give the checklists of a stage: the one for every incident first, then those of this kind."""
        found = [each for each in self.checklists if each.stage is stage]
        general = [each for each in found if About.ANY in each.about]
        return (*general, *(each for each in found if about in each.about and each not in general))

    def draft(self, stage: Stage, audience: Audience, about: About) -> Draft | None:
        """Give the draft of this kind, or the one that serves for every incident; None where the file has neither."""
        found = [each for each in self.drafts if (each.stage, each.audience) == (stage, audience)]
        own = next((each for each in found if about in each.about), None)
        return own or next((each for each in found if About.ANY in each.about), None)

    def speaking_to(self, audience: Audience) -> tuple[Speaker, ...]:
        """Give who may speak to an audience."""
        return tuple(each for each in self.speakers if audience in each.audiences)
