"""How django-import-export takes past figures: in bulk, with every look-up made beforehand.

As it comes, import-export asks the database several times for each row. Here ``Known`` holds what
the rows refer to, read with four queries; a batch of rows is then written with one statement.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final, cast

from django.core.exceptions import ValidationError
from import_export.fields import Field
from import_export.instance_loaders import BaseInstanceLoader
from import_export.resources import ModelResource
from tablib import Dataset

from core.quarters import Quarter
from partnerships.models import Partnership
from targets.entry import Columns, EntryErrors, Question, read
from targets.history.read import Item
from targets.models import Figure, Measure, Return, ReturnPart
from targets.selectors.returns import Row
from targets.sheets.fill import fill
from targets.sheets.match import Wanted
from targets.sheets.plan import Line, Problem, changed_lines
from targets.terms import Basis, How

BATCH: Final = 1000
SHOWN: Final = 100  # rows of each list in the preview; of more, only how many there are
COLLECTED: Final = (
    "{quarter} is collected in a return of its own: its figures are entered or revised there."
)
NO_PERIOD: Final = (
    "Each figure of this indicator is for a period of its own. Add a column “Period” that says it."
)


@dataclass
class Known:
    """What rows of past figures refer to."""

    partnership: Partnership
    measures: dict[int, Measure]
    figures: dict[tuple[int, int], Figure]  # by measure and index of the quarter
    returns: dict[int, Return]  # by index of the quarter

    def wanted(self) -> list[Wanted]:
        return [
            Wanted(one.pk, one.indicator.code, one.indicator.name) for one in self.measures.values()
        ]


def read_known(partnership: Partnership) -> Known:
    """The partnership's measures, figures and returns. Three queries."""
    measures = Measure.objects.filter(partnership=partnership).select_related("indicator")
    known = Known(
        partnership,
        {one.pk: one for one in measures},
        {},
        {one.quarter.index: one for one in Return.objects.filter(partnership=partnership)},
    )
    for figure in Figure.objects.filter(partnership=partnership):
        figure.measure = known.measures[figure.measure_id]
        known.figures[figure.measure_id, figure.quarter.index] = figure
    return known


@dataclass(frozen=True)
class Planned:
    """A figure to be written. ``version`` is that of the one that is there; 0 for a new one.

    ``lines`` say what changes, for the first ``SHOWN`` of a list.
    """

    item: Item
    version: int
    lines: tuple[Line, ...]

    @property
    def quarter(self) -> Quarter:
        return Quarter.from_index(self.item.quarter)


@dataclass
class Outcome:
    """What became of the rows."""

    added: list[Planned] = field(default_factory=list)
    changed: list[Planned] = field(default_factory=list)
    unchanged: int = 0
    faults: list[Problem] = field(default_factory=list)


class KnownFigures(BaseInstanceLoader):
    """Finds the figure of a row among those read beforehand."""

    def get_instance(self, row: dict[str, Any]) -> Figure | None:
        return cast(FigureResource, self.resource).known.figures.get(
            (row["measure"], row["quarter"])
        )


