"""Starts an image under QEMU, for proofs and for developers. Only the box itself writes to the image."""
