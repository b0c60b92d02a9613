"""Works out what is owed after an incident: to whom, by when, and why. Pure; above the record and below whatever shows it."""
