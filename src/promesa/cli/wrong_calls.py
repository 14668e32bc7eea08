"""What is wrong with how we were called, in Spanish and in English: the parser's English words are read once, here."""

import re
from typing import Any

import typer

UsageError: type[Exception] = typer.BadParameter.__mro__[1]
"""What the parser raises; it is the parser's own class, which it shows under no name of its own."""
USAGE = "Usage:"


class WrongCall(typer.BadParameter):
    """A mistake that a command of ours found in its arguments; `hint` names the option or argument."""

    def __init__(self, spanish: str, english: str, hint: str = "") -> None:
        super().__init__(english, param_hint=hint or None)
        self.spanish, self.english, self.hint = spanish, english, hint


NAMES = {"argument": "el argumento", "option": "la opción", "parameter": "el parámetro"}
SENTENCES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(english), spanish)
    for english, spanish in (
        (r"No such command '(.+?)'(?:\. Did you mean (.+)\?)?", "No existe el comando {0}; ¿quiso decir {1}?"),
        (r"Missing command", "Falta el comando."),
        (r"Missing (argument|option|parameter) (.+?)\.?$", "Falta {0} {1}."),
        (
            r"No such option:? '?([^\s']+)'?(?: \(Possible options: (.+)\))?",
            "No existe la opción {0}; ¿quiso decir {1}?",
        ),
        (r"Option '(.+)' requires (?:an|\d+) argument", "La opción {0} necesita un valor."),
        (r"Option '(.+)' does not take a value", "La opción {0} no lleva valor."),
        (r"Got unexpected extra argument(?:\(s\)|s)? \((.+)\)", "Sobra: {0}."),
        (r"(?:valid|an?) integer", "debe ser un entero."),
        (r"(?:valid|a) (?:number|float)", "debe ser un número."),
        (r"greater than or equal to (\S+)", "debe ser al menos {0}."),
        (r"less than or equal to (\S+)", "debe ser a lo más {0}."),
        (r"greater than (\S+)", "debe ser más de {0}."),
        (r"less than (\S+)", "debe ser menos de {0}."),
        (r"not in the range (.+?)\.?$", "debe cumplir {0}."),
    )
)


def say(error: Any) -> tuple[str, str]:
    """The mistake in Spanish and in English; one that we have no Spanish words for is shown as the parser says it."""
    if isinstance(error, WrongCall):
        at = f"{error.hint}: " if error.hint else ""
        return f"{at}{error.spanish}", f"{at}{error.english}"
    english: str = str(error.format_message())
    for pattern, spanish in SENTENCES:
        found = pattern.search(english)
        if found is not None:
            return f"{_where(english)}{_filled(spanish, found)}", english
    return f"No entendimos la llamada: {english}", english


def _filled(spanish: str, found: re.Match[str]) -> str:
    words = [NAMES.get(word, word.strip("'")) for word in found.groups() if word is not None]
    if "{1}" in spanish and len(words) < 2:  # nothing that it could have meant
        spanish = spanish.partition(";")[0] + "."
    return spanish.format(*words)


def _where(english: str) -> str:
    """`--days: ` where the message is about the value of one option."""
    found = re.match(r"Invalid value for (.+?): ", english)
    return "" if found is None else f"{found[1].strip(chr(39))}: "


def usage_of(error: Any) -> str:
    """How the command is called; "" where it is not known which one was meant."""
    context = getattr(error, "ctx", None)
    return "" if context is None else str(context.get_usage()).removeprefix(USAGE).strip()


def help_of(error: Any) -> str:
    """The help, where nothing was said after a command that has commands; else ""."""
    said = str(error.format_message())
    return said if said.startswith(USAGE) else ""
