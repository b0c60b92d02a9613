"""What a school says after an incident: checklists, draft statements, who may speak, and which words a statement never has. Pure."""
