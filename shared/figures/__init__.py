"""The figures of the book, a package a chapter: arrays or a trained net in, a Figure out."""
