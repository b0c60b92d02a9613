"""Says where a box keeps what it is, and where a seed can come from. Knows no seed."""

from dataclasses import dataclass
from pathlib import Path

from image_build.seed.model import FILE_NAME
from image_build.seed.readme import REQUEST_NAME, RESULT_NAME

SPOKEN_NAME = "handbell-phrases.tar"
"""Phrases for desk phones that IT had spoken, on the card's first partition."""


@dataclass(frozen=True, slots=True)
class Places:
    """The places. `card` is the card's first partition; `box` survives a power cut; `run` is forgotten when the power goes. `pages` is the
    folder of whoever serves pages, with its request for a certificate.
    """

    card: Path = Path("/boot/firmware")
    box: Path = Path("/var/lib/handbell-box")
    run: Path = Path("/run/handbell-seed")
    pages: Path = Path("/var/lib/handbell-page")

    @property
    def card_seed(self) -> Path:
        """The seed on the card, put there by `handbell image provision` or by a person."""
        return self.card / FILE_NAME

    @property
    def stick_seed(self) -> Path:
        """A copy of a stick's seed, until a step has looked at it."""
        return self.run / "stick.yaml"

    @property
    def stick_unread(self) -> Path:
        """Why the seed of a stick could not be copied, in a sentence, until it was told."""
        return self.run / "stick-unread.txt"

    @property
    def stick_unread_taken(self) -> Path:
        """That sentence while it is told. The sentence of another stick waits under the first name."""
        return self.run / "stick-unread-taken.txt"

    @property
    def strange_sticks(self) -> Path:
        """The folder with a file for each stick that is in and whose format this box does not read: the sentence about it."""
        return self.run / "strange-sticks"

    @property
    def look_again(self) -> Path:
        """Exists once such a stick came or went, until the next look."""
        return self.run / "look-again"

    @property
    def stick_taken(self) -> Path:
        """That copy while it is looked at. Another stick may come meanwhile; its copy waits under the first name."""
        return self.run / "stick-taken.yaml"

    @property
    def taken(self) -> Path:
        """What became of the seeds at the last look."""
        return self.run / "state.json"

    @property
    def applied(self) -> Path:
        """Exists after a new seed was taken up, until the programs that read it were restarted (handbell-seed-applied.path)."""
        return self.run / "applied"

    @property
    def result(self) -> Path:
        """What the card must say; `handbell first-boot result` brings it there."""
        return self.run / "result.txt"

    @property
    def result_due(self) -> Path:
        """Exists while the card does not yet say what it must say (handbell-result.path)."""
        return self.run / "result-due"

    @property
    def card_result(self) -> Path:
        """The file beside the seed, for the person who put the seed there."""
        return self.card / RESULT_NAME

    @property
    def card_request(self) -> Path:
        """The request for the certificate of the pages, for IT."""
        return self.card / REQUEST_NAME

    @property
    def pages_open(self) -> Path:
        """Exists while the seed in force has pages."""
        return self.box / "current" / "pages-open"

    @property
    def phrases(self) -> Path:
        """Phrases for desk phones that came with the seed, a folder for each plan (handbell-phrases.service)."""
        return self.box / "phrases"

    @property
    def boot_trouble(self) -> Path:
        """What the very first steps of the start found wrong, one sentence a line."""
        return self.run.parent / "handbell-boot" / "trouble"

    @property
    def progress(self) -> Path:
        """How far the running box was set up."""
        return self.box / "provisioned.json"


def nearly(folder: Path) -> list[Path]:
    """Find files that somebody may have meant for the seed. Windows hides the last part of a name, and a second download gets a number."""
    stem = FILE_NAME.partition(".")[0]
    return sorted(each for each in folder.glob(f"{stem}*") if each.name != FILE_NAME and each.is_file())
