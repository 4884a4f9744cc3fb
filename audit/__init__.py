"""Row history: who changed which row, in which action, why, before and after.

Database triggers write the history, so nothing can be changed past it; a context opened by the
application says who is acting. Use ``from audit.context import context`` to write and
``from audit.selectors import timeline`` to read.
"""
