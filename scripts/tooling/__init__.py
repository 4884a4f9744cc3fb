"""The steps behind the Makefile's commands."""
