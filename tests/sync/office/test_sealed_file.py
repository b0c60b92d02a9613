"""Tests what guesses of a passphrase cost: the figures that a file is written with."""

from pathlib import Path

import msgspec

from sync.office import sealed_file


def test_a_file_is_written_with_the_cost_that_rfc_9106_gives_second(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    sealed_file.write(path, "test", "six quiet words nobody else says", b"a secret")
    _, _, _, iterations, lanes, memory_kib, _, _ = msgspec.msgpack.decode(path.read_bytes())
    assert (iterations, lanes, memory_kib) == (3, 4, 64 * 1024)
