#!/bin/sh
# Run a tool at the version that the locks name: `sh tools/locked.sh ruff check`. Git hooks run
# outside of any activated environment, so this looks into the book's own first (the second folder
# is its name on Windows).
PATH="$PWD/.venv/bin:$PWD/.venv/Scripts:$PATH" exec "$@"
