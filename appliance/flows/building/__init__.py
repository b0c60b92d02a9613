"""Flows about the whole building: responses, the question when many rooms call, and room check-ins."""