class FigureResource(ModelResource):
    """One file's past figures. ``reason``: why there is none where a cell says only n/a."""

    measure = Field(attribute="measure_id", column_name="measure")
    quarter = Field(attribute="quarter", column_name="quarter")

    class Meta:
        model = Figure
        fields = import_id_fields = ("measure", "quarter")
        instance_loader_class = KnownFigures
        use_bulk = True
        batch_size = BATCH
        use_transactions = False  # the caller's audit context is the transaction
        skip_unchanged = True  # see skip_row
        skip_diff = skip_html_diff = True
        report_skipped = False

    def __init__(self, known: Known, *, reason: str = "", came_from: str = "") -> None:
        super().__init__()
        self.known = known
        self.reason = reason
        self.came_from = came_from
        self.outcome = Outcome()
        self._row: Row | None = None
        self._columns: Columns | None = None

    # --- What the callers use ---

    def preview(self, items: Iterable[Item]) -> None:
        """Check the items and note in ``outcome`` what would become of each. Writes nothing."""
        self._import(items, dry_run=True)
        self.create_instances.clear()
        self.update_instances.clear()

    def load(self, items: Iterable[Item]) -> None:
        """Write the items. Raises ``import_export.exceptions.ImportError`` for any that fails."""
        self._import(items, dry_run=False)

    def _import(self, items: Iterable[Item], *, dry_run: bool) -> None:
        dataset = Dataset(headers=["measure", "quarter", "item"])
        dataset.extend((item.measure, item.quarter, item) for item in items)
        result = self.import_data(
            dataset, dry_run=dry_run, raise_errors=not dry_run, use_transactions=False
        )
        for _, errors in result.row_errors():  # of the program, not of the file
            raise errors[0].error
        for invalid in result.invalid_rows:
            self._note(dataset[invalid.number - 1][2], invalid.error)

    # --- import-export's hooks ---

    def get_bulk_update_fields(self) -> list[str]:
        return [*Columns.__dataclass_fields__, "how", "came_from", "version"]

    def init_instance(self, row: dict[str, Any] | None = None) -> Figure:
        return Figure(partnership_id=self.known.partnership.pk)

    def import_instance(self, instance: Figure, row: dict[str, Any], **kwargs: Any) -> None:
        """Read what the item says, as the page's own form would. Raises ``ValidationError``."""
        item: Item = row["item"]
        self._row = past_row(self.known, item)
        ret = self.known.returns.get(item.quarter)
        if ret is not None and ret.status != Return.Status.HISTORY:
            raise _invalid("", COLLECTED.format(quarter=ret.quarter.label))
        question = self._row.question
        published = question.indicator.basis == Basis.AS_PUBLISHED
        if published and self._row.figure is None and "p" not in item.texts:
            raise _invalid("p", NO_PERIOD)
        try:
            typed = fill(self._row, item.texts, self.reason)
            if "q" in item.texts:
                typed["q"] = "1" if item.texts["q"].casefold() in ("yes", "true", "1") else ""
            self._columns = read(question, typed)
        except EntryErrors as errors:
            raise ValidationError(dict(errors.errors)) from errors

    def skip_row(
        self, instance: Figure, original: Any, row: dict[str, Any], errors: Any = None
    ) -> bool:
        """Whether the figure says already what the file says."""
        if errors:
            return False
        assert self._row is not None and self._columns is not None  # noqa: S101 - for mypy
        figure = self._row.figure
        same = (
            not self._columns.says_something
            if figure is None
            else Columns.of(figure) == self._columns
        )
        self.outcome.unchanged += same
        return same

    def save_instance(
        self, instance: Figure, is_create: bool, row: dict[str, Any], **kwargs: Any
    ) -> None:
        item: Item = row["item"]
        assert self._row is not None and self._columns is not None  # noqa: S101 - for mypy
        if self._is_dry_run(kwargs):
            kept = self.outcome.added if is_create else self.outcome.changed
            shown = len(kept) < SHOWN
            lines = tuple(changed_lines(self._row, self._columns)) if shown else ()
            kept.append(Planned(item, 0 if is_create else instance.version, lines))
            return
        instance.measure = self._row.measure
        if is_create:
            instance.quarter = self._row.question.quarter
            instance.belongs_to = self.known.returns[item.quarter]
        else:
            instance.version += 1
        for name in Columns.__dataclass_fields__:
            setattr(instance, name, getattr(self._columns, name))
        instance.how, instance.came_from = How.LOADED.value, self.came_from
        super().save_instance(instance, is_create, row, **kwargs)

    def after_init_instance(
        self, instance: Figure, new: bool, row: dict[str, Any], **kwargs: Any
    ) -> None:
        # import-export prints every row's figure, which names its measure: no query for that.
        instance.measure = self.known.measures[row["measure"]]

    def after_import(self, dataset: Dataset, result: Any, **kwargs: Any) -> None:
        """Nothing: import-export would set the key's sequence back, which two partnerships that
        load at once do not survive."""

    def _note(self, item: Item, error: ValidationError) -> None:
        name = self.known.measures[item.measure].indicator.name
        for field_, sentences in error.message_dict.items():
            text = item.texts.get(field_) or next(iter(item.texts.values()), "")
            where = field_ if field_ in item.columns else next(iter(item.texts), "")
            self.outcome.faults.append(Problem(item.place(where), name, text, " ".join(sentences)))


def past_row(known: Known, item: Item) -> Row:
    """The row of a form in which this figure would be entered. It belongs to no part."""
    measure, figure = known.measures[item.measure], known.figures.get((item.measure, item.quarter))
    quarter = Quarter.from_index(item.quarter)
    question = Question(measure, quarter, figure.period if figure else quarter.period)
    return Row(question, cast(ReturnPart, None), figure, None, None, "")


def _invalid(field_: str, sentence: str) -> ValidationError:
    return ValidationError({field_: [sentence]})
