"""The desk line of a console, and the news that come over it."""
