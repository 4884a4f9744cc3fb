"""How much of a file is read. Each is far above what an honest return or history needs."""

from typing import Final

MAX_FILE_BYTES: Final = 10 * 1024 * 1024
MAX_PARTS: Final = 400  # files inside a workbook
MAX_EXPANDED_BYTES: Final = 50 * 1024 * 1024  # all of them, taken out of their compression
MAX_ROWS: Final = 20_000
MAX_COLUMNS: Final = 200
MAX_CELLS: Final = 250_000  # with something in them
MAX_ELEMENTS: Final = 900_000  # of XML, in all parts
MAX_CELL_CHARACTERS: Final = 32_767  # as Excel
MAX_CHARACTERS: Final = 20_000_000  # of text in all cells, each use of a shared text counted
