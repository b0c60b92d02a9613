"""Serves pages to browsers: files, events and questions over TLS. It relays, and holds no secret but its TLS key. Knows no plan."""
