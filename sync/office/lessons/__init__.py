"""Lessons that travel: found in debriefings, held back until they point to no child, told to every building, and answered there."""
