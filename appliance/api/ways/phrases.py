"""Defines what whoever makes the clips of phrases asks of the box, and the answer. Both ends use it. Knows no voice and no socket."""

import msgspec

from appliance.api.ask import AdministratorAsk, Answer
from appliance.api.contents import holds
from appliance.plan.messages import Language
from appliance.plan.model import Plan
from appliance.speech.clips import ClipId, Phrase
from appliance.speech.phrases import phrases_of


@holds("clip language", administering="text")
class PhraseLine(msgspec.Struct, frozen=True, kw_only=True):
    """A phrase that may be said on a telephone while the plan holds. Names of people are among them."""

    clip: ClipId
    language: Language
    text: str


@holds("request digest", administering="phrases")
class PhrasesKnown(Answer, frozen=True, kw_only=True, tag="phrases-known"):
    """What is to be said, and the digest of the plan for which it holds. `digest` is "" while no plan is adopted."""

    digest: str
    phrases: tuple[PhraseLine, ...]

    @property
    def by_clip(self) -> dict[ClipId, Phrase]:
        """The phrases as those who speak them know them."""
        return {each.clip: Phrase(each.clip, each.language, each.text) for each in self.phrases}


class AskPhrases(AdministratorAsk[PhrasesKnown], frozen=True, kw_only=True, tag="ask-phrases"):
    """Ask which phrases the adopted plan needs. Changes nothing."""


def phrases_known(plan: Plan, digest: str, request: int) -> PhrasesKnown:
    """List what is to be said while this plan holds."""
    lines = (PhraseLine(clip=each.clip, language=each.language, text=each.text) for each in phrases_of(plan).values())
    return PhrasesKnown(request=request, digest=digest, phrases=tuple(lines))
