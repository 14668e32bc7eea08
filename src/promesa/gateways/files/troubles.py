"""What can be wrong with a file as a whole, said in Spanish and in English."""

from promesa.engine.log import Trouble


class NoFile(Trouble):
    english = "There is no file {path}."
    spanish = "No existe el archivo {path}."


class Unreadable(Trouble):
    english = "{path} cannot be read: {why}"
    spanish = "No se puede leer {path}: {why}"


class NoTable(Trouble):
    english = "{path} holds no table with a row of column names."
    spanish = "{path} no contiene una tabla con un renglón de encabezados."


class SeveralFiles(Trouble):
    english = "{path} holds several files ({names}): import them one by one."
    spanish = "{path} contiene varios archivos ({names}): impórtelos uno por uno."


class MissingColumns(Trouble):
    """`missing` are our names; the message says which header names would have been understood."""

    english = (
        "{path} lacks these columns: {missing}. Its columns are: {found}. Say which is which with --map 'THEIRS=OURS'."
    )
    spanish = (
        "A {path} le faltan estas columnas: {missing}. Sus columnas son: {found}. "
        "Diga cuál es cuál con --map 'SUYA=NUESTRA'."
    )


class DoubledColumn(Trouble):
    english = "{path} has two columns called {name}. Rename one, or say which is which with --map."
    spanish = "{path} tiene dos columnas llamadas {name}. Cambie el nombre de una o diga cuál es cuál con --map."


class BadMapping(Trouble):
    english = "--map {theirs}={ours}: {why}. Columns of the file: {found}. Ours: {known}."
    spanish = "--map {theirs}={ours}: {why}. Columnas del archivo: {found}. Nuestras: {known}."


class FileChanged(Trouble):
    english = "{path} changed while it was being read. Import it again when whoever writes it has finished."
    spanish = "{path} cambió mientras se leía. Impórtelo de nuevo cuando se haya terminado de escribir."


class UnknownKind(Trouble):
    english = "We import {known}, not {kind}."
    spanish = "Importamos {known}, no {kind}."


class NoImport(Trouble):
    english = "There is no import {import_id}."
    spanish = "No existe la importación {import_id}."


class NotUndoable(Trouble):
    english = "Import {import_id} cannot be undone: {why}."
    spanish = "La importación {import_id} no se puede deshacer: {why}."


class Overtaken(Trouble):
    """A batch was refused by the machine although its rows were checked: somebody changed the world in between."""

    english = "Nothing was applied: {why}"
    spanish = "No se aplicó nada: {why}"
