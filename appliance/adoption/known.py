"""Tells what is known about the wires of buttons and sounders, and which devices were found that are in no plan. Believes nothing they
claim.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping

import msgspec

from appliance.api.board.view import cut_off_lines
from appliance.api.desk.button_view import button_lines, sounder_lines
from appliance.api.desk.buttons import ButtonLine, ButtonsKnown, SounderLine, StrangerLine
from appliance.api.desk.plan_view import uncovered
from appliance.engine.engine import Engine
from appliance.plan.ids import ButtonId, SounderId
from hardware.ports import Finds, Link, SignalSource

STRANGERS_SHOWN_MAX = 64  # more than a school adopts at one time; a flood of pretended devices must not fill the line


class Known:
    """Reads sources and board; changes nothing."""

    def __init__(
        self,
        engine: Engine,
        sources: Mapping[str, SignalSource],
        sounder_links: Callable[[], Mapping[SounderId, Link]],
    ) -> None:
        self._engine = engine
        self._sources = sources
        self._sounder_links = sounder_links

    def told(self, request: int) -> ButtonsKnown:
        """Give every button, sounder and stranger, and the places from which no press comes."""
        engine = self._engine
        lines = button_lines(engine.board, engine.heard, engine.clock.now(), engine.kept.ledgers())
        return ButtonsKnown(
            request=request,
            buttons=tuple(self._with_wires(lines)),
            strangers=_shown(self.strangers()),
            cut_off=cut_off_lines(engine.board, engine.heard),
            uncovered=uncovered(engine.board.index),
            sounders=tuple(self._sounders()),
        )

    def finders(self) -> dict[str, Finds]:
        """Give the families here that find devices by themselves."""
        return {family: source for family, source in self._sources.items() if isinstance(source, Finds)}

    def strangers(self) -> Iterator[StrangerLine]:
        """Give the devices that were found and are in no plan, family by family."""
        for family, finder in self.finders().items():
            for each in finder.strangers():
                yield StrangerLine(
                    device=_printable(each.device),
                    family=family,
                    mac=_printable(each.mac),
                    address=_printable(each.address),
                    claims=_printable(each.claims),
                    keyless=each.keyless,
                    found=each.found,
                    line=each.line,
                    wire=_printable(each.wire),
                    heard_ago_ms=each.heard_ago_ms,
                    part=_printable(each.part),
                )

    def _sounders(self) -> Iterator[SounderLine]:
        links = self._sounder_links()
        for line in sounder_lines(self._engine.board, self._engine.heard, self._engine.clock.now()):
            link = links.get(SounderId(line.sounder))
            yield (
                line
                if link is None
                else msgspec.structs.replace(
                    line,
                    device=_printable(link.device),
                    connected_at=link.connected_at,
                    firmware=_printable(link.firmware),
                    plays=_printable(link.lamp),
                )
            )

    def _with_wires(self, lines: tuple[ButtonLine, ...]) -> Iterator[ButtonLine]:
        links = {ButtonId(button): link for each in self.finders().values() for button, link in each.links().items()}
        for line in lines:
            link = links.get(ButtonId(line.button))
            yield (
                line
                if link is None
                else msgspec.structs.replace(
                    line,
                    device=_printable(link.device),
                    connected_at=link.connected_at,
                    firmware=_printable(link.firmware),
                    shows=_printable(link.lamp),
                    signal_worst=link.signal_worst,
                )
            )


def _shown(strangers: Iterable[StrangerLine]) -> tuple[StrangerLine, ...]:
    """Give the newest strangers: those on the network, and those that somebody pressed a moment ago. Neither kind may crowd out the
    other.
    """
    found: list[StrangerLine] = []
    heard: list[tuple[int, StrangerLine]] = []
    for each in strangers:
        if each.heard_ago_ms is None:
            found.append(each)
        else:
            heard.append((each.heard_ago_ms, each))
    heard.sort(key=lambda pair: pair[0], reverse=True)
    found = found[-max(STRANGERS_SHOWN_MAX // 2, STRANGERS_SHOWN_MAX - len(heard)) :]
    return (*found, *(each for _, each in heard[-(STRANGERS_SHOWN_MAX - len(found)) :]))


def _printable(text: str) -> str:
    """Make a device's own text safe for a terminal: no control characters, and no more than a line."""
    return "".join(letter if letter.isprintable() else "?" for letter in text)[:120]
