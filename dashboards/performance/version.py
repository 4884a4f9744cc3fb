"""The version of the rules in this package.

Raise it whenever a rule changes what a figure, a rating or a direction comes out as, and say in
``docs/calculations.md`` what changed. Published snapshots keep the version they were made with.
"""

RULE_VERSION = "1"
