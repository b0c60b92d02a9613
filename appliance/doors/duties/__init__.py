"""Answers what a console at a desk asks of duties, and notes them."""
