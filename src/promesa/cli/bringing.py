"""`promesa import`: files into the store, and an import taken back."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated

import typer

from promesa.cli import frame, olist, repep
from promesa.cli.wrong_calls import WrongCall
from promesa.gateways.files import registers, run, undo
from promesa.gateways.files.reading import Options
from promesa.gateways.files.report import ImportReport

UNDO = "undo"
OLIST = "olist"
REPEP = registers.REPEP
BAD_SHOWN = 20


def bring(
    kind: Annotated[str, typer.Argument(metavar="KIND", help=f"{', '.join(run.KINDS)}, olist, repep; or undo.")],
    source: Annotated[str, typer.Argument(metavar="FILE", help="The file (olist: the folder; undo: the import's id).")],
    mapping: Annotated[list[str] | None, typer.Option("--map", help="'THEIRS=OURS', for a header of the file.")] = None,
    all_or_nothing: Annotated[bool, typer.Option("--all-or-nothing", help="Apply nothing unless all is good.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would change, and change nothing.")] = False,
    again: Annotated[bool, typer.Option("--again", help="Apply a file again that was already imported.")] = False,
    bad_rows_to: Annotated[Path | None, typer.Option("--bad-rows", help="Write all bad rows to this CSV.")] = None,
    encoding: Annotated[str | None, typer.Option("--encoding", help="The file's, if it is guessed wrong.")] = None,
    decimal: Annotated[str | None, typer.Option("--decimal", help='"," or ".", if it is guessed wrong.')] = None,
    as_json: frame.AsJson = False,
    store: frame.Store = None,
) -> None:
    """Bring a file in: a diff first, bad rows named, good rows applied, and an id by which all of it is undone."""
    if kind == OLIST:
        if mapping or all_or_nothing or dry_run or again or bad_rows_to or encoding or decimal:
            raise WrongCall(
                "Con olist solo van --store y --json: se toma entero.",
                "Only --store and --json go with olist: it is played whole.",
            )
        olist.import_olist(Path(source), store, as_json)
        return
    if kind == REPEP:
        if all_or_nothing or again or bad_rows_to or decimal:
            raise WrongCall(
                "Con repep solo van --map, --encoding, --dry-run, --store y --json.",
                "Only --map, --encoding, --dry-run, --store and --json go with repep.",
            )
        options = Options(_mapping(mapping or []), encoding)
        repep.import_register(Path(source), options, store, dry_run=dry_run, as_json=as_json)
        return
    with frame.machine_on(store) as machine, frame.progress(kind) as told:
        if kind == UNDO:
            report = undo.undo_import(machine, source, dry_run=dry_run, progress=_heard(told))
        else:
            report = run.run_import(
                machine,
                kind,
                Path(source),
                mode=run.ALL_OR_NOTHING if all_or_nothing else run.VALID_ROWS,
                dry_run=dry_run,
                mapping=_mapping(mapping or []),
                progress=_heard(told),
                again=again,
                bad_rows_to=bad_rows_to,
                encoding=encoding,
                decimal=decimal,
            )
    if as_json:
        frame.put_json(report)
    else:
        _put_report(report)
    if not report.ok or report.left_count:
        raise typer.Exit(1)


def _heard(told: frame.Told) -> Callable[[str, int, int], None]:
    return lambda _, done, total: told(done, total)


def _mapping(said: list[str]) -> Mapping[str, str]:
    pairs = {}
    for one in said:
        theirs, equals, ours = one.rpartition("=")
        if not equals or not theirs:
            raise WrongCall(f"{one!r} no es SUYO=NUESTRO", f"{one!r} is not THEIRS=OURS", "--map")
        pairs[theirs] = ours
    return pairs


# --- for people ---


def _put_report(report: ImportReport) -> None:
    figures = ("rows", "applied", "unchanged", "doubled", "bad_count", "new", "changed", "gone", "moved")
    title = f"{report.kind}: {report.file}" + (" (dry run)" if report.dry_run else "")
    frame.put_table(title, figures, [[getattr(report, name) for name in figures]])
    if report.samples:
        rows = [(one.what, one.about, one.before, one.after) for one in report.samples]
        frame.put_table("the difference, its first lines", ("what", "about", "before", "after"), rows)
    if report.bad:
        bad = [(one.line, one.column, one.value, one.reason_es, one.reason_en) for one in report.bad[:BAD_SHOWN]]
        frame.put_table("bad rows", ("line", "column", "value", "por qué", "why"), bad)
    if report.left:
        left = [(one.about, one.why_es, one.why_en) for one in report.left[:BAD_SHOWN]]
        frame.put_table(f"left as it is ({report.left_count})", ("about", "por qué", "why"), left)
    for note in report.notes:
        print(f"{note.es} / {note.en}")
    if report.import_id:
        print(f"promesa import undo {report.import_id}")
