"""What import-linter cannot see: foreign keys written as text, and rooms left out of its rules."""

import tomllib
from pathlib import Path

from django.apps import apps
from django.db.models import Field

ROOT = Path(__file__).resolve().parents[2]
# Highest first; a room may know only those after it.
ROOMS = [
    *("reports", "dashboards", "targets", "strategies", "partnerships", "accounts", "audit"),
    "core",
]


def room_of(label: str) -> int | None:
    return ROOMS.index(label) if label in ROOMS else None


def test_every_room_is_in_the_import_rules() -> None:
    configured = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    layers = next(rule["layers"] for rule in configured["contracts"] if rule["type"] == "layers")
    ours = {
        config.name for config in apps.get_app_configs() if Path(config.path).parent == ROOT
    } | {"csp"}
    assert layers == ["csp", *ROOMS]
    assert set(layers) == ours
    assert set(configured["root_packages"]) == ours


def test_no_models_field_points_at_a_higher_room() -> None:
    upwards = []
    for model in apps.get_models(include_auto_created=True):
        here = room_of(model._meta.app_label)
        for field in model._meta.get_fields():
            if here is None or not isinstance(field, Field) or field.related_model is None:
                continue
            there = room_of(field.related_model._meta.app_label)
            if there is not None and there < here:
                upwards.append(f"{model.__name__}.{field.name}")
    assert not upwards
