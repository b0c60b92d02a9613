"""Starts an image under QEMU, for proofs and for developers. It changes nothing in the image but what the box itself writes."""
