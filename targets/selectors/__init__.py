"""What the pages show: a fixed number of queries in, frozen dataclasses out."""
