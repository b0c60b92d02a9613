"""Sets the lengths of texts, makes the mappings to other standards, each with its source, and marks fields. Pure."""

import msgspec

from appliance.record.schema import Field, Mapping

LINE_MAX = 200
"""Ours: one line on paper."""
NAME_MAX = 75
"""Ed-Fi 5.2, ReporterName."""
WORDS_MAX = 4_000
"""Ours: two printed pages, for questions besides the account."""
ACCOUNT_MAX = 12_000
"""Ours: six printed pages. A character may take four bytes, and the text still fits a desk's frame of 64 KiB."""

_CEDS = "CEDS v12 elements, github.com/CEDStandards/CEDS-IDS"
_EDFI = "Ed-Fi Data Standard 5.2.0, github.com/Ed-Fi-Alliance-OSS/Ed-Fi-Data-Standard"
_OSHA = "OSHA form 301, 29 CFR 1904.29; voluntary for public schools in Colorado"
_CAP = "OASIS Common Alerting Protocol 1.2"


def ceds(element: str) -> Mapping:
    """Name a CEDS element by its number and name."""
    return Mapping("CEDS", element, _CEDS)


def edfi(element: str) -> Mapping:
    """Name an element of Ed-Fi's discipline domain."""
    return Mapping("Ed-Fi 5.2", element, _EDFI)


def osha(element: str) -> Mapping:
    """Name a question of form 301, or a column of form 300."""
    return Mapping("OSHA 301", element, _OSHA)


def cap(element: str) -> Mapping:
    """Name an element of a CAP alert."""
    return Mapping("CAP 1.2", element, _CAP)


def colorado(element: str, source: str) -> Mapping:
    """Name what Colorado asks for, and the law that asks for it."""
    return Mapping("Colorado", element, source)


def later(field: Field) -> Field:
    """Mark a field as known or done only afterwards."""
    return msgspec.structs.replace(field, later=True)
