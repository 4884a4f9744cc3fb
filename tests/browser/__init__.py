"""Tests in Chromium, against the served demonstration."""
