"""A dashboard as JSON and back."""

import json

import pytest

from core.quarters import Quarter
from dashboards.selectors import working_dashboard
from dashboards.types import FORMAT, from_json, to_json
from tests.dashboards.leicestershire import Built

pytestmark = pytest.mark.django_db


def test_there_and_back(county: Built) -> None:
    dashboard = working_dashboard(county.partnership, Quarter(2014, 4))
    text = to_json(dashboard)
    assert from_json(text) == dashboard
    assert to_json(from_json(text)) == text
    assert "never printed" not in text
    data = json.loads(text)
    assert data["format"] == FORMAT
    assert data["groups"][0]["rows"][0]["latest"]["value"] == "45.79"


def test_what_is_not_a_dashboard(county: Built) -> None:
    data = json.loads(to_json(working_dashboard(county.partnership, Quarter(2014, 4))))
    with pytest.raises(ValueError, match="no surprise"):
        from_json(json.dumps({**data, "surprise": 1}))
    del data["quarter"]
    with pytest.raises(ValueError, match="lacks quarter"):
        from_json(json.dumps(data))
