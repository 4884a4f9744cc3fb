"""Who saves what while the server is killed: each a row, a section or past figures of their own."""

from dataclasses import dataclass

from core import clock
from core.quarters import Quarter
from strategies.models import Priority
from targets.models import Measure
from tests.targets.scene import Q4, TODAY, Scene, given, make_scene

PASSWORD = "a password of these tests"
FIRST = Quarter(2010, 1)  # from which the scene's indicators are in use
PAST = tuple(Quarter.from_index(index) for index in range(FIRST.index, Q4.index))

Place = tuple[int, int]  # a figure's measure and the index of its quarter


@dataclass(frozen=True)
class Section:
    """A page of the return: its address, and its indicators' keys and codes."""

    address: str
    measures: dict[str, int]

    @property
    def places(self) -> tuple[Place, ...]:
        return tuple((measure, Q4.index) for measure in self.measures.values())


@dataclass(frozen=True)
class World:
    """Keys and addresses only: those who save know nothing of Django."""

    scene: Scene
    by_page: Section  # one row, saved with its page
    by_row: Section  # one row, saved by itself
    whole: Section  # saved all at once
    pasted: Section  # pasted all at once

    def email(self, name: str) -> str:
        return self.scene.users[name].email

    @property
    def row_address(self) -> str:
        (measure,) = self.by_row.measures.values()
        return self.scene.url(f"row/{measure}/")

    @property
    def past_places(self) -> tuple[Place, ...]:
        """The figures of past quarters that are loaded: of the section that is saved whole."""
        measures = self.whole.measures.values()
        return tuple((measure, past.index) for measure in measures for past in PAST)


def make_world(rows: int = 40, slug: str = "midshire") -> World:
    """A partnership whose officers have passwords; ``rows`` in each section that is saved whole."""
    with clock.fixed(TODAY), given():
        scene = make_scene(slug)
        for user in scene.users.values():
            user.set_password(PASSWORD)
            user.save()
        return World(
            scene=scene,
            by_page=_section(scene, "B", "by-page", 1),
            by_row=_section(scene, "C", "by-row", 1),
            whole=_section(scene, "D", "whole", rows),
            pasted=_section(scene, "E", "pasted", rows),
        )


def _section(scene: Scene, code: str, name: str, rows: int) -> Section:
    strategy = scene.priority.strategy
    priority = Priority.objects.create(
        partnership=scene.partnership, strategy=strategy, code=code, position=ord(code)
    )
    measures = [scene.add_measure(f"{name}-{n}", priority=priority) for n in range(rows)]
    return Section(
        scene.url(f"priority-{priority.pk}/"),
        {measure.indicator.code: measure.pk for measure in measures},
    )


def fresh_measure(scene: Scene, code: str) -> Measure:
    """One more row in the section of the scene's own priority."""
    with clock.fixed(TODAY), given():
        return scene.add_measure(code)
