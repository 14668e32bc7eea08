"""What an import did, or would do, as one value for a person and for `--json`."""

import msgspec

from promesa.gateways.files.faults import BadRow
from promesa.gateways.files.plans import Change, Left
from promesa.gateways.files.reading import Note


class ImportReport(msgspec.Struct, kw_only=True):
    """`rows = applied + unchanged + doubled + bad_count`, whatever happened (a dry run applies nothing: see `new`)."""

    import_id: str = ""
    """Undo by this; empty where nothing was applied and nothing is remembered."""
    kind: str
    file: str
    digest: str = ""
    """SHA-256 of the file."""
    mode: str = "valid"
    dry_run: bool = False
    rows: int = 0
    applied: int = 0
    """Rows that changed the world by this import, those of a run that was interrupted among them."""
    unchanged: int = 0
    """Good rows that said nothing new, or were not applied (dry run, all or nothing)."""
    doubled: int = 0
    """Rows that say again what an earlier row says."""
    bad_count: int = 0
    bad: list[BadRow] = []
    """The first of them."""
    bad_file: str | None = None
    """A CSV file with all of them, if one was asked for."""
    new: int = 0
    changed: int = 0
    gone: int = 0
    """Things that we know and that the file does not name: left as they are."""
    moved: int = 0
    """Rows that this very file applied before and that others have changed since: left as they are."""
    samples: list[Change] = []
    repeated: bool = False
    """This very file was already imported, and nothing else of its kind after it."""
    resumed: int = 0
    """Rows that an interrupted run of this import had already applied."""
    undoes: str = ""
    left: list[Left] = []
    """What an undo left as it was."""
    left_count: int = 0
    columns: dict[str, str] = {}
    """Our name -> the file's header."""
    unknown_columns: list[str] = []
    encoding: str = ""
    delimiter: str = ""
    sheets: list[str] = []
    notes: list[Note] = []
    seconds: float = 0.0

    @property
    def ok(self) -> bool:
        """Whether every row was good."""
        return self.bad_count == 0
