"""The one writer: takes all waiting commands, decides, records, and only then lets anything be said."""
