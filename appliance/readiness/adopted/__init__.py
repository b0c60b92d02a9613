"""Documents about readiness as they are adopted, and what counts of all that was adopted and noted. Pure."""
