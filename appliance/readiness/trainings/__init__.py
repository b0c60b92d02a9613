"""Says who is trained in what and until when: a list for each person, names for whoever schedules, counts for everybody else. Pure."""
