"""What leaves as a bundle: gathered, decided page by page, looked at by another person, printed without what is left out."""
