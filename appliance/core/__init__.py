"""Live decisions only, pure: commands in, events out, `now` an argument. No I/O, no clock, no dice."""
