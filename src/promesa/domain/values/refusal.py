"""Every way the business may say no, and how each is said to a customer in Spanish and in English."""

from enum import StrEnum

import msgspec


class Reason(StrEnum):
    """The closed list of refusals; a surface decides the status, `SENTENCES` the words."""

    INVALID = "invalid"
    UNKNOWN_SKU = "unknown_sku"
    UNKNOWN_LOCATION = "unknown_location"
    UNKNOWN_POSTAL_CODE = "unknown_postal_code"
    UNKNOWN_CHANNEL = "unknown_channel"
    UNKNOWN_SERVICE = "unknown_service"
    UNKNOWN_BRANCH = "unknown_branch"
    HS_CODE_MISSING = "hs_code_missing"
    PROHIBITED = "prohibited"
    NO_CUSTOMS_RULES = "no_customs_rules"
    UNKNOWN_CART = "unknown_cart"
    UNKNOWN_ORDER = "unknown_order"
    UNKNOWN_PARCEL = "unknown_parcel"
    UNKNOWN_PAYMENT = "unknown_payment"
    UNKNOWN_RESERVATION = "unknown_reservation"
    UNKNOWN_SLOT = "unknown_slot"
    UNKNOWN_SUPPLY = "unknown_supply"
    UNKNOWN_CUSTOMER = "unknown_customer"
    UNKNOWN_KEY = "unknown_key"
    UNKNOWN_LETTER = "unknown_letter"
    UNKNOWN_WORD = "unknown_word"
    UNKNOWN_RUN = "unknown_run"
    EMPTY_ORDER = "empty_order"
    BAD_QUANTITY = "bad_quantity"
    BAD_AMOUNT = "bad_amount"
    TOO_MANY_LINES = "too_many_lines"
    AMBIGUOUS_LINE = "ambiguous_line"
    NOT_ENOUGH_STOCK = "not_enough_stock"
    NO_SERVICE = "no_service"
    NO_PROMISE = "no_promise"
    NO_CAPACITY = "no_capacity"
    OVER_CAP = "over_cap"
    QUOTE_EXPIRED = "quote_expired"
    QUOTE_CHANGED = "quote_changed"
    CUTOFF_PASSED = "cutoff_passed"
    ALREADY_EXISTS = "already_exists"
    RESERVATION_ENDED = "reservation_ended"
    RAIL_NOT_OFFERED = "rail_not_offered"
    NOT_AWAITING_PAYMENT = "not_awaiting_payment"
    PAYMENT_TOO_LATE = "payment_too_late"
    PAYMENT_DECLINED = "payment_declined"
    AMOUNT_DIFFERS = "amount_differs"
    REFUND_TOO_LARGE = "refund_too_large"
    ORDER_CLOSED = "order_closed"
    ORDER_NOT_CONFIRMED = "order_not_confirmed"
    ALREADY_SHIPPED = "already_shipped"
    ALREADY_PICKED = "already_picked"
    MORE_PARCELS = "more_parcels"
    NOT_CHEAPER = "not_cheaper"
    WRONG_STATE = "wrong_state"
    PARCEL_INCOMPLETE = "parcel_incomplete"
    COUNT_SUPERSEDED = "count_superseded"
    KEY_REUSED = "key_reused"
    CLOCK_SKEW = "clock_skew"
    NOT_REPLAYED = "not_replayed"
    NOT_ALLOWED = "not_allowed"
    NO_MANDATE = "no_mandate"
    OVER_MANDATE = "over_mandate"
    NOT_OF_KIND = "not_of_kind"
    NOTHING_CHANGES = "nothing_changes"
    NOT_MEASURED = "not_measured"
    UNDO_TOO_LATE = "undo_too_late"
    AGENTS_STOPPED = "agents_stopped"
    UNKNOWN_ACT = "unknown_act"
    UNKNOWN_CONTINGENCY = "unknown_contingency"
    UNKNOWN_REQUEST = "unknown_request"
    UNKNOWN_CASE = "unknown_case"
    UNKNOWN_CLAIM = "unknown_claim"
    UNKNOWN_PHOTO = "unknown_photo"
    CASE_CLOSED = "case_closed"
    ATTENDED = "attended"
    UNREAD_REPLY = "unread_reply"
    CLAIM_TOO_LATE = "claim_too_late"
    NOTHING_TO_CLAIM = "nothing_to_claim"
    ORDER_HALTED = "order_halted"
    IS_A_KIT = "is_a_kit"
    UNKNOWN_MARKDOWN = "unknown_markdown"
    NOT_LOWER = "not_lower"
    MARKDOWNS_MEET = "markdowns_meet"
    UNKNOWN_TEMPLATE = "unknown_template"
    CONTRADICTS_FACTS = "contradicts_facts"
    NOT_BACKED = "not_backed"
    NO_APPROVED_TEMPLATE = "no_approved_template"
    WRONG_CODE = "wrong_code"
    CODE_LOCKED = "code_locked"
    WRONG_LABEL = "wrong_label"
    UNKNOWN_PERSON = "unknown_person"
    INVITATION_OVER = "invitation_over"
    CODE_USED = "code_used"
    LAST_DIRECTOR = "last_director"
    NOT_YOURS = "not_yours"


