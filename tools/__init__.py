"""Commands for maintainers: build, serve, execute the notebooks, lock the versions."""
