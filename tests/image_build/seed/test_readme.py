"""Tests README.txt of a card: people can read it on any computer, and provisioning knows our cards by it."""

import pytest

from image_build.disk import boot_text
from image_build.recipe import TARGETS, Target
from image_build.seed.model import FILE_NAME, FORMAT
from image_build.seed.readme import README_NAME, format_taken, readme


def test_it_tells_what_to_do_with_the_card() -> None:
    text = readme("0.1.0").decode()
    assert text.count("\r\n") == text.count("\n"), "an old Windows editor would show one long line"
    assert "Version 0.1.0." in text
    assert f"    {FILE_NAME}\r\n" in text
    assert text.isascii()


def test_provisioning_reads_its_format() -> None:
    assert format_taken(readme("0.1.0").decode()) == FORMAT
    assert format_taken(readme("0.1.0").decode().replace("format 1", "format 12")) == 12
    for other in ("", "Handbell", "Takes seeds of format 1.", "\ufeff" + readme("0.1.0").decode()):
        assert format_taken(other) is None


@pytest.mark.parametrize("target", TARGETS.values(), ids=TARGETS)
def test_every_image_has_it(target: Target) -> None:
    text = boot_text.files(target, "0.1.0")[README_NAME]
    assert format_taken(text) == FORMAT
