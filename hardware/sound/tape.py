"""What comes out next: an endless tape of samples, level-driven. Pure; knows no device and no clock."""

from hardware.ports import Pattern
from hardware.sound.synth import BYTES_PER_MS, pcm

CHUNK_MS = 50  # a change of pattern waits for no more than one chunk
_SILENCE = bytes(CHUNK_MS * BYTES_PER_MS)


class Tape:
    """Plays `pattern` over and over, from its beginning whenever it changes; silence for None."""

    def __init__(self) -> None:
        self.pattern: Pattern | None = None
        self._at = 0

    def set(self, pattern: Pattern | None) -> bool:
        """Change what plays; whether it was a change. The same again does not start over."""
        changed = pattern != self.pattern
        if changed:
            self.pattern, self._at = pattern, 0
        return changed

    def next_chunk(self) -> bytes:
        """The next CHUNK_MS of sound."""
        if self.pattern is None:
            return _SILENCE
        burst = pcm(self.pattern)
        chunk = burst[self._at : self._at + len(_SILENCE)]
        self._at += len(_SILENCE)
        if self._at >= len(burst):
            self._at = len(_SILENCE) - len(chunk)
            chunk += burst[: self._at]
        return chunk
