"""Make the notebooks for a class from the chapters: `make class`."""
