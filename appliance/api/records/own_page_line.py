"""Names the line on which own pages are asked for browsers by code: where it stands in place of a desk."""

from typing import Final

from appliance.plan.ids import DeskId

OWN_PAGE: Final = DeskId("own page in a browser")
"""No desk of a plan has this name, because it has blanks. An entry that says where a page was read has it in place of a desk."""
ONLY_OWN_PAGES: Final = "On this line own pages are asked, by their codes, and nothing else."
