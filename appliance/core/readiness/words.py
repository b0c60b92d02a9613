"""Names the documents about readiness, and gives ids of adults and trainings types of their own. Pure data."""

import enum
from typing import NewType

AdultId = NewType("AdultId", str)
"""An adult of the school. It is the id of the plan where the plan has this person."""
TrainingId = NewType("TrainingId", str)

BOX_TRAINING = TrainingId("box")
"""The training that a press in a walk test counts for: each adult pressed a button once and saw what its lamp says."""


class ReadinessKind(enum.StrEnum):
    """One of the documents. Each is adopted by itself, because each changes at its own pace."""

    ARRANGEMENTS = "arrangements"
    TRAININGS = "trainings"
    ADULTS = "adults"
    HELD = "held"
