"""A plugin that says at the end how much was walked, over all of xdist's workers."""

from typing import Any


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """``The walker: 0 leaks of 12,345 requests``; nothing where nobody walked."""
    requests, leaking = 0, 0
    for outcome in ("passed", "failed"):
        for report in terminalreporter.stats.get(outcome, ()):
            walked = dict(getattr(report, "user_properties", ())).get("walked", 0)
            if walked and report.when == "call":
                requests += int(walked)
                leaking += outcome == "failed"
    if requests:
        found = f"leaks in {leaking} walks" if leaking else "0 leaks"
        terminalreporter.write_line(f"The walker: {found} of {requests:,} requests")
