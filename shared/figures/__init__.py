"""The book's pictures: one module a chapter, arrays or a trained net in, a Figure out."""
