"""A twin of our ESPHome button that ships in the product: the native API as a device speaks it, with faults on demand."""
