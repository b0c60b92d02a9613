"""Makes recovery phrases for buildings that have none, writes them on paper, and keeps their public halves with the seeds. Touches no
card.

A phrase is only in this process's memory and on the paper. First comes the paper, then the public halves, then the cards. Whatever
fails on the way, no box ever seals for a phrase that nobody has.
"""

import os
from collections.abc import Sequence
from copy import replace
from pathlib import Path

from appliance.envelope.phrase import ENTROPY_LEN, new_phrase, private_of
from appliance.envelope.public_half import letters_of, section_of
from appliance.exports.phrase_paper import PhrasePage, phrase_paper
from image_build.provision.buildings import Building
from image_build.provision.errors import HalfDone, NotDone
from image_build.provision.output import write_private
from image_build.seed.model import Seed
from image_build.seed.read import read_seed
from image_build.seed.text import decoded, with_section
from sync.transport.whole_file import write_whole

PUBLIC_MODE = 0o644


def with_phrases(chosen: Sequence[Building], paper: Path, made_ms: int) -> tuple[list[Building], list[str]]:
    """Return the buildings, each with the public half of a phrase, and what was done, in sentences. Raises NotDone, HalfDone."""
    made = [_with_phrase(each) for each in chosen if not each.seed.recovery]
    if not made:
        raise NotDone(
            "Each of these buildings has a recovery phrase already. Leave --phrases out, or see: handbell recovery"
        )
    new = {building.seed.name: building for building, _ in made}
    _written(paper, phrase_paper((page for _, page in made), made_ms))
    for building in new.values():
        _keep(building, paper)
    said = [
        f"Recovery phrases to print: {paper}. Put each page into the safe of its building, and delete that file.",
        f"Their public halves are kept in {', '.join(str(each.keep) for each in new.values())}",
    ]
    return [new.get(each.seed.name, each) for each in chosen], said


def _with_phrase(building: Building) -> tuple[Building, PhrasePage]:
    entropy = os.urandom(ENTROPY_LEN)
    public = private_of(entropy).public.raw
    text = decoded(building.raw)
    assert isinstance(text, str), "a seed that was judged is a text"
    text = with_section(text, section_of(public))
    seed = read_seed(text)
    assert isinstance(seed, Seed), "a sound seed stays sound with a public half"
    name = seed.plan.building if seed.plan is not None else ""
    page = PhrasePage(seed.name, name, new_phrase(entropy), public)
    return replace(building, raw=text.encode(), seed=seed), page


def _written(paper: Path, data: bytes) -> None:
    try:
        write_private(paper, data)
    except OSError as error:
        raise NotDone(f"{paper} could not be written: {error.strerror}.") from error


def _keep(building: Building, paper: Path) -> None:
    """Keep the public half where it is read when the next card is made for this building: in its own seed, or in the file that its list
    names.
    """
    public = "".join(f"{line}\n" for line in letters_of(building.seed.recovery))
    try:
        if building.keep == building.source:
            was = building.keep.stat()
            write_whole(building.keep, building.raw, was.st_mode & 0o777)
            if os.geteuid() == 0:  # root writes a card, but the seed keeps its owner
                os.chown(building.keep, was.st_uid, was.st_gid)
        else:
            write_whole(building.keep, public.encode(), PUBLIC_MODE)
    except OSError as error:
        raise HalfDone(
            f"{building.keep} could not be written: {error.strerror}. No card was changed. Keep {paper}: buildings before this one have "
            "their phrase from it. Correct this, and run it again with another name for --phrases."
        ) from error
