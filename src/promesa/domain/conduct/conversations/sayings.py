"""What is said in conversations, es-MX and en: every sentence and every button, short enough for a phone.

Source of the limits: Meta, WhatsApp Cloud API (interactive messages): title of a button 20 characters, of a row 24,
its description 72, body with buttons 1,024, with a list 4,096, ten rows in all.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import NamedTuple

from promesa.domain.conduct.conversations import privacy_sayings
from promesa.domain.conduct.conversations.words import Button, Reply
from promesa.domain.values import moments, refusal
from promesa.domain.values.money import Centavos, pesos
from promesa.domain.values.refusal import Reason, Refused

Pair = tuple[str, str]
BUTTONS_MAX, ROWS_MAX = 3, 10
TITLE_MAX, ROW_MAX, DESCRIPTION_MAX = 20, 24, 72
BODY_MAX, LIST_BODY_MAX = 1_024, 4_096

SAYINGS: Mapping[str, Pair] = {
    "menu": ("¿Qué necesitas? Elige una opción.", "What do you need? Choose an option."),
    "greeting": ("¡Hola! ¿En qué te ayudo?", "Hello! What can I do for you?"),
    "thanks": ("¡Con gusto! ¿Algo más?", "You are welcome! Anything else?"),
    "did_you_mean": ("¿Te refieres a esto?", "Do you mean this?"),
    "not_understood": (
        "No te entendí bien. Estas son las cosas que puedo hacer:",
        "I did not quite understand. These are the things that I can do:",
    ),
    "a_person_takes_it": ("Mejor que te ayude una persona.", "Better that a person helps you."),
    "old_button": ("Ese botón ya no sirve; empecemos de nuevo.", "That button is no longer good; let us start again."),
    "which_order": ("¿De cuál pedido hablamos?", "Which order is it about?"),
    "no_such_order": (
        "No encuentro ese pedido entre los tuyos.",
        "I cannot find that order among yours.",
    ),
    "no_orders": (
        "No encuentro pedidos tuyos con este número. Si compraste con otro, una persona te ayuda.",
        "I find no orders of yours with this number. If you bought with another one, a person will help you.",
    ),
    "left_as_it_was": ("Listo, todo queda como estaba.", "Done, everything stays as it was."),
    "refused": (
        "No se puede: {reason}",
        "It cannot be done: {reason}",
    ),
    "media_handed_on": (
        "Gracias, se lo paso a una persona para que lo vea.",
        "Thank you, a person will look at it.",
    ),
    **privacy_sayings.SAYINGS,
    # who they are
    "ask_prove_place": (
        "Para cuidar lo tuyo, dime el código postal de entrega de tu pedido {order} (5 dígitos).",
        "To protect what is yours, tell me the postal code where your order {order} goes (5 digits).",
    ),
    "ask_prove_number": (
        "Para cuidar tu pedido, escríbeme su número.",
        "To protect your order, write me its number.",
    ),
    "ask_prove_code": (
        "Te enviamos un código de 6 dígitos por otro medio. Escríbelo aquí.",
        "We sent you a code of 6 digits another way. Write it here.",
    ),
    "ask_prove_phone": (
        "Te enviamos un código de 6 dígitos a tu correo o teléfono. Escríbelo aquí.",
        "We sent a code of 6 digits to your e-mail or phone. Write it here.",
    ),
    "you_are_known": ("Gracias, ya sabemos que eres tú.", "Thank you, now we know that it is you."),
    "too_many_codes": (
        "Ya te enviamos varios códigos. Mejor que te ayude una persona.",
        "We have sent you several codes. Better that a person helps you.",
    ),
    "code_not_sent": (
        "No tenemos otro medio para enviarte un código. Una persona comprueba contigo que eres tú.",
        "We have no other way to send you a code. A person will check with you that it is you.",
    ),
    "wrong_proof": ("No coincide. Inténtalo otra vez.", "It does not match. Try again."),
    "locked": (
        "No pudimos comprobar que eres tú. Una persona te ayuda.",
        "We could not check that it is you. A person will help you.",
    ),
    # where is it
    "where_waiting": (
        "Tu pedido {order} está confirmado. Llega a más tardar el {told_on}.",
        "Your order {order} is confirmed. It arrives by {told_on}.",
    ),
    "where_planned": (
        "Tu pedido {order} se prepara en {location}. Llega a más tardar el {told_on}.",
        "Your order {order} is being prepared at {location}. It arrives by {told_on}.",
    ),
    "where_packed": (
        "Tu pedido {order} está empacado en {location} y espera a la paquetería. Llega a más tardar el {told_on}.",
        "Your order {order} is packed at {location} and waits for the carrier. It arrives by {told_on}.",
    ),
    "where_counter": (
        "Tu pedido {order} se prepara y estará listo en {location} el {told_on}.",
        "Your order {order} is being prepared and will be ready at {location} on {told_on}.",
    ),
    "where_overdue": (
        "Tu pedido {order} debía estar el {told_on} y todavía no está. Lo estamos revisando.",
        "Your order {order} was to be there on {told_on} and is not yet. We are looking into it.",
    ),
    "where_ready": (
        "Tu pedido {order} está listo en {location}. Lleva tu identificación.",
        "Your order {order} is ready at {location}. Bring your identification.",
    ),
    "where_moving": (
        "Tu pedido {order} va en camino (guía {tracking}). Llega a más tardar el {told_on}.",
        "Your order {order} is on its way (tracking {tracking}). It arrives by {told_on}.",
    ),
    "where_at_branch": (
        "Tu pedido {order} te espera en la sucursal de la paquetería (guía {tracking}).",
        "Your order {order} waits for you at the carrier's branch (tracking {tracking}).",
    ),
    "where_delivered": (
        "Tu pedido {order} se entregó el {delivered_at}.",
        "Your order {order} was delivered on {delivered_at}.",
    ),
    "where_lost": (
        "La paquetería perdió tu pedido {order}. Una persona lo resuelve contigo.",
        "The carrier lost your order {order}. A person will settle it with you.",
    ),
    "where_cancelled": (
        "Tu pedido {order} está cancelado. Se te devuelven {refund} pesos.",
        "Your order {order} is cancelled. {refund} pesos go back to you.",
    ),
    # paying
    "pay_here": (
        "Faltan {amount} pesos de tu pedido {order}, hasta el {until_at}. Paga aquí: {url} {reference}",
        "{amount} pesos of your order {order} are due until {until_at}. Pay here: {url} {reference}",
    ),
    "pay_soon": (
        "Faltan {amount} pesos de tu pedido {order}, hasta el {until_at}. En un momento te llega cómo pagarlos.",
        "{amount} pesos of your order {order} are due until {until_at}. How to pay them is on its way to you.",
    ),
    "pay_nothing_due": ("Tu pedido {order} ya está pagado.", "Your order {order} is paid."),
    "pay_at_the_door": ("Tu pedido {order} se paga al recibirlo.", "Your order {order} is paid at the door."),
    "pay_too_late": (
        "El pedido {order} ya se canceló; puedes hacerlo de nuevo en la tienda.",
        "Order {order} was cancelled; you can place it again in the shop.",
    ),
    # before buying
    "ask_sku": ("¿Qué producto? Escribe su nombre o su clave.", "Which product? Write its name or its code."),
    "which_sku": ("¿Cuál de estos?", "Which of these?"),
    "ask_location": ("¿En qué tienda?", "At which store?"),
    "unknown_location": ("No conozco esa tienda. Elige una:", "I do not know that store. Choose one:"),
    "in_stock": (
        "Sí: {sku} puede estar listo en {location} el {ready_at}.",
        "Yes: {sku} can be ready at {location} on {ready_at}.",
    ),
    "not_in_stock": (
        "Ahora no podemos asegurarte {sku} en {location}.",
        "We cannot be sure of {sku} at {location} now.",
    ),
    "ask_postal_code": ("¿A qué código postal?", "To which postal code?"),
    "would_arrive": (
        "{sku} llegaría al {postal_code} a más tardar el {promised_on}; envío {fee} pesos.",
        "{sku} would arrive at {postal_code} by {promised_on}; delivery {fee} pesos.",
    ),
    "no_date": (
        "Hoy no podemos prometer {sku} al {postal_code}.",
        "We cannot promise {sku} to {postal_code} today.",
    ),
    # acts
    "confirm_cancel": (
        "¿Cancelo tu pedido {order}? Se te devuelven {refund} pesos.",
        "Shall I cancel your order {order}? {refund} pesos go back to you.",
    ),
    "confirm_return_on_arrival": (
        "Tu pedido {order} ya salió: al llegar se regresa y se te devuelven {refund} pesos. ¿Lo hacemos?",
        "Your order {order} has left: on arrival it comes back and {refund} pesos go back to you. Shall we?",
    ),
    "confirm_ship": (
        "¿Mandamos a tu casa lo de tu pedido {order}?",
        "Shall we send what is in your order {order} to your home?",
    ),
    "confirm_branch": (
        "¿Dejamos tu pedido {order} en la sucursal para que pases por él?",
        "Shall your order {order} wait for you at the branch?",
    ),
    "confirm_leave_out": (
        "¿Dejamos fuera de tu pedido {order} lo que no hay?",
        "Shall we leave out of your order {order} what there is not?",
    ),
    "confirm_substitute": (
        "¿Cambiamos el artículo de tu pedido {order} por el que te propusimos?",
        "Shall we change the article of your order {order} for the one that we proposed?",
    ),
    "confirm_no_substitute": (
        "¿Dejamos tu pedido {order} sin el cambio que te propusimos?",
        "Shall we leave your order {order} without the change that we proposed?",
    ),
    "done_CancelOrder": ("Listo, tu pedido {order} queda cancelado.", "Done, your order {order} is cancelled."),
    "done_ReduceLine": ("Listo, cambiamos tu pedido {order}.", "Done, we changed your order {order}."),
    "done_AnswerSubstitute": ("Gracias, así lo haremos con tu pedido {order}.", "Thank you, so be it for {order}."),
    "done_MakeChoice": ("Gracias, así lo haremos con tu pedido {order}.", "Thank you, so be it for {order}."),
    "ask_day": ("¿Qué día quieres recibir tu pedido {order}?", "On which day do you want your order {order}?"),
    "ask_new_place": ("¿A qué código postal lo enviamos?", "To which postal code shall we send it?"),
    "ask_street": (
        "Escribe la calle, el número y las referencias. Se guardan selladas.",
        "Write the street, the number and how to find it. It is kept sealed.",
    ),
    "confirm_day": (
        "Tu pedido {order} llegaría el {told_on}; diferencia: {difference} pesos. ¿Lo cambio?",
        "Your order {order} would arrive on {told_on}; difference: {difference} pesos. Shall I change it?",
    ),
    "confirm_place": (
        "Tu pedido {order} iría al {postal_code} y llegaría el {told_on}; diferencia: {difference} pesos. ¿Lo cambio?",
        "Your order {order} would go to {postal_code} and arrive on {told_on}; difference: {difference} pesos. OK?",
    ),
    "done_ChangeDelivery": (
        "Listo. Si hay una diferencia por pagar, el cambio queda hecho en cuanto se pague.",
        "Done. If there is a difference to pay, the change is made as soon as it is paid.",
    ),
    # troubles
    "nothing_to_return": (
        "Tu pedido {order} todavía no llega, así que no hay nada que devolver.",
        "Your order {order} has not arrived yet, so there is nothing to return.",
    ),
    "ask_why": ("¿Por qué quieres devolver algo de {order}?", "Why do you want to return something of {order}?"),
    "ask_what": ("¿Qué pasó con tu pedido {order}?", "What happened to your order {order}?"),
    "ask_photo": ("Mándame una foto para verlo mejor.", "Send me a photo so that we can see it."),
}
"""By code; `{words}` are filled in as each language writes them."""

TITLES: Mapping[str, Pair] = {
    "yes": ("Sí, adelante", "Yes, go ahead"),
    "no": ("No", "No"),
    "where_is_my_order": ("¿Dónde está?", "Where is it?"),
    "stock_at_my_store": ("¿Hay en mi tienda?", "At my store?"),
    "when_would_it_arrive": ("¿Cuándo llegaría?", "When would it come?"),
    "change_address": ("Cambiar dirección", "Change address"),
    "change_date": ("Cambiar fecha", "Change date"),
    "change_to_pickup": ("Pasar a recogerlo", "Pick it up"),
    "cancel": ("Cancelar", "Cancel"),
    "return": ("Devolver", "Return"),
    "exchange": ("Cambiar producto", "Exchange"),
    "claim": ("Algo salió mal", "Something is wrong"),
    "pay_again": ("Pagar", "Pay"),
    "invoice": ("Factura", "Invoice"),
    "talk_to_a_person": ("Hablar con alguien", "Talk to a person"),
    "stop": ("Sin promociones", "No more offers"),
    **privacy_sayings.TITLES,
    "damaged": ("Llegó dañado", "It is damaged"),
    "wrong_units": ("Llegó otra cosa", "Something else came"),
    "missing_units": ("Faltan piezas", "Units are missing"),
    "not_arrived": ("No me ha llegado", "It has not come"),
    "changed_my_mind": ("Ya no lo quiero", "I changed my mind"),
    "no_photo": ("No tengo foto", "I have no photo"),
    "placed": ("Por pagar", "To be paid"),
    "confirmed": ("En curso", "Under way"),
    "closed": ("Entregado", "Delivered"),
    "cancelled": ("Cancelado", "Cancelled"),
}
"""Of buttons and rows; what is not here is a name and said as it is."""

DAYS = (
    ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"),
    ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
)
MONTHS = (
    ("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic"),
    ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
)


class SpokenReply(NamedTuple):
    """What stands on the phone: `buttons` at most three, else `rows` (id, title, description) of one list."""

    body: str
    buttons: tuple[tuple[str, str], ...] = ()
    rows: tuple[tuple[str, str, str], ...] = ()


def say(reply: Reply, zone: str, language: str = "es") -> SpokenReply:
    """The reply in the customer's language and on their wall clock; raises KeyError for a code that has no words."""
    index = 0 if language == "es" else 1
    filled = _Known({name: _written(name, word, zone, index) for name, word in _words(reply, language)})
    body = " ".join(SAYINGS[reply.text][index].format_map(filled).split())
    shown = reply.buttons[:ROWS_MAX]
    if len(shown) <= BUTTONS_MAX and all(len(_title(one, index)) <= TITLE_MAX for one in shown):
        return SpokenReply(_cut(body, BODY_MAX), tuple((one.id, _title(one, index)) for one in shown))
    rows = tuple((one.id, *_row(one, index)) for one in shown)
    return SpokenReply(_cut(body, LIST_BODY_MAX), (), rows)


