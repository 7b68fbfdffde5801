"""Commands a maintainer runs: build, serve, execute the notebooks, lock the versions."""
