"""The sets of exercises of a school year: which were assigned, when exercises are scheduled, and the building's own scenarios."""
