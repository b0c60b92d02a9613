"""Does the first step: looks where a seed can be, and makes a new one what this box is. Waits for nobody, and speaks to no daemon.

A seed is new if it differs from the one last taken from the same place. So an edited seed is taken again, and so is an older one
that was put back, but not a file that just lies there.
"""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import msgspec

from appliance.plan.mistakes import Mistake, quoted
from image_build.first_boot.files import Files
from image_build.first_boot.generation import Generations
from image_build.first_boot.given import Given, Sources
from image_build.first_boot.outcome import Outcome, Place, Taken, What
from image_build.first_boot.places import SPOKEN_NAME, Places, nearly
from image_build.seed.model import FILE_NAME
from image_build.seed.text import SEED_BYTES_MAX, decoded, digest, normal
from sync.transport.whole_file import UNFINISHED

STRANGER = (
    "This stick's seed has none of this box's secrets, so it is not known to come from whoever set the box up. Put a seed onto "
    "the stick that has one of the buttons' secrets or the token of the seed in force, or put it onto the card."
)
BOOT_LINES_MAX = 5  # in sentences; the start of a box has no more steps than that


class Taking:
    """Takes one look at every place."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self._generations = Generations(places.box)

    def look(self) -> Taken:
        """Look at the card first, then at the stick: the stick was put in last."""
        self._generations.sweep()  # removes what a power cut left of an earlier run, since it holds secrets
        outcomes = (
            self._one(Place.CARD, self._places.card_seed),
            self._from_stick(),
            *self._strange_sticks(),
        )
        if not self._generations.exists:
            self._unprovisioned()
        self._phrases()
        given = self._generations.given()
        name, in_force = (given.name, given.digest) if given is not None else ("", "")
        pages = self._places.pages_open.exists()
        return Taken(outcomes=outcomes, name=name, digest=in_force, boot=self._boot(), pages=pages)

    def _phrases(self) -> None:
        """Take over phrases that lie beside the seed, and have those who read them begin anew."""
        if not (self._places.card / SPOKEN_NAME).is_file():
            return
        from image_build.first_boot.spoken import take_spoken  # noqa: PLC0415 (most cards have none)

        if take_spoken(self._places):
            with contextlib.suppress(OSError):  # the unit that speaks phrases finds them at its next start
                self._places.applied.touch()

    def _from_stick(self) -> Outcome:
        try:
            says = _aside(self._places.stick_unread, self._places.stick_unread_taken).read_text("utf-8", "replace")
        except OSError:
            return self._one(Place.STICK, _aside(self._places.stick_seed, self._places.stick_taken))
        return Outcome(place=Place.STICK, what=What.UNREADABLE, lines=(says,))

    def _strange_sticks(self) -> Iterator[Outcome]:
        for each in sorted(self._places.strange_sticks.glob("*")):
            if each.suffix == UNFINISHED:
                continue  # The file is still being written, or its writer was killed. It is told once it is complete.
            with contextlib.suppress(FileNotFoundError):  # the stick was pulled out just now; another look follows
                yield Outcome(place=Place.STICK, what=What.UNREADABLE, lines=(each.read_text("utf-8", "replace"),))

    def _one(self, place: Place, file: Path) -> Outcome:
        try:
            with file.open("rb") as opened:
                raw = opened.read(SEED_BYTES_MAX + 1)
        except FileNotFoundError:
            return self._missing(place)
        except OSError as error:
            says = f"{file} cannot be read ({error.strerror}). Try another {place}."
            return Outcome(place=place, what=What.UNREADABLE, lines=(says,))
        text = decoded(raw)
        if isinstance(text, Mistake):
            return _refused(place, "", text)
        return self._text(place, normal(text))

    def _missing(self, place: Place) -> Outcome:
        # The card's first partition always has files. If it could not be mounted, its folder is empty.
        if place is Place.CARD and not (self._places.card.is_dir() and any(self._places.card.iterdir())):
            says = (
                "The card's first partition, HANDBELL, cannot be opened. Check it at a computer, or use another card."
            )
            return Outcome(place=place, what=What.UNREADABLE, lines=(says,))
        if place is Place.CARD and (meant := nearly(self._places.card)):
            says = f"There is a file {quoted(meant[0].name)} on the card, but a seed is called {FILE_NAME}. Name it so, to the last letter."
            return Outcome(place=place, what=What.REFUSED, lines=(says,))
        return Outcome(place=place, what=What.NONE)

    def _text(self, place: Place, text: str) -> Outcome:
        named = digest(text)
        sources, in_force = self._generations.sources(), self._generations.given()
        if in_force is not None and named == getattr(sources, place.value):
            return Outcome(place=place, what=What.UNCHANGED, digest=named)
        sources = msgspec.structs.replace(sources, **{place.value: named})
        if in_force is not None and named == in_force.digest:
            return self._noted(place, named, sources)
        return self._new(place, text, sources, in_force)

    def _noted(self, place: Place, named: str, sources: Sources) -> Outcome:
        with contextlib.suppress(OSError):  # if it fails, the seed is compared again at the next start
            self._generations.note(sources)
        return Outcome(place=place, what=What.UNCHANGED, digest=named)

    def _new(self, place: Place, text: str, sources: Sources, in_force: Given | None) -> Outcome:
        # imported here, since most starts find nothing new and must not pay for YAML and plans
        from image_build.first_boot.render import given_by, lacking, rendered  # noqa: PLC0415
        from image_build.seed.read import examine_seed  # noqa: PLC0415

        reading, named = examine_seed(text), digest(text)
        if reading.seed is None:
            return _refused(place, named, *reading.mistakes)
        if says := lacking(reading.seed, in_force):
            return Outcome(place=place, what=What.REFUSED, digest=named, lines=(says,))
        files = rendered(reading.seed, in_force)
        if place is Place.STICK and in_force is not None and not in_force.is_of_the_same_hand(given_by(reading.seed)):
            return Outcome(place=place, what=What.REFUSED, digest=named, lines=(STRANGER,))
        warnings = tuple(each.told(FILE_NAME) for each in reading.warnings)
        return self._applied(Outcome(place=place, what=What.APPLIED, digest=named, warnings=warnings), files, sources)

    def _applied(self, outcome: Outcome, files: Files, sources: Sources) -> Outcome:
        try:
            # Do this first: if we are cut off here, the readers of a seed are restarted once too often, and never too seldom.
            self._places.applied.touch()
            self._generations.apply(files, sources)
        except OSError as error:
            says = f"This box's own card takes nothing ({error.strerror}), so nothing was changed. Use another card."
            return msgspec.structs.replace(outcome, what=What.NOT_WRITTEN, lines=(says,), warnings=())
        return outcome

    def _unprovisioned(self) -> None:
        """Give the box a name that says that no seed was ever taken here."""
        from image_build.first_boot.render import unprovisioned  # noqa: PLC0415 (only at the very first start)

        with contextlib.suppress(OSError):  # if it fails, the box has no name, and still works
            self._generations.apply(unprovisioned(), Sources())
            self._places.applied.touch()

    def _boot(self) -> tuple[str, ...]:
        try:
            return tuple(self._places.boot_trouble.read_text("utf-8", "replace").splitlines()[:BOOT_LINES_MAX])
        except OSError:
            return ()


def _aside(came: Path, taken: Path) -> Path:
    """Move aside what a stick brought. A file that comes from now on belongs to another look, and is not removed unread."""
    with contextlib.suppress(FileNotFoundError):  # nothing came, or the look that moved it aside was killed
        came.replace(taken)
    return taken


def _refused(place: Place, named: str, *mistakes: Mistake) -> Outcome:
    return Outcome(place=place, what=What.REFUSED, digest=named, lines=tuple(each.told(FILE_NAME) for each in mistakes))
