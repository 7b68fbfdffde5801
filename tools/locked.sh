#!/bin/sh
# Run a tool at its locked version: `sh tools/locked.sh ruff check`. Git hooks run outside of any
# activated environment, so this searches the book's environment first (the second folder is its
# name on Windows).
PATH="$PWD/.venv/bin:$PWD/.venv/Scripts:$PATH" exec "$@"
