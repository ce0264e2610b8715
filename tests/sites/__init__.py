"""Several sites on one data directory at the same time."""
