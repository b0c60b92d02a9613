"""Where the flashable image is built and provisioned, and how a box arms itself from its card. README.md beside this has the map."""
