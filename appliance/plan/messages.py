"""Defines what a plan says about telling people by messages: the ways of a person, and teams. Knows no device and no call."""

import enum

import msgspec

from appliance.plan.ids import PersonId, TeamId
from appliance.plan.span import Hours
from appliance.plan.telephones import CALLED_BY_PHONE, EXTENSION


class Language(enum.StrEnum):
    """The languages in which people are told by text and by telephone."""

    EN = "en"
    ES = "es"


class MessageWay(msgspec.Struct, frozen=True, omit_defaults=True):
    """One way in which messages reach a person. `by` names the family of the way, and `to` is the address at which it finds the person.

    `hours`: when this way may be used; empty means while the person is on duty. `quiet`: when it may not be used within these hours, such
    as while the person teaches. `school`: the device belongs to the school. Any other device is the person's own, and needs the
    person's written yes. `language`: the language of texts and announcements for the person.
    """

    by: str
    to: str
    hours: tuple[Hours, ...] = ()
    school: bool = False
    quiet: tuple[Hours, ...] = ()
    language: Language = Language.EN

    @property
    def of_school(self) -> bool:
        """Whether the device belongs to the school. An extension is a phone on a desk of the school."""
        return self.school or (self.by == CALLED_BY_PHONE and EXTENSION.fullmatch(self.to) is not None)


class Team(msgspec.Struct, frozen=True):
    """People who are told together, in the order in which they are told."""

    team: TeamId
    name: str
    people: tuple[PersonId, ...]
