"""Lists the codes for statements: to whom one is made, and when. Data alone."""

from appliance.record.code_lists.making import ESTF, OURS, code
from appliance.record.schema import CodeList

LISTS = (
    CodeList(
        name="statement-audience",
        source=f"{OURS}; within the school, school system, school community and general public: {ESTF}",
        codes=(
            code("staff", "staff"),
            code("families", "all families"),
            code("involved-family", "the involved family"),
            code("press", "the press"),
        ),
    ),
    CodeList(
        name="statement-stage",
        source=OURS,
        codes=(
            code("now", "now"),
            code("same-day", "on the same day"),
            code("after", "on the days after"),
            code("asked", "when the press asks"),
        ),
    ),
)
