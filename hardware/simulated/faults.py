"""Says what may be wrong with pretend buttons, and what a person does about each fault. Pure."""

from hardware.faults import OF_OUR_BOARDS

FAULTS = OF_OUR_BOARDS
