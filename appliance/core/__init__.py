"""Makes all live decisions: commands come in, events go out, and `now` is an argument. Pure: no I/O, no clock, no chance."""
