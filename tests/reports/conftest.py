"""Fixtures: a draft and a published paper on Leicestershire's quarter."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from partnerships.access import Member, get_member
from partnerships.permissions import Role
from reports import actions
from reports.models import Paper
from reports.pdf import Pdf
from tests.dashboards.conftest import county, published, signed_in, the_day
from tests.dashboards.leicestershire import Built

__all__ = ["county", "published", "the_day"]

VALUES = {
    "report_number": "127/2015",
    "committee": "Communities Scrutiny Committee",
    "meeting_date": date(2015, 5, 14),
    "title": "Safer Communities performance",
    "report_of": "Assistant Director for People",
    "strategic_aim": "Creating A Safer Community For All",
    "purpose": "To report performance.",
    "recommendations": "Note the performance.\nSeek assurance on vehicle crime.",
    "background": "The board meets four times a year.",
    "summary": "Most is well.",
    "conclusion": "The board is on course.",
    "background_papers": "None",
    "contact": "Community Safety Manager\nsafety@example.org",
}


def member(built: Built, role: Role = Role.MANAGER) -> Member:
    return get_member(built.users[role], built.partnership.slug)


def draft(built: Built, **values: Any) -> Paper:
    """A draft on the partnership's latest published quarter."""
    snapshot = built.partnership.snapshots.order_by("-number")[0]
    return actions.create_paper(by=member(built), snapshot=snapshot, values=VALUES | values)


def publish_paper(built: Built, paper: Paper) -> Paper:
    actions.publish_paper(by=member(built), paper=paper, expected_version=paper.version)
    return Paper.objects.get(pk=paper.pk)


@pytest.fixture
def a_draft(published: Built) -> Paper:
    return draft(published)


@pytest.fixture
def quick_pdf(monkeypatch: pytest.MonkeyPatch) -> None:
    """In place of the renderer, for tests that do not look into the file."""
    monkeypatch.setattr(actions, "make_pdf", lambda html: Pdf(b"%PDF-1.7\n%%EOF", 1))


@pytest.fixture
def a_paper(published: Built, a_draft: Paper, quick_pdf: None) -> Paper:
    """Published, with a file that is not much of a PDF."""
    return publish_paper(published, a_draft)


@pytest.fixture
def browser(published: Built) -> Callable[[Role], Client]:
    return lambda role: signed_in(published, role)
