"""Runs `handbell image provision`: checks the seeds of one or of forty buildings, and then puts them onto cards, images or into
folders.
"""

import argparse
import sys
import time
from pathlib import Path

from appliance.plan.mistakes import counted, did_you_mean, quoted
from image_build.programs import CannotBuild, need
from image_build.provision.buildings import Building, Gathered, Told, from_file, from_folder
from image_build.provision.columns import COLUMNS
from image_build.provision.errors import HalfDone, NotDone
from image_build.provision.listed import from_list
from image_build.provision.made_for import made_for
from image_build.provision.output import into_folders, make_folder, onto, onto_copies, write_private
from image_build.provision.together import together

LABELS = "labels.pdf"
_PROGRAMS = ("mcopy", "mdel", "mtype")


def main(arguments: list[str]) -> int:
    """Put seeds onto cards and images: one building's, or those of a whole list.

    Returns the exit code: 0 done; 1 refused, and nothing was changed. argparse exits with 2 for what it cannot read.
    """
    asked = _parser().parse_args(arguments)
    try:
        chosen, warnings = _chosen(asked)
        for each in warnings:
            _say(f"warning: {each}")
        for paper in (asked.labels, asked.phrases):
            _free(paper)
        chosen, done = _phrases(asked.phrases, chosen)
        done += (_put if asked.phrases is None else _put_after)(asked, chosen)
    except HalfDone as stopped:
        sys.stderr.write(f"{stopped}\n")
        return 1
    except (NotDone, CannotBuild) as refused:
        sys.stderr.write(f"{refused}\n\nNothing was changed.\n")
        return 1
    if asked.labels is not None:
        from image_build.provision.labels import label_sheet  # noqa: PLC0415 (a card alone must not wait for the PDF's code)

        try:
            write_private(asked.labels, label_sheet((each.seed for each in chosen), int(time.time() * 1000)))
            done.append(f"Labels to print: {asked.labels}")
        except OSError as error:
            sys.stderr.write("\n".join([*done, f"Only the labels could not be written: {error.strerror}.", ""]))
            return 1
    _say("\n".join(done))
    return 0


def _chosen(asked: argparse.Namespace) -> tuple[list[Building], list[str]]:
    """Return the chosen buildings and what to warn about. Raises NotDone with every mistake of every seed, even of seeds that were not
    chosen.
    """
    found, enrolled = Gathered(), False
    source: Path = asked.building or asked.buildings
    if asked.building:
        from_file(source, found)
    elif source.is_dir():
        from_folder(source, found)
    elif source.suffix.casefold() in {".yaml", ".yml"}:
        raise NotDone(f"{source} is one seed: give it with --building. --buildings takes a folder of seeds, or a list.")
    else:
        enrolled = asked.seeds_only is not None and asked.tokens is None
        from_list(source, asked.tokens, found, asked.only, phrases=asked.phrases is not None, enrolled=enrolled)
    if asked.tokens and not (asked.buildings and source.suffix.casefold() == ".csv"):
        raise NotDone("--tokens goes with a list of buildings (CSV). A seed file holds its own token.")
    mistakes, warnings = together(found.buildings, enrolled=enrolled)
    for each in found.buildings:
        called = made_for(each)
        mistakes += called[0]
        warnings += called[1]
    told = [
        each.line() for each in sorted([*found.mistakes, *mistakes], key=lambda each: (each.source, each.mistake.line))
    ]
    if told:
        raise NotDone("\n".join([*told, "", f"{counted(len(told), 'mistake')}. Correct them and run this again."]))
    chosen = [each for each in found.buildings if not asked.only or each.seed.name.casefold() == asked.only.casefold()]
    if not chosen:
        names = [each.seed.name for each in found.buildings]
        raise NotDone(f"{source} has no building {quoted(asked.only)}. {did_you_mean(asked.only, names)}".strip())
    return chosen, [each.line() for each in (*found.warnings, *warnings) if any(_of(each, one) for one in chosen)]


def _phrases(paper: Path | None, chosen: list[Building]) -> tuple[list[Building], list[str]]:
    """Give each building a recovery phrase, if that is asked for. Also returns what was done, in sentences. Raises NotDone, HalfDone."""
    if paper is None:
        return chosen, []
    from image_build.provision.phrases import with_phrases  # noqa: PLC0415 (a card alone must not wait for the PDF's code)

    return with_phrases(chosen, paper, int(time.time() * 1000))


def _put_after(asked: argparse.Namespace, chosen: list[Building]) -> list[str]:
    """Do as `_put`, once there are phrases. Raises HalfDone."""
    try:
        return _put(asked, chosen)
    except (NotDone, CannotBuild) as refused:
        raise HalfDone(
            f"{refused}\n\nNo card was changed. The recovery phrases are in {asked.phrases}, and their public halves are kept: "
            "run this again without --phrases."
        ) from refused


def _of(told: Told, building: Building) -> bool:
    """Return whether a sentence is about this building: about its own file, or about its row of a list."""
    return told.source == building.source and (not building.columns or told.mistake.line == building.line_of(""))


