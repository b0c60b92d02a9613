"""What pretend buttons may have wrong with them, and what a person does about each. Pure."""

from hardware.faults import OF_OUR_BOARDS

FAULTS = OF_OUR_BOARDS