class Refused(msgspec.Struct, frozen=True):
    """A no that the business means: why, about which thing, and the figure that would have made it a yes."""

    reason: Reason
    about: str = ""
    left: int | None = None


SENTENCES: dict[Reason, tuple[str, str]] = {
    Reason.INVALID: ("Ese dato no es válido: {about}.", "That value is not valid: {about}."),
    Reason.UNKNOWN_SKU: ("No conocemos el producto {about}.", "We do not know the product {about}."),
    Reason.UNKNOWN_LOCATION: ("No conocemos la ubicación {about}.", "We do not know the location {about}."),
    Reason.UNKNOWN_POSTAL_CODE: ("No encontramos el código postal {about}.", "We cannot find the postal code {about}."),
    Reason.UNKNOWN_CHANNEL: ("No conocemos el canal {about}.", "We do not know the channel {about}."),
    Reason.UNKNOWN_SERVICE: (
        "No conocemos el servicio de entrega {about}.",
        "We do not know the delivery service {about}.",
    ),
    Reason.UNKNOWN_BRANCH: ("No conocemos la sucursal {about}.", "We do not know the branch {about}."),
    Reason.HS_CODE_MISSING: (
        "No sabemos el arancel de {about}, o le falta su fracción: no lo enviamos de otro país.",
        "We do not know the duty of {about}, or it lacks an HS code: we do not send it from abroad.",
    ),
    Reason.PROHIBITED: (
        "No se permite importar {about} a ese lugar.",
        "It is not allowed to import {about} there.",
    ),
    Reason.NO_CUSTOMS_RULES: (
        "No tenemos las reglas de aduana para enviar {about} de otro país.",
        "We have no customs rules to send {about} from abroad.",
    ),
    Reason.UNKNOWN_CART: ("No encontramos el carrito {about}.", "We cannot find the cart {about}."),
    Reason.UNKNOWN_ORDER: ("No encontramos el pedido {about}.", "We cannot find the order {about}."),
    Reason.UNKNOWN_PARCEL: ("No encontramos el paquete {about}.", "We cannot find the parcel {about}."),
    Reason.UNKNOWN_PAYMENT: ("No encontramos el pago {about}.", "We cannot find the payment {about}."),
    Reason.UNKNOWN_RESERVATION: ("No encontramos el apartado {about}.", "We cannot find the reservation {about}."),
    Reason.UNKNOWN_CONTINGENCY: (
        "No conocemos la contingencia {about}.",
        "We do not know the contingency {about}.",
    ),
    Reason.UNKNOWN_REQUEST: ("No conocemos la solicitud {about}.", "We do not know the request {about}."),
    Reason.UNKNOWN_SLOT: ("Ese horario no existe: {about}.", "That slot does not exist: {about}."),
    Reason.UNKNOWN_SUPPLY: ("No conocemos el resurtido {about}.", "We do not know the supply {about}."),
    Reason.UNKNOWN_CUSTOMER: ("No conocemos al cliente {about}.", "We do not know the customer {about}."),
    Reason.UNKNOWN_KEY: ("No conocemos la llave {about}.", "We do not know the key {about}."),
    Reason.UNKNOWN_LETTER: ("No hay ningún envío pendiente {about}.", "There is no dead letter {about}."),
    Reason.UNKNOWN_WORD: ("Nadie nos ha dicho la palabra «{about}».", "Nobody has said the word “{about}” to us."),
    Reason.UNKNOWN_RUN: ("No conocemos la segunda pensada {about}.", "We do not know the rethink {about}."),
    Reason.OVER_CAP: (
        "Pasaría del tope de valor que se puede llevar de una vez: {about}.",
        "It would pass the cap on what may be carried at once: {about}.",
    ),
    Reason.EMPTY_ORDER: ("El pedido no tiene artículos.", "The order has no items."),
    Reason.BAD_QUANTITY: ("La cantidad de {about} no es válida.", "The quantity of {about} is not valid."),
    Reason.BAD_AMOUNT: ("El importe no es válido: {about}.", "The amount is not valid: {about}."),
    Reason.TOO_MANY_LINES: (
        "El pedido tiene demasiados renglones ({about}).",
        "The order has too many lines ({about}).",
    ),
    Reason.AMBIGUOUS_LINE: (
        "Varios renglones del pedido son de {about}; di cuál, por su número.",
        "Several lines of the order are of {about}; say which one, by its number.",
    ),
    Reason.NOT_ENOUGH_STOCK: (
        "No quedan suficientes piezas de {about}.",
        "There are not enough units of {about} left.",
    ),
    Reason.NO_SERVICE: ("Ningún servicio llega a {about}.", "No service reaches {about}."),
    Reason.NO_PROMISE: (
        "Hoy no podemos prometer una fecha que sí cumplamos: {about}.",
        "We cannot promise a date that we would keep today: {about}.",
    ),
    Reason.NO_CAPACITY: ("Ya no hay lugar para ese día u horario: {about}.", "That day or slot is full: {about}."),
    Reason.QUOTE_EXPIRED: ("La cotización venció; pide una nueva.", "The quote has expired; ask for a new one."),
    Reason.QUOTE_CHANGED: (
        "La cotización ya no se puede cumplir; pide una nueva.",
        "The quote can no longer be kept; ask for a new one.",
    ),
    Reason.CUTOFF_PASSED: ("Ya pasó la hora límite de {about}.", "The cut-off of {about} has passed."),
    Reason.ALREADY_EXISTS: ("Ya existe: {about}.", "It already exists: {about}."),
    Reason.RESERVATION_ENDED: ("El apartado {about} ya terminó.", "The reservation {about} has ended."),
    Reason.RAIL_NOT_OFFERED: (
        "No ofrecemos ese medio de pago: {about}.",
        "We do not offer that way of paying: {about}.",
    ),
    Reason.NOT_AWAITING_PAYMENT: (
        "El pedido {about} no espera un pago.",
        "The order {about} is not awaiting a payment.",
    ),
    Reason.PAYMENT_TOO_LATE: (
        "El pago de {about} llegó fuera de tiempo; te lo devolvemos.",
        "The payment of {about} came too late; we are returning it.",
    ),
    Reason.PAYMENT_DECLINED: ("El pago de {about} fue rechazado.", "The payment of {about} was declined."),
    Reason.AMOUNT_DIFFERS: ("El importe pagado no coincide: {about}.", "The amount paid does not match: {about}."),
    Reason.REFUND_TOO_LARGE: (
        "El reembolso pasa de lo que queda por devolver: {about}.",
        "The refund is more than what is left to give back: {about}.",
    ),
    Reason.ORDER_CLOSED: ("El pedido {about} ya está cerrado.", "The order {about} is already closed."),
    Reason.ORDER_NOT_CONFIRMED: (
        "El pedido {about} todavía no está confirmado.",
        "The order {about} is not confirmed yet.",
    ),
    Reason.ALREADY_SHIPPED: ("El pedido {about} ya salió.", "The order {about} has already left."),
    Reason.ALREADY_PICKED: (
        "El pedido {about} ya se está preparando.",
        "The order {about} is being prepared already.",
    ),
    Reason.MORE_PARCELS: (
        "El pedido {about} saldría en más paquetes.",
        "The order {about} would leave in more parcels.",
    ),
    Reason.NOT_CHEAPER: ("El cambio de {about} no ahorra nada.", "The change of {about} saves nothing."),
    Reason.WRONG_STATE: ("Eso no se puede hacer ahora con {about}.", "That cannot be done with {about} now."),
    Reason.PARCEL_INCOMPLETE: ("Al paquete le faltan piezas de {about}.", "The parcel lacks units of {about}."),
    Reason.COUNT_SUPERSEDED: (
        "Ya tenemos una cuenta más reciente de {about}.",
        "We already have a newer count of {about}.",
    ),
    Reason.KEY_REUSED: (
        "Esa llave de idempotencia ya se usó con otros datos.",
        "That idempotency key was already used with other data.",
    ),
    Reason.CLOCK_SKEW: ("La hora indicada no es posible: {about}.", "The time given is not possible: {about}."),
    Reason.NOT_REPLAYED: (
        "Antes hay que probar esa política sobre el pasado (promesa replay --keep): {about}.",
        "Replay that policy over the past first (promesa replay --keep): {about}.",
    ),
    Reason.NOT_ALLOWED: ("No tienes permiso para hacer eso.", "You are not allowed to do that."),
    Reason.NO_MANDATE: ("No hay mandato para {about}.", "There is no mandate for {about}."),
    Reason.OVER_MANDATE: ("Eso pasa del tope del mandato: {about}.", "That is above the mandate's cap: {about}."),
    Reason.NOT_OF_KIND: (
        "Esa orden no es de este tipo de acción: {about}.",
        "That command is not of this kind of act: {about}.",
    ),
    Reason.NOTHING_CHANGES: ("No cambiaría nada de {about}.", "Nothing of {about} would change."),
    Reason.NOT_MEASURED: (
        "El mandato todavía no se ha medido lo suficiente para subir: {about}.",
        "The mandate has not been measured enough to climb: {about}.",
    ),
    Reason.UNDO_TOO_LATE: ("Ya no se puede deshacer: {about}.", "It can no longer be undone: {about}."),
    Reason.AGENTS_STOPPED: ("Los agentes están detenidos: {about}.", "The agents are stopped: {about}."),
    Reason.UNKNOWN_CASE: ("No conocemos el caso {about}.", "We do not know the case {about}."),
    Reason.UNKNOWN_PHOTO: ("No tenemos la foto {about} de ese cliente.", "We have no photo {about} of that customer."),
    Reason.UNKNOWN_CLAIM: ("No conocemos el reclamo {about}.", "We do not know the claim {about}."),
    Reason.CASE_CLOSED: ("El caso {about} ya terminó.", "The case {about} has ended."),
    Reason.ATTENDED: (
        "Esa conversación la lleva {about}: tómala antes de contestar.",
        "That conversation is {about}'s: take it before you answer.",
    ),
    Reason.UNREAD_REPLY: (
        "El cliente escribió algo que nadie ha contestado en el caso {about}.",
        "The customer wrote something that nobody has answered in the case {about}.",
    ),
    Reason.CLAIM_TOO_LATE: (
        "Ya venció el plazo para reclamar {about} a la paquetería.",
        "The time to claim {about} from the carrier is over.",
    ),
    Reason.NOTHING_TO_CLAIM: (
        "No hay nada que reclamar de {about}: los hechos no lo muestran.",
        "There is nothing to claim for {about}: the facts do not show it.",
    ),
    Reason.ORDER_HALTED: (
        "El pedido {about} está detenido: todavía no se surte.",
        "The order {about} is halted: nobody picks it yet.",
    ),
    Reason.IS_A_KIT: (
        "El producto {about} es un kit: solo sus componentes tienen existencia.",
        "The product {about} is a kit: only its components are in stock.",
    ),
    Reason.UNKNOWN_MARKDOWN: ("No conocemos la rebaja {about}.", "We do not know the markdown {about}."),
    Reason.NOT_LOWER: (
        "El precio rebajado de {about} tiene que ser menor que el del catálogo.",
        "The markdown of {about} has to be below its price in the catalog.",
    ),
    Reason.MARKDOWNS_MEET: (
        "En parte de ese tiempo ya hay otra rebaja del mismo producto: {about}.",
        "In part of that time there is another markdown of the same product: {about}.",
    ),
    Reason.UNKNOWN_ACT: ("No conocemos la acción {about}.", "We do not know the act {about}."),
    Reason.UNKNOWN_TEMPLATE: ("No conocemos la plantilla {about}.", "We do not know the template {about}."),
    Reason.CONTRADICTS_FACTS: (
        "El mensaje diría algo que no es así: {about}.",
        "The message would say what is not so: {about}.",
    ),
    Reason.NOT_BACKED: ("Ningún hecho respalda ese dato: {about}.", "No fact stands behind that value: {about}."),
    Reason.NO_APPROVED_TEMPLATE: (
        "Ninguna plantilla que diga eso está aprobada: {about}.",
        "No template that says so is approved: {about}.",
    ),
    Reason.WRONG_CODE: (
        "Ese código no es el de {about}. No lo entregues; pide que te lo muestre otra vez.",
        "That code is not the one of {about}. Do not hand it over; ask to see it again.",
    ),
    Reason.CODE_LOCKED: (
        "Se mostraron demasiados códigos equivocados de {about}: espera 15 minutos o pide una identificación oficial.",
        "Too many wrong codes were shown for {about}: wait 15 minutes, or ask for an official identification.",
    ),
    Reason.WRONG_LABEL: (
        "La guía {about} no es la de este paquete: revisa la caja.",
        "The label {about} is not this parcel's: check the box.",
    ),
    Reason.UNKNOWN_PERSON: ("Nadie trabaja aquí con el nombre {about}.", "Nobody works here by the name {about}."),
    Reason.INVITATION_OVER: (
        "La invitación ya se usó o ya venció; pide otra.",
        "The invitation was used or is over; ask for another one.",
    ),
    Reason.CODE_USED: (
        "Ese código ya se usó; espera el siguiente.",
        "That code was used already; wait for the next one.",
    ),
    Reason.LAST_DIRECTOR: (
        "La última persona en dirección es {about}: antes nombra a otra.",
        "The last director is {about}: name another one first.",
    ),
    Reason.NOT_YOURS: ("Eso no es de tu tienda.", "That is not your store's."),
}
"""(es-MX, en) for each reason; `{about}` is filled by `say`."""


def say(refused: Refused, language: str = "es") -> str:
    """The refusal as one sentence; `language` is "es" or "en"."""
    spanish, english = SENTENCES[refused.reason]
    about = refused.about if refused.left is None else f"{refused.about} ({refused.left})"
    return (spanish if language == "es" else english).format(about=about)