def _put(asked: argparse.Namespace, chosen: list[Building]) -> list[str]:
    """Put the seeds where they are wanted. Returns what was done, in sentences. Raises NotDone, CannotBuild."""
    if asked.seeds_only is not None:
        if asked.spoken is not None:
            raise NotDone("--spoken needs a card or an image.")
        if asked.out is not None or asked.image is not None:
            raise NotDone("--seeds-only makes folders with seeds and touches no image: leave IMAGE and --out out.")
        files = into_folders(asked.seeds_only, chosen)
        without = [each.seed.name for each in chosen if each.seed.district is not None and not each.seed.district.token]
        return [
            f"{counted(len(files), 'seed')} in {asked.seeds_only}, each in the folder of its box. They are as secret as what is in them.",
            *([f"Without a token, so for boxes alone that are enrolled: {', '.join(without)}."] if without else []),
            "Drop each onto the partition HANDBELL of its flashed card, under the name it has, and eject the card.",
        ]
    if asked.image is None:
        raise NotDone("Name the image or card to put the seed onto, or a folder with --seeds-only.")
    need(_PROGRAMS)
    spoken = _spoken(asked.spoken)
    if spoken and asked.out is not None:
        raise NotDone("--spoken goes with one card or image: leave --out out.")
    if asked.out is None:
        return _in_place(asked.image, chosen, spoken)
    places = _places(asked.out, chosen)
    onto_copies(asked.image, list(zip(chosen, places, strict=True)))
    return [f"{each.seed.name}: {place}" for each, place in zip(chosen, places, strict=True)]


def _spoken(folder: Path | None) -> bytes:
    """Pack the phrases for desk phones; empty for none. Raises NotDone."""
    if folder is None:
        return b""
    from image_build.seed.spoken import SpokenError, packed  # noqa: PLC0415 (most cards have none)

    try:
        return packed(folder)
    except SpokenError as error:
        raise NotDone(str(error)) from error


def _in_place(image: Path, chosen: list[Building], spoken: bytes) -> list[str]:
    if len(chosen) > 1:
        raise NotDone(
            f"There are {len(chosen)} buildings and one image. Choose one:\n"
            f"  --only NAME          this building's seed onto this card; then the next card\n"
            f"  --seeds-only FOLDER  only the seeds, to be dropped onto flashed cards by hand\n"
            f"  --out FOLDER         a copy of the image for each building, of 700 MB where blocks cannot be shared"
        )
    onto(image, chosen[0], spoken)
    whose = chosen[0].seed.name
    if image.is_block_device():
        return [f"{image} is the card of {whose} now. Take it out, and stick its label on the box."]
    return [f"{image} is the image of {whose} now. Flash it onto one card, and keep it private: the seed is in it."]


def _places(out: Path, chosen: list[Building]) -> list[Path]:
    """Return a file for each building: `out` itself if there is one building and `out` is no folder, or else NAME.img in `out`."""
    if len(chosen) == 1 and not out.is_dir():
        return [out]
    try:
        make_folder(out)
    except OSError as error:
        raise NotDone(f"{out} cannot be made: {error.strerror}.") from error
    return [out / f"{each.seed.name}.img" for each in chosen]


def _free(paper: Path | None) -> None:
    if paper is not None and paper.exists():
        raise NotDone(f"{paper} is there already. Move it away, or give another name.")


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="handbell image provision",
        description="Put a building's seed onto a flashed card or an image. Everything is checked first; with a mistake "
        "anywhere nothing is changed.",
        epilog=f"A list is CSV with a first line that names its columns: {', '.join(COLUMNS)}. Only name must be there. plan, ca, "
        "pages_certificate, telephone_secret, telephone_ca, sim_pin, recovery, copy_key, copy_ca and ssh_keys name files "
        "beside the list, and buttons the folder that "
        "`handbell buttons provision` made. Tokens never stand in it.",
    )
    parser.add_argument(
        "image", type=Path, nargs="?", metavar="IMAGE", help="an image, or a flashed card such as /dev/sdb"
    )
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--building", type=Path, metavar="FILE", help="the seed of one building")
    what.add_argument("--buildings", type=Path, metavar="LIST", help="a list of buildings (CSV), or a folder of seeds")
    parser.add_argument("--only", default="", metavar="NAME", help="of all of them, this one")
    parser.add_argument(
        "--tokens",
        type=Path,
        metavar="FILE",
        help="a line for each box of a list: its name and its token (mode 0600); with --seeds-only, boxes that are enrolled need none",
    )
    parser.add_argument(
        "--out", type=Path, metavar="PATH", help="leave IMAGE as it is: a copy with this name, or in this folder"
    )
    parser.add_argument(
        "--seeds-only", type=Path, metavar="FOLDER", help="no image: a folder with its seed for each building"
    )
    parser.add_argument("--labels", type=Path, metavar="FILE", help=f"a sheet of labels to print, such as {LABELS}")
    parser.add_argument(
        "--spoken",
        type=Path,
        metavar="FOLDER",
        help="phrases for desk phones, which `handbell phrases make --out FOLDER` had spoken by a better voice",
    )
    parser.add_argument(
        "--phrases",
        type=Path,
        metavar="FILE",
        help="make a recovery phrase for each building that has none: a page each to print, such as phrases.pdf (mode 0600)",
    )
    return parser
