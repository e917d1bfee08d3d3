"""Takes in what customers write: valid, once, from a known customer, and without anything personal."""
