"""Pretends to be our ESPHome button, and ships in the product: it speaks the native API as a device does, with faults on demand."""
