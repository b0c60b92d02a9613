"""Keeps this box's secrets: device key, weekly reading keys, the pool of wrapped data keys, credentials. Knows no incident."""
