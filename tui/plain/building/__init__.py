"""The whole building at the plain console: responses and room check-ins."""
