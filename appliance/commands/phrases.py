"""Holds `handbell phrases`: make the clips that Handbell says on telephones, show them, and hear whether each says what it should."""

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path

import msgspec

from appliance.adopting import NotDoneError, ask
from appliance.api.ask import Reply
from appliance.api.ways.phrases import AskPhrases
from appliance.command_line import parser_of_steps, said
from appliance.plan.document import digest, to_document
from appliance.plan.messages import Language
from appliance.plan.parse import examine_file
from appliance.settings import Settings
from appliance.speech.clips import ClipId, Phrase
from appliance.speech.phrases import phrases_of
from appliance.voice.folder import FolderError, Manifest, Row, folders, read_clip, read_manifest
from appliance.voice.making import State
from appliance.voice.recogniser import Recogniser, RecogniserError, normal
from appliance.voice.renewing import renew
from appliance.voice.sound import Sound
from appliance.voice.voices import SHIPPED, Voice, piper_voice

SOCKET = Settings().desk_socket
KEPT = Settings().phrases
"""Where the box keeps its clips."""

LOOK = "handbell phrases show"
NOTHING_TO_SAY = "The plan has no phone system (telephone:), so nothing is to be said, and no phrase was made."


def main(arguments: list[str]) -> int:
    """Make, show or check the phrases that Handbell says on telephones.

    Returns the exit code: 0 every clip is there (and, for check, each that can be proved is); 1 clips are missing or not proved; 2 the
    box could not be asked, or files could not be used.
    """
    asked = _parser().parse_args(arguments)
    try:
        match asked.what:
            case "make":
                return _made(asked)
            case "show":
                return _shown(_newest(asked.folder), as_json=asked.json)
            case _:
                return _checked(_newest(asked.folder))
    except NotDoneError as why:
        sys.stderr.write(f"handbell phrases {asked.what}: {why}\n")
        return why.code
    except (FolderError, RecogniserError, OSError) as error:
        says = said(error) if isinstance(error, OSError) else str(error)
        sys.stderr.write(f"handbell phrases {asked.what}: {says}\n")
        return 2


def _made(asked: argparse.Namespace) -> int:
    """Make the clips of a file's plan, or of the plan that the box has at the end: a plan that is adopted meanwhile starts no unit that is
    at work already.
    """
    while True:
        of, phrases = _of_file(asked.plan) if asked.plan is not None else _of_box(asked.socket)
        if not phrases:
            sys.stdout.write(f"{NOTHING_TO_SAY}\n")
            return 0
        manifest = renew(
            asked.out,
            of,
            phrases,
            voices=(*_piper(asked), *SHIPPED),
            others=tuple(asked.taken),
            anew=asked.anew,
        )
        if asked.plan is not None or _of_box(asked.socket)[0] == of:
            return _told(manifest, asked.out / of)


def _piper(asked: argparse.Namespace) -> tuple[Voice, ...]:
    """Give the voices of Piper that were named. Raises NotDoneError."""
    models: dict[Language, Path | None] = {Language.EN: asked.voice, Language.ES: asked.voice_es}
    named = {language: model for language, model in models.items() if model is not None}
    if asked.piper is None:
        if named:
            raise NotDoneError("--voice and --voice-es are for Piper: name its program with --piper too.", 2)
        return ()
    if not named:
        raise NotDoneError("--piper needs --voice (English) or --voice-es (Spanish): a file that ends in .onnx.", 2)
    for model in named.values():
        if not model.is_file():
            raise NotDoneError(f"{model} is not there. Name the .onnx file of a voice of Piper.", 2)
    voices = tuple(piper_voice(asked.piper, model, language) for language, model in named.items())
    if not voices[0].installed:
        raise NotDoneError(f"{asked.piper} is no program that can be started. Name where Piper is installed.", 2)
    return voices


def _of_file(file: Path) -> tuple[str, Mapping[ClipId, Phrase]]:
    reading = examine_file(file)
    if reading.plan is None:
        sys.stderr.write("".join(f"{each.told(str(file))}\n" for each in reading.mistakes))
        raise NotDoneError(f"No phrase was made: {file} is no sound plan.", 2)
    return digest(to_document(reading.plan)), phrases_of(reading.plan)


def _of_box(socket: Path) -> tuple[str, Mapping[ClipId, Phrase]]:
    known = ask(socket, AskPhrases(request=0), LOOK)
    if isinstance(known, Reply):
        raise NotDoneError(known.says or "The box gave no reason.", 2)
    return known.digest, known.by_clip


def _newest(folder: Path) -> Path:
    """Give the folder of the plan whose clips were made last. A folder that itself holds clips may be named too. Raises FolderError."""
    found = [folder] if (folder / "manifest.json").is_file() else folders(folder)
    if not found:
        raise FolderError(f"No phrases are in {folder}. Make them: handbell phrases make")
    return max(found, key=lambda each: each.stat().st_mtime_ns)


