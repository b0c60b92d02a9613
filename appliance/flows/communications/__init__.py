"""What is said after an incident: checklists, drafts, and each step of a statement, once for every console."""
