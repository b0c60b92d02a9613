"""Tests the sheet of labels: every box is on it, nothing secret is, a phone can read the codes, and nothing runs out of its label."""

import pypdfium2
import pytest
import zxingcpp

from image_build.provision.labels import label_sheet, qr_text
from image_build.seed.model import Seed
from image_build.seed.read import read_seed
from tests.image_build.seeds import OFFICE, secret, seed_text, token

pytestmark = pytest.mark.slow


WHEN_MS = 1_790_000_000_000


def _seed(text: str) -> Seed:
    seed = read_seed(text)
    assert isinstance(seed, Seed), seed
    return seed


def _pages(raw: bytes) -> list[str]:
    return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(raw)]


def test_every_box_is_on_it_four_a_page() -> None:
    seeds = [_seed(seed_text(f"school-{number:02}", last=number + 10)) for number in range(1, 41)]
    raw = label_sheet(seeds, WHEN_MS)
    pages = _pages(raw)
    assert len(pages) == 10
    for at, seed in enumerate(seeds):
        assert seed.name in pages[at // 4]
        assert f"10.4.7.{at + 11}/24, tag 47" in pages[at // 4]
    assert raw == label_sheet(seeds, WHEN_MS)


def test_no_secret_is_on_it() -> None:
    seed = _seed(seed_text())
    shown = "".join(_pages(label_sheet([seed], WHEN_MS))) + qr_text(seed)
    assert token("lincoln-ms") not in shown
    assert token("lincoln-ms")[:9] not in shown
    assert secret("lincoln-ms A101")[:9] not in shown


def test_it_says_what_cannot_be_known_yet() -> None:
    (page,) = _pages(label_sheet([_seed(seed_text())], WHEN_MS))
    words = " ".join(page.split())
    assert "The box makes its key at its first start, so it cannot stand here." in words
    assert "Safety office, fingerprint" in words
    assert " ".join(OFFICE[at : at + 4] for at in range(0, 32, 4)) in words
    (bare,) = _pages(label_sheet([_seed("seed: 1\nname: bare\ntime_zone: UTC\nend_of_seed: true\n")], WHEN_MS))
    assert "none in the seed. Until one is typed at the box, nobody but this building can read its record." in " ".join(
        bare.split()
    )


def test_a_phone_reads_the_code() -> None:
    seed = _seed(seed_text())
    page = pypdfium2.PdfDocument(label_sheet([seed], WHEN_MS))[0]
    found = zxingcpp.read_barcodes(page.render(scale=200 / 72).to_pil())
    assert [each.text for each in found] == [
        f"HANDBELL BOX\nlincoln-ms\n10.4.7.20/24, tag 47\n10.60.0.1/22, tag 60 (buttons)\noffice {OFFICE}"
    ]


def test_the_longest_label_stays_in_its_place() -> None:
    more = "".join(f"    - {{vlan: {tag}, address: dhcp, for: phones}}\n" for tag in range(100, 107))
    text = (
        seed_text("w" * 63)
        .replace("Lincoln Middle School", "W" * 60)
        .replace("2100 Larkspur Way", "W" * 200)
        .replace("  dns:", f"{more}  dns:")
        .replace("handbell.district.example", ".".join(["w" * 40] * 3))
    )
    seed = _seed(text)
    page = pypdfium2.PdfDocument(label_sheet([seed] * 4, WHEN_MS))[0]
    words = page.get_textpage()
    height = page.get_height()
    feet = []
    search = words.search("File the other copy")
    while (at := search.get_next()) is not None:
        feet.append(height - words.get_charbox(at[0])[1])
    assert len(feet) == 4
    assert max(feet[:2]) < height / 2, "a label runs into the one below it"
    assert max(feet) < height - 12 / 25.4 * 72, "a label runs into the foot of the page"
