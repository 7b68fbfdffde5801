"""The figures of the book, one package per chapter: functions that return a Matplotlib figure."""
