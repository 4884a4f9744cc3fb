"""Static files as production serves them: under hashed names, which modules import by."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.staticfiles.storage import StaticFilesStorage
from django.core.management import call_command
from django.test import override_settings

from core.static_files import HashedStaticFiles

IMPORTS = re.compile(r"""import[^"'()]*["'](\.[^"']+)["']""")


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("static")
    storages = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "core.static_files.HashedStaticFiles"},
    }
    with override_settings(STATIC_ROOT=folder, STORAGES=storages):
        call_command("collectstatic", interactive=False, verbosity=0)
        yield folder, HashedStaticFiles()


def test_modules_import_files_that_are_there(collected: tuple[Path, HashedStaticFiles]) -> None:
    folder, storage = collected
    ours = sorted(Path(settings.BASE_DIR, "static", "js").glob("*.js"))
    assert ours
    imported = 0
    for source in ours:
        name = storage.stored_name(f"js/{source.name}")
        assert re.fullmatch(r"js/[\w-]+\.[0-9a-f]{12}\.js", name)
        for one in IMPORTS.findall((folder / name).read_text()):
            assert re.search(r"\.[0-9a-f]{12}\.js$", one), f"{name} imports {one}"
            assert (folder / "js" / one).is_file()
            imported += 1
    assert imported >= 4


def test_pages_ask_for_the_hashed_names(collected: tuple[Path, HashedStaticFiles]) -> None:
    _, storage = collected
    assert isinstance(storage, StaticFilesStorage)
    assert re.fullmatch(r".*js/entry\.[0-9a-f]{12}\.js", storage.url("js/entry.js"))
