"""Where the flashable image is built, provisioned and updated. Not built yet; ARCHITECTURE.md has the picture."""
