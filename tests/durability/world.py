"""Who saves what while the server is killed: savers a row of their own, one a whole section."""

from dataclasses import dataclass

from core import clock
from strategies.models import Priority
from targets.models import Measure
from tests.targets.scene import TODAY, Scene, given, make_scene

PASSWORD = "a password of these tests"
SAVERS = ("officer", "colleague", "manager")
WHOLE = "second"  # saves a whole section, all rows with one number


@dataclass(frozen=True)
class World:
    """Keys and addresses only: the clients know nothing of Django."""

    scene: Scene
    own_row: dict[str, int]  # the measure of each saver
    section: str  # the address of the savers' rows
    whole_section: str
    whole_rows: tuple[int, ...]

    def email(self, name: str) -> str:
        return self.scene.users[name].email


def make_world(rows: int = 40, slug: str = "midshire") -> World:
    """A partnership whose officers have passwords; ``rows`` in the section that is saved whole."""
    with clock.fixed(TODAY), given():
        scene = make_scene(slug)
        for user in scene.users.values():
            user.set_password(PASSWORD)
            user.save()
        strategy = scene.priority.strategy
        other = Priority.objects.create(
            partnership=scene.partnership, strategy=strategy, code="B", position=2
        )
        own = {name: scene.add_measure(f"own-{name}") for name in SAVERS}
        whole = [scene.add_measure(f"whole-{n}", priority=other) for n in range(rows)]
    return World(
        scene=scene,
        own_row={name: measure.pk for name, measure in own.items()},
        section=scene.section_url,
        whole_section=scene.url(f"priority-{other.pk}/"),
        whole_rows=tuple(measure.pk for measure in whole),
    )


def fresh_measure(scene: Scene, code: str) -> Measure:
    """One more row in the savers' section."""
    with clock.fixed(TODAY), given():
        return scene.add_measure(code)