class _Known(dict[str, str]):
    """A word that a fact did not have is left out."""

    def __missing__(self, _: str) -> str:
        return ""


def _words(reply: Reply, language: str) -> list[tuple[str, str]]:
    """A refusal's code becomes its sentence."""
    told = dict(reply.words)
    if "reason" in told:
        told["reason"] = refusal.say(Refused(Reason(told["reason"]), told.get("about", "")), language)
    return list(told.items())


def _title(button: Button, index: int) -> str:
    pair = TITLES.get(button.title)
    if pair is not None:
        return pair[index]
    return _day(button.title, "", index) if _ISO_DAY.fullmatch(button.title) else button.title


def _row(button: Button, index: int) -> tuple[str, str]:
    """A long name goes on in the description."""
    title, about = _title(button, index), TITLES.get(button.about)
    more = "" if about is None else about[index]
    if len(title) > ROW_MAX:
        return _cut(title, ROW_MAX), _cut(title, DESCRIPTION_MAX)
    return title, _cut(more, DESCRIPTION_MAX)


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def _day(text: str, _: str, index: int) -> str:
    day = date.fromisoformat(text)
    name, month = DAYS[index][day.weekday()], MONTHS[index][day.month - 1]
    return f"{name} {day.day} de {month}" if index == 0 else f"{name} {day.day} {month}"


def _clock(text: str, zone: str, index: int) -> str:
    at: datetime = moments.local(moments.from_iso(text), zone)
    return f"{_day(at.date().isoformat(), zone, index)}, {at:%H:%M}"


def _pesos(text: str, _: str, __: int) -> str:
    return pesos(Centavos(int(text)))


def _named(text: str, _: str, index: int) -> str:
    """A code of `TITLES`."""
    return TITLES[text][index] if text in TITLES else text


_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
WRITERS: Mapping[str, Callable[[str, str, int], str]] = {
    **dict.fromkeys(("told_on", "promised_on", "answer_by"), _day),
    **dict.fromkeys(("advertising", "profiling", "right"), _named),
    **dict.fromkeys(("until_at", "delivered_at", "ready_at"), _clock),
    **dict.fromkeys(("amount", "refund", "fee", "difference"), _pesos),
}


def _written(name: str, word: str, zone: str, index: int) -> str:
    writer = WRITERS.get(name)
    return word if writer is None else writer(word, zone, index)
