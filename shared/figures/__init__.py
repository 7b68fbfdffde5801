"""The book's pictures: one module a chapter, each function draws arrays into a Matplotlib figure."""
