"""Writes the bill of materials: every Debian package and wheel of an image as CycloneDX 1.6 in JSON, the same bytes for the same image."""

import json
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from cyclonedx.model import HashAlgorithm, HashType, Property
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.license import DisjunctiveLicense
from cyclonedx.output import make_outputter
from cyclonedx.schema import OutputFormat, SchemaVersion
from packageurl import PackageURL

from image_build.recipe import ARCHITECTURE, SOURCE_DATE_EPOCH, Target
from image_build.sbom.licences import Entry, Licences

# The bytes spell "HBL1" and "handbe". The value only has to be always the same.
_NAMESPACE: Final = uuid.UUID("48424c31-0000-5000-8000-68616e646265")


def document(target: Target, version: str, entries: Sequence[Entry], licences: Licences) -> bytes:
    """Return CycloneDX 1.6 in JSON, with names sorted. `version` is ours; the serial number follows from what is listed."""
    image = Component(
        name=f"handbell-{target.name}",
        version=version,
        type=ComponentType.FIRMWARE,
        description=target.says,
        bom_ref="image",
    )
    parts = [_component(entry, licences.get((entry["kind"], entry["name"]), ())) for entry in entries]
    ours = Component(
        name="handbell",
        version=version,
        type=ComponentType.APPLICATION,
        bom_ref="handbell",
        licenses=[DisjunctiveLicense(id="Apache-2.0")],
    )
    bom = Bom(components=[ours, *parts], serial_number=_serial(target, version, entries))
    bom.metadata.component = image
    bom.metadata.timestamp = datetime.fromtimestamp(SOURCE_DATE_EPOCH, UTC)
    bom.register_dependency(image, [ours, *parts])
    text = make_outputter(bom, OutputFormat.JSON, SchemaVersion.V1_6).output_as_string()
    return json.dumps(json.loads(text), indent=1, sort_keys=True, ensure_ascii=False).encode() + b"\n"


def _component(entry: Entry, licences: Sequence[str]) -> Component:
    where = _address_of(entry)
    return Component(
        name=entry["name"],
        version=entry["version"],
        type=ComponentType.LIBRARY if entry["kind"] == "wheel" else ComponentType.APPLICATION,
        purl=where,
        bom_ref=where.to_string(),
        description=entry.get("says") or None,
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=entry["sha256"])],
        licenses=[DisjunctiveLicense(name=name) for name in licences],
        properties=[Property(name="handbell:file", value=entry["file"])] if "file" in entry else None,
    )


def _address_of(entry: Entry) -> PackageURL:
    """Return the package's address in the form by which scanners look up vulnerabilities (github.com/package-url/purl-spec)."""
    if entry["kind"] == "wheel":
        return PackageURL("pypi", None, entry["name"], entry["version"])
    qualifiers = {"arch": entry.get("architecture", ARCHITECTURE), "distro": "debian-13"}
    if entry["source"] != entry["name"]:
        qualifiers["upstream"] = entry["source"]
    return PackageURL("deb", "debian", entry["name"], entry["version"], qualifiers)


def _serial(target: Target, version: str, entries: Sequence[Entry]) -> uuid.UUID:
    listed = json.dumps([target.name, version, [dict(entry) for entry in entries]], sort_keys=True)
    return uuid.uuid5(_NAMESPACE, listed)
