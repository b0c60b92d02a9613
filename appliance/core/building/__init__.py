"""Decides about the whole building: responses and room check-ins."""
