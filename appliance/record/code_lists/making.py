"""Makes a code from its entry in these files, and names the sources of the lists. Pure."""

from appliance.record.schema import Code

CEDS = "CEDS"
EDFI = "Ed-Fi"
COLORADO = "Colorado"
NIBRS = "NIBRS"

CEDS_7 = "CEDS Integration Data Store 7.0 reference tables, github.com/CEDStandards/CEDS-IDS"
EDFI_52 = "Ed-Fi Data Standard 5.2.0 descriptors, github.com/Ed-Fi-Alliance-OSS/Ed-Fi-Data-Standard"
CEDS_AND_EDFI = f"{CEDS_7}; {EDFI_52}"
OURS = "Handbell's own"
ESTF = "Colorado Educator Safety Task Force, roadmap for district leaders (2025)"


def code(its: str, label: str, means: str = "", /, **others: str) -> Code:
    """Make a code, with the codes that other standards have for it: `ceds="03014", edfi="Classroom"`."""
    return Code(code=its, label=label, means=means, others={_STANDARDS[each]: them for each, them in others.items()})


_STANDARDS = {"ceds": CEDS, "edfi": EDFI, "colorado": COLORADO, "nibrs": NIBRS}
