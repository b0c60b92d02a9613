"""What is in an image, said so that others' programs can read it: a CycloneDX bill of materials, and the licences of all of it."""