def _shown(folder: Path, *, as_json: bool) -> int:
    manifest = read_manifest(folder)
    if as_json:
        sys.stdout.write(f"{msgspec.json.format(msgspec.json.encode(manifest)).decode()}\n")
        return 0
    for clip, row in manifest.clips.items():
        length = f"{row.length_ms / 1000:4.1f} s" if row.length_ms else "     -"
        why = f" ({row.why})" if row.why else ""
        sys.stdout.write(f"{clip:<28} {length}  {row.state.value:<10} {row.text}{why}\n")
    sys.stdout.write(f"\n{_sum(manifest)}\n")
    return 1 if manifest.count(State.NOT_MADE) else 0


def _told(manifest: Manifest, folder: Path) -> int:
    """Name what is not there or not proved, and count the rest."""
    for clip, row in manifest.clips.items():
        if row.state is not State.PROVED and row.language is Language.EN:
            sys.stdout.write(f"{row.state.value}: {clip} {row.text!r}: {row.why}\n")
    sys.stdout.write(f"{_sum(manifest)} They are in {folder}\n")
    return 1 if manifest.count(State.NOT_MADE) else 0


def _sum(manifest: Manifest) -> str:
    counts = ", ".join(f"{manifest.count(state)} {state.value}" for state in State)
    spanish = sum(row.language is Language.ES for row in manifest.clips.values())
    return f"{len(manifest.clips)} phrases: {counts}. No recogniser knows Spanish, which {spanish} of them are in."


def _checked(folder: Path) -> int:
    """Hear every clip of a folder again, as it is on the disk now. Returns 1 if one is spoiled or says something else."""
    manifest, recogniser, wrong = read_manifest(folder), Recogniser(), 0
    sounds: dict[ClipId, Sound] = {}
    for clip, row in manifest.clips.items():
        if row.state is State.NOT_MADE:
            wrong += _named(clip, row, f"it was not made: {row.why}")
            continue
        try:
            sounds[clip] = read_clip(folder, clip, row)
        except FolderError as error:
            wrong += _named(clip, row, str(error))
    wanted = {clip: row for clip, row in manifest.clips.items() if clip in sounds and _provable(row, recogniser)}
    heard = recogniser.heard({clip: sounds[clip] for clip in wanted}, [row.text for row in wanted.values()])
    for clip, row in wanted.items():
        if heard[clip] != normal(row.text):
            wrong += _named(clip, row, f"the recogniser hears {heard[clip]!r}")
    sys.stdout.write(
        f"{len(sounds)} of {len(manifest.clips)} clips are whole. {len(wanted)} can be heard by the recogniser: "
        f"{sum(heard[clip] == normal(row.text) for clip, row in wanted.items())} say what they should.\n"
    )
    return 1 if wrong else 0


def _named(clip: ClipId, row: Row, why: str) -> int:
    sys.stdout.write(f"{clip} {row.text!r}: {why}\n")
    return 1


def _provable(row: Row, recogniser: Recogniser) -> bool:
    return row.language is Language.EN and not recogniser.unknown_words(row.text)


def _parser() -> argparse.ArgumentParser:
    parser = parser_of_steps(
        prog="handbell phrases", description="Make, show or check the phrases that Handbell says on telephones."
    )
    what = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
    _make_parser(what.add_parser("make", help="speak every phrase that the plan needs, and prove each by a recogniser"))
    show = what.add_parser("show", help="list the phrases that were made: which voice, how long, proved or not")
    show.add_argument("--json", action="store_true", help="for programs")
    check = what.add_parser("check", help="hear every clip again as it is on the disk, and name what is spoiled")
    for each in (show, check):
        says = "where the clips are (default: %(default)s)"
        each.add_argument("folder", type=Path, nargs="?", default=KEPT, metavar="FOLDER", help=says)
    return parser


def _make_parser(parser: argparse.ArgumentParser) -> None:
    where = parser.add_mutually_exclusive_group()
    says = "the desk line of the box, which is asked for its plan (default: %(default)s)"
    where.add_argument("--socket", type=Path, default=SOCKET, help=says)
    says = "a plan file in place of a box, to make clips for a seed"
    where.add_argument("--plan", type=Path, metavar="FILE", help=says)
    says = "where the clips are kept, a folder for each plan (default: %(default)s)"
    parser.add_argument("--out", type=Path, default=KEPT, metavar="FOLDER", help=says)
    says = "clips that were made elsewhere, such as the seed's: what says the same words is taken over"
    parser.add_argument("--from", dest="taken", type=Path, action="append", default=[], metavar="FOLDER", help=says)
    says = "the program of Piper, which speaks more clearly than the voices of Debian"
    parser.add_argument("--piper", type=Path, metavar="PROGRAM", help=says)
    parser.add_argument("--voice", type=Path, metavar="ONNX", help="the English voice of Piper")
    parser.add_argument("--voice-es", type=Path, metavar="ONNX", help="the Spanish voice of Piper")
    says = "speak everything again, also what was made before with the same words"
    parser.add_argument("--anew", action="store_true", help=says)
