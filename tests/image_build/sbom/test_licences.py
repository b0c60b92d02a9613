"""Tests what packages say of their licences, read from the layers they came in, and the page for people."""

import io
import tarfile
from pathlib import Path

from image_build.layers.parts import KernelParts, Layers
from image_build.sbom.licences import of_copyright, of_layers, of_metadata, page

MACHINE_READABLE = """\
Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/

Files: *
Copyright: 1999 Somebody
License: GPL-2+

Files: debian/*
License: Expat

License: GPL-2+
 This program is free software.
"""
DEBS = [
    {"kind": "deb", "name": "libgcc-s1", "version": "14", "source": "gcc-14"},
    {"kind": "deb", "name": "gcc-14-base", "version": "14", "source": "gcc-14"},
    {"kind": "deb", "name": "old", "version": "1", "source": "old"},
]
WHEELS = [{"kind": "wheel", "name": "ruamel-yaml", "version": "0.19"}]


def tar(place: Path, **files: str) -> Path:
    with tarfile.open(place, "w") as archive:
        for name, text in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(text.encode())
            archive.addfile(member, io.BytesIO(text.encode()))
    return place


def layers(folder: Path) -> Layers:
    doc = "./usr/share/doc"
    base = tar(
        folder / "base.tar",
        **{f"{doc}/gcc-14-base/copyright": MACHINE_READABLE, f"{doc}/old/copyright": "You may use it."},
    )
    kernel = tar(folder / "root.tar")
    described = "Name: ruamel.yaml\nVersion: 0.19\nLicense-Expression: MIT\n"
    site = tar(folder / "site.tar", **{"./opt/handbell/site/ruamel_yaml-0.19.dist-info/METADATA": described})
    return Layers(base, KernelParts(kernel, folder, folder, "6.12"), site, folder)


def test_debians_machine_readable_form_names_licences_once_each() -> None:
    assert of_copyright(MACHINE_READABLE) == ["Expat", "GPL-2+"]


def test_of_any_other_form_nothing_is_guessed() -> None:
    assert of_copyright("License: as you like it, said a text that is not in the form") == []


def test_a_wheel_is_asked_for_its_expression_then_its_field_then_its_classifiers() -> None:
    classifier = "Classifier: License :: OSI Approved :: MIT License\n"
    assert of_metadata(f"Name: a\nLicense-Expression: Apache-2.0\nLicense: other\n{classifier}") == ["Apache-2.0"]
    assert of_metadata(f"Name: a\nLicense: BSD-3-Clause\n{classifier}") == ["BSD-3-Clause"]
    assert of_metadata(f"Name: a\nLicense: {'the whole text ' * 9}\n{classifier}") == ["MIT License"]


def test_a_package_without_a_file_of_its_own_has_its_sources(tmp_path: Path) -> None:
    said = of_layers(layers(tmp_path), DEBS)
    assert said["deb", "libgcc-s1"] == said["deb", "gcc-14-base"] == ["Expat", "GPL-2+"]
    assert said["wheel", "ruamel-yaml"] == ["MIT"]


def test_the_page_names_every_package_and_where_its_licence_is(tmp_path: Path) -> None:
    entries = [*DEBS, *WHEELS]
    text = page(entries, of_layers(layers(tmp_path), entries))
    assert "libgcc-s1 14: Expat, GPL-2+\n" in text
    assert "old 1: see its copyright file\n" in text
    assert "ruamel-yaml 0.19: MIT\n" in text
    assert "/usr/share/doc/NAME/copyright" in text
