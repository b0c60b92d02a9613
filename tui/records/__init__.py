"""Records at the graphical console, before there is any screen: what is asked next, how it is chosen, how it reads. Pure."""
