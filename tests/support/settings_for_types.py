"""The settings that mypy's Django plugin reads: those of the tests, without asking for secrets."""

import os

os.environ.setdefault("CSP_MODE", "test")

from csp.settings import *  # noqa: F403
