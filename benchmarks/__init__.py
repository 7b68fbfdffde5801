"""What the book costs a reader, measured; `make bench` prints the tables."""
