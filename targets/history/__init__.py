"""Past figures from a file: read, checked row by row, previewed, then loaded all together."""
