"""Holds the one writer of the box: it takes all waiting commands, decides, records, and only then lets anything be said."""
