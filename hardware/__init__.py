"""Everything with a wire. Speaks of presses, check-ins, lamps and sounds; knows nothing of incidents."""
