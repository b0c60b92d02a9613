"""Defines what a row of the table of troubles holds, and the words that say who acts, how soon, and what follows."""

import enum
from dataclasses import dataclass


class Who(enum.StrEnum):
    """Who acts, as INSTALL.md calls them."""

    FRONT_OFFICE = "front office"
    DISTRICT_IT = "district IT"
    SAFETY_OFFICE = "safety office"
    ADMINISTRATOR = "administrator"
    NOBODY = "nobody"


class When(enum.StrEnum):
    """How soon somebody has to act."""

    NOW = "now"
    """A call may not come or may not be told, or somebody may wait for help unheard."""
    TODAY = "today"
    """Calls work. The record, its copy, or something that calls will need, is at stake."""
    SOON = "this week"
    """Everything works for now."""


class About(enum.StrEnum):
    """What the subject of a trouble names: a thing of the plan with which the trouble ends, or nothing of that kind.

    The words of most of these kinds begin with its name. So a word of another release has a kind, too.
    """

    BUTTON = "button"
    LINE = "line"
    """A serial line or a pin."""
    RECEIVER = "receiver"
    PANEL = "panel"
    BOARD = "board"
    SUPPLY = "power"
    DESK = "desk"
    SOUNDER = "sounder"
    STRANGER = "stranger"
    """A button that the plan does not have yet: the trouble ends once the plan has it."""
    ELSE = ""


class Silences(enum.Enum):
    """Of which families no button is heard while a trouble stands."""

    FAMILY = enum.auto()
    """Of the family that its subject names."""
    NETWORK = enum.auto()
    """Of all families on the network."""
    LINE = enum.auto()
    """Of the families that are heard on this line and on no other."""


@dataclass(frozen=True, slots=True)
class TroubleWords:
    """One trouble. What people read of it, and what follows from it.

    `do` is the fixed end of what stands at the desks: what it means, where that is fixed, and what to do. An empty
    `do` means that the source says all of it. `otherwise` takes its place in a second case, which `otherwise_if` names for documents; the
    source knows which case it is. The source fills in what stands in braces.
    """

    word: str
    do: str = ""
    otherwise: str = ""
    otherwise_if: str = ""
    who: Who = Who.DISTRICT_IT
    when: When = When.TODAY
    about: About = About.ELSE
    by_device: bool = False
    """A device or a wire says it, and its family in `hardware/` says what to do."""
    by_record: bool = False
    """It is a fault of a button that no device says, because only the record shows it. `do` then follows a detail."""
    by_replica: bool = False
    """The replica may say that this is wrong with the copy."""
    comes_and_goes: bool = False
    """It can begin and end by itself, so that it is damped (`appliance/core/devices/damping.py`). All others end by what a person does (a
    key at a desk, a walk test), who must see at once that it helped, or speak of the box itself.
    """
    ended_by_a_test: bool = False
    """A person looks at the button and presses it for a test: that ends it."""
    done: str = ""
    """What a person says who ends it. Only people can know that it is over; empty for all other troubles."""
    silences: Silences | None = None
    stops: tuple[str, ...] = ()
    """What leads nowhere while it stands, as kinds of `appliance.plan.ways.Link`. A trouble of a button stops that button."""
    still_calls: bool = False
    """Of a button: a press of it still comes. Somebody has to look at it, and no way is away."""
    still_works: bool = False
    """Of a button: a press of it rings here, and its lamp answers."""
    named_first: bool = False
    """Others may stand in the list because of it: `handbell doctor` names it before them."""
    says: str = ""
    """What is wrong, in few words: for INSTALL.md, and for a source that has no better words. Where no full stop ends it, `do` goes on."""
    stands: str = ""
    """The same in capitals on the idle screen, before the words that say where the copy lies."""
    numbered: str = ""
    """Its title where the subject is a number. The subject counts from 0, and people count from 1."""

    @property
    def title(self) -> str:
        """As people read it."""
        return self.word.replace("-", " ")

    @property
    def short(self) -> str:
        """The word without its kind: what devices and families call it."""
        return self.word.partition("-")[2]

    @property
    def of_a_button(self) -> bool:
        """Whether the subject is a button."""
        return self.about in {About.BUTTON, About.STRANGER}


def by_device(
    word: str,
    when: When = When.NOW,
    *,
    ended_by_a_test: bool = False,
    silences: Silences | None = None,
    stops: tuple[str, ...] = (),
    still_calls: bool = False,
) -> TroubleWords:
    """A trouble that a device or a wire says: its family says what to do. It comes and goes as fast as the device can talk.

    Whoever mends one sees it twice at once, and then after two minutes.
    """
    return TroubleWords(
        word,
        when=when,
        about=About(word.partition("-")[0]),
        by_device=True,
        comes_and_goes=True,
        ended_by_a_test=ended_by_a_test,
        silences=silences,
        stops=stops,
        still_calls=still_calls,
    )
