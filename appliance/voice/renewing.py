"""Makes the folder of a plan: what was made before with the same words is taken over, the rest is spoken and proved. Knows no command."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import msgspec

from appliance.plan.messages import Language
from appliance.speech.clips import ClipId, Phrase
from appliance.voice.folder import FolderError, Manifest, alone, folders, forget_others, keep, read_clip, read_manifest
from appliance.voice.making import HEARD, Made, State, make, why_unprovable
from appliance.voice.recogniser import Recogniser
from appliance.voice.voices import SHIPPED, SHIPPED_NAMES, Voice

type _Said = tuple[Language, str]


def renew(
    root: Path,
    digest: str,
    phrases: Mapping[ClipId, Phrase],
    *,
    voices: Sequence[Voice] = SHIPPED,
    recogniser: Recogniser = Recogniser(),  # noqa: B008 (a frozen value)
    others: Iterable[Path] = (),
    anew: bool = False,
) -> Manifest:
    """Make the clips of a plan in `root`, and delete those of former plans once they are whole.

    `others` are roots of clips that were made elsewhere, such as by Piper in the seed. `anew`: take nothing over. Raises OSError, and
    RecogniserError where the recogniser fails.
    """
    with alone(root):
        before = {} if anew else _made_before([*folders(root), *_of_roots(others)], voices, recogniser)
        if (whole := _whole(root, digest, phrases, before)) is None:
            kept = {clip: made for clip, phrase in phrases.items() if (made := before.get(_said(phrase))) is not None}
            wanted = {_said(phrase): phrase for clip, phrase in phrases.items() if clip not in kept}
            new = {_said(made.phrase): made for made in make(wanted.values(), voices, recogniser)}
            rows = [
                msgspec.structs.replace(kept.get(clip) or new[_said(phrase)], phrase=phrase)
                for clip, phrase in phrases.items()
            ]
            whole = keep(root, digest, rows)
        forget_others(root, digest)
        return whole


def _of_roots(roots: Iterable[Path]) -> list[Path]:
    return [folder for root in roots for folder in folders(root)]


def _whole(root: Path, digest: str, phrases: Mapping[ClipId, Phrase], before: Mapping[_Said, Made]) -> Manifest | None:
    """Give the list of the plan's folder if nothing is left to do there: every clip is there, and no better one was found elsewhere."""
    try:
        manifest = read_manifest(root / digest)
    except FolderError:
        return None
    if manifest.digest != digest or manifest.clips.keys() != phrases.keys():
        return None
    for clip, phrase in phrases.items():
        row, best = manifest.clips[clip], before.get(_said(phrase))
        if best is None or (row.language, row.text, row.voice) != (*_said(phrase), best.voice):
            return None
    return manifest


def _made_before(sources: list[Path], voices: Sequence[Voice], recogniser: Recogniser) -> dict[_Said, Made]:
    """Give what was said before, the best of each. A file that is spoiled is not taken; it is made again."""
    found: dict[_Said, Made] = {}
    for folder in sources:
        try:
            manifest = read_manifest(folder)
        except FolderError:
            continue
        for clip, row in manifest.clips.items():
            phrase = Phrase(clip, row.language, row.text)
            made = Made(phrase=phrase, state=row.state, voice=row.voice, why=row.why)
            former = found.get(_said(phrase))
            if not _stays(made, voices, recogniser) or (former is not None and _rank(former) <= _rank(made)):
                continue
            try:
                found[_said(phrase)] = msgspec.structs.replace(made, sound=read_clip(folder, clip, row))
            except FolderError:
                continue
    return found


def _rank(made: Made) -> tuple[bool, bool]:
    """Order clips of the same words: one whose voice somebody chose goes before all, then what is proved."""
    return made.voice in SHIPPED_NAMES, made.state is not State.PROVED


def _stays(made: Made, voices: Sequence[Voice], recogniser: Recogniser) -> bool:
    """Return whether a clip need not be made again: nothing that is here now would make a better one."""
    if made.state is State.NOT_MADE:
        return False
    if made.voice not in SHIPPED_NAMES:
        return True
    if any(voice.language == made.phrase.language and voice.name not in SHIPPED_NAMES for voice in voices):
        return False
    return (
        made.state is State.PROVED or made.why.startswith(HEARD) or made.why == why_unprovable(made.phrase, recogniser)
    )


def _said(phrase: Phrase) -> _Said:
    return phrase.language, phrase.text
