"""Writes down what the district keeps, each act in one transaction: the same for every kind of store."""
