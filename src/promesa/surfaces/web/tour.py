"""A tour of five steps for whoever comes for the first time: plain links, remembered by a cookie, ended at any "
"step."""

from typing import NamedTuple

COOKIE, ASKED = "tour", "tour"
ENDED, FIRST = "0", "1"

WORDS = {
    "es": {
        "label": "Recorrido",
        "step": "Paso {} de {}",
        "next": "Siguiente",
        "before": "Anterior",
        "end": "Terminar el recorrido",
        "again": "Recorrido",
    },
    "en": {
        "label": "Tour",
        "step": "Step {} of {}",
        "next": "Next",
        "before": "Back",
        "end": "End the tour",
        "again": "Tour",
    },
}


class Step(NamedTuple):
    """Where a step is looked at, and what is said there. `open_only`: a link that only an open house has."""

    path: str
    es: tuple[str, str]
    en: tuple[str, str]
    open_only: tuple[str, str, str] = ("", "", "")
    """Address, es, en."""


STEPS: tuple[Step, ...] = (
    Step(
        "/",
        (
            "Lo que está en riesgo, ahora",
            "Arriba: cuántas promesas, cuánto dinero y cuántas aún se salvan. Debajo, qué las junta y cuánto "
            "tiempo queda. "
            "Esta noche un centro de distribución se quedó sin luz.",
        ),
        (
            "What is at risk, now",
            "Above: how many promises, how much money, and how many can still be saved. Below, what they have in "
            "common "
            "and how long is left. Tonight a distribution centre lost its power.",
        ),
    ),
    Step(
        "/risks",
        (
            "Rescata una",
            "Abre «Ver opciones» de cualquiera: el plan de hoy, los otros planes y lo que cuesta cada uno, antes "
            "de actuar. "
            "«Mandar así» lo hace, y la promesa deja esta lista.",
        ),
        (
            "Rescue one",
            "Open “See options” of any: the present plan, the others, and what each costs, before acting. “Send "
            "it so” "
            "does it, and the promise leaves this list.",
        ),
    ),
    Step(
        "/policies",
        (
            "Los agentes piden permiso y dejan recibo",
            "Uno pide pausar el centro: apruébalo y, si cambias de opinión, deshazlo. Cada mandato tiene límites, "
            "una medida "
            "de cómo le va y un interruptor.",
        ),
        (
            "Agents ask, and leave a receipt",
            "One asks to pause the centre: approve it and, if you change your mind, undo it. Each mandate has "
            "limits, a "
            "measure of how it does, and a switch.",
        ),
    ),
    Step(
        "/orders",
        (
            "Cada pedido se explica solo",
            "Busca uno y lee por qué se prometió ese día, de dónde sale, qué pasó y qué se dijo; y qué se puede "
            "cambiar, "
            "con su precio.",
        ),
        (
            "Every order explains itself",
            "Find one and read why that day was promised, where it leaves from, what happened and what was said; "
            "and what "
            "can be changed, with its price.",
        ),
    ),
    Step(
        "/conversations",
        (
            "Ahora, como cliente",
            "Escribe desde el teléfono de la demostración —«¿dónde está mi pedido?», «que llegue el viernes»— y "
            "míralo llegar "
            "aquí.",
        ),
        (
            "Now as a customer",
            "Write from the demo's phone —“¿dónde está mi pedido?”, “que llegue el viernes”— and see it arrive here.",
        ),
        ("/phone", "Abrir el teléfono", "Open the phone"),
    ),
)
CHOICES = tuple(str(number) for number in range(len(STEPS) + 1))


class TourCard(NamedTuple):
    """A step as it is shown. `before` and `next`: addresses, "" where there is none."""

    said: str
    title: str
    text: str
    before: str
    next: str
    link: tuple[str, str]
    words: dict[str, str]


def card(chosen: str, path: str, language: str, *, is_open: bool) -> TourCard | None:
    """The card of the chosen step where the page is its own; else none."""
    number = int(chosen)
    if not number or not _is_of(STEPS[number - 1].path, path):
        return None
    step, words = STEPS[number - 1], WORDS[language]
    title, text = step.es if language == "es" else step.en
    address, spanish, english = step.open_only if is_open else ("", "", "")
    return TourCard(
        words["step"].format(number, len(STEPS)),
        title,
        text,
        _address(number - 1) if number > 1 else "",
        _address(number + 1) if number < len(STEPS) else "",
        (address, spanish if language == "es" else english),
        words,
    )


def _is_of(step: str, path: str) -> bool:
    return path == step or (step != "/" and path.startswith(f"{step}/"))


def _address(number: int) -> str:
    return f"{STEPS[number - 1].path}?{ASKED}={number}"
