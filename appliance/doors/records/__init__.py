"""Answers what a console at a desk asks of records, and writes into them."""
