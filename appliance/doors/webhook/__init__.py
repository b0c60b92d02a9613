"""Takes presses of devices that send over HTTPS and are told nothing in return but a receipt."""
