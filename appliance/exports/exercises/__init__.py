"""Makes the report after an exercise."""
