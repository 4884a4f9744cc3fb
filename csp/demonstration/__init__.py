"""The demonstration: real papers and real figures, loaded once from ``fixtures/``."""
