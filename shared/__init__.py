"""Helper package of the book: numerics, figures, and `explore`, which makes them interactive."""
