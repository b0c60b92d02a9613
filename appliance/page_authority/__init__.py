"""The certificate of pages: an authority that the district or the building keeps, and the box's request and certificate. See README.md."""
