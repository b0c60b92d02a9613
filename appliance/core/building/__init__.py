"""The whole building: responses and room check-ins."""
