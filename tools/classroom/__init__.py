"""Makes the notebooks of a class from the chapters: `make class`."""
