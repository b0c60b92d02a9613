"""Says who is ready before a call comes: which hours of the coming week the Classroom Incident Response Team covers. Pure."""
