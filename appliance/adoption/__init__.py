"""Takes buttons into service, and tells what is known of those that are in service."""
