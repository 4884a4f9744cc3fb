"""What is expected of the application, said here a second time and by hand.

Nothing here is read from the application: a change there must be made here too, in review.
"""

# Permission: administrator, manager, officer, board, scrutiny. A all, O own organisation, N none.
EXPECTED = {
    "DASHBOARD": "AAAAN",
    "WORKING_FIGURES": "NAONN",
    "STRATEGY": "AAAAN",
    "EDIT_STRATEGY": "NANNN",
    "EDIT_TARGETS": "NANNN",
    "RETURNS": "AAONN",
    "OPEN_RETURN": "NANNN",
    "ENTER": "NAONN",
    "SUBMIT": "NAONN",
    "SIGN_OFF": "NAONN",
    "REVISE": "NAONN",
    "LOAD_HISTORY": "NANNN",
    "PUBLISH": "NANNN",
    "JUDGE": "NANNN",
    "PAPERS": "AAAAA",
    "DRAFT_PAPERS": "NANAN",
    "EDIT_PAPERS": "NANNN",
    "PUBLISH_PAPERS": "NANNN",
}
ROLES = ("administrator", "manager", "officer", "board", "scrutiny")
HIDDEN = {"DRAFT_PAPERS"}  # whoever may not see these is told that there is nothing


def scope(role: str, permission: str) -> str:
    """``A``, ``O`` or ``N``."""
    return EXPECTED[permission][ROLES.index(role)]


# Who may write a table, by any of these permissions. Everything else: administrators, in the admin.
WRITES = {
    "strategies_": {"EDIT_STRATEGY"},
    "targets_indicator": {"EDIT_TARGETS"},
    "targets_measure": {"EDIT_TARGETS"},
    "targets_baseline": {"EDIT_TARGETS"},
    "targets_target": {"EDIT_TARGETS"},
    "targets_seriesbreak": {"EDIT_TARGETS"},
    "targets_figure": {"ENTER", "REVISE", "LOAD_HISTORY"},
    "targets_explanation": {"ENTER"},
    "targets_revision": {"REVISE"},
    "targets_upload": {"ENTER", "LOAD_HISTORY"},
    "targets_duerule": {"OPEN_RETURN"},
    "targets_lockexception": {"OPEN_RETURN"},
    "targets_reminder": {"OPEN_RETURN"},
    "targets_denominator": {"EDIT_TARGETS"},
    "partnerships_population": {"EDIT_TARGETS"},
    "targets_return": {"OPEN_RETURN", "SUBMIT", "SIGN_OFF", "PUBLISH", "LOAD_HISTORY"},
    "targets_returnpart": {"OPEN_RETURN", "SUBMIT", "SIGN_OFF", "PUBLISH"},
    "dashboards_statedjudgement": {"JUDGE"},
    "dashboards_groupassessment": {"JUDGE"},
    "dashboards_quartersummary": {"JUDGE"},
    "dashboards_scheme": {"EDIT_TARGETS"},
    "dashboards_comparatorset": {"EDIT_TARGETS"},
    "dashboards_comparatorarea": {"EDIT_TARGETS"},
    "dashboards_comparatorfigure": {"EDIT_TARGETS"},
    "partnerships_partnership": {"EDIT_TARGETS"},  # who may compare its figures
    "dashboards_unitcost": {"EDIT_TARGETS"},
    "dashboards_costtable": {"EDIT_TARGETS"},
    "dashboards_costyear": {"EDIT_TARGETS"},
    "dashboards_costclaim": {"EDIT_TARGETS"},
    "dashboards_snapshot": {"PUBLISH"},
    "reports_paper": {"EDIT_PAPERS", "PUBLISH_PAPERS"},
    "reports_paperfile": {"PUBLISH_PAPERS"},
}
# What anybody who is signed in may write of their own account, and only there.
OWN_ACCOUNT = {"accounts_user": {"password", "last_login"}}
OWN_ROWS = {"account_emailaddress", "mfa_authenticator", "accounts_apitoken"}

# Addresses that ask for no membership. One more is a decision to be seen in review.
PUBLIC = {
    "help/",
    "accessibility/",
    "components/",  # not in production
    "accounts/login/",
    "accounts/logout/",
    "accounts/inactive/",
    "accounts/password/reset/",
    "accounts/password/reset/done/",
    "accounts/password/reset/key/done/",
    r"accounts/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
    "accounts/2fa/authenticate/",
}
SIGNED_IN = {
    "",
    "accounts/keys/",
    "accounts/keys/<int:token>/withdraw/",
    "api/v1/",
    "accounts/password/change/",
    "accounts/reauthenticate/",
    "accounts/2fa/",
    "accounts/2fa/reauthenticate/",
    "accounts/2fa/totp/activate/",
    "accounts/2fa/totp/deactivate/",
    "accounts/2fa/recovery-codes/",
    "accounts/2fa/recovery-codes/generate/",
    "accounts/2fa/recovery-codes/download/",
}
REFUSED = {
    "accounts/signup/",
    "accounts/password/set/",
    "accounts/email/",
    "accounts/confirm-email/",
    r"accounts/^confirm-email/(?P<key>[-:\w]+)/$",
    "accounts/login/code/confirm/",
}
