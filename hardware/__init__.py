"""Speaks with everything that has a wire or a radio: presses, check-ins, lamps and sounds. It knows nothing of incidents."""
