"""The district's server: keeps what buildings deposit, countersigns it, and can open none of it."""
