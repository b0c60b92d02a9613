"""The commands of `handbell` that look after a box: each file reads one command line and does what it says."""
