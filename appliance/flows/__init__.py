"""What each act of a desk asks, what there is to choose, and what is done: once, for every console. Pure."""
