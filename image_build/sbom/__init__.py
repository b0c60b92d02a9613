"""Says what is in an image in a form that other people's programs can read: a CycloneDX bill of materials, and all licences."""
