"""Benchmarks of the book: pages, figures, training and builds. `make bench` runs all of them."""
