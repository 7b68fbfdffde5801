"""The helper package of the book: numerics, figures, and `explore`, which makes them move."""
