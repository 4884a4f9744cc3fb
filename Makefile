# The one door for people and CI. What each command does is in scripts/tooling/.
PYTHON ?= python3

.PHONY: help demo test check bench format css lock setup

help:
	@echo "make demo    everything needed, then the demonstration on http://127.0.0.1:8000 (PORT= changes it)"
	@echo "make test    everything needed, then every check and test"
	@echo "make check   the quick checks, in seconds"
	@echo "make bench   what saving and importing cost, as multiples measured in the same run"
	@echo "make format  put imports and layout in order"
	@echo "make css     compile the stylesheet, if its sources changed"
	@echo "make setup   what developers need, without running anything"
	@echo "make lock    write the lock files again from pyproject.toml (UPGRADE=1 for newest versions)"

demo test check bench format css lock setup:
	@$(PYTHON) scripts/bootstrap.py $@
