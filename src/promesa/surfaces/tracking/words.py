"""The words of the customer's page, in the Spanish of Mexico and in English: short, warm, and never more than is so."""

from collections.abc import Mapping

Pair = tuple[str, str]

STATES: Mapping[str, Pair] = {
    "to_pay": ("Falta tu pago", "Waiting for your payment"),
    "confirmed": ("Tu pedido está confirmado", "Your order is confirmed"),
    "preparing": ("Lo estamos preparando", "We are preparing it"),
    "ready": ("Ya puedes pasar por él", "Ready for you"),
    "moving": ("Va en camino", "On its way"),
    "at_branch": ("Te espera en la sucursal", "Waiting at the branch"),
    "part_delivered": ("Una parte ya llegó", "A part has arrived"),
    "delivered": ("Entregado", "Delivered"),
    "collected": ("Entregado en tienda", "Collected"),
    "overdue": ("Va tarde: lo estamos revisando", "Late: we are looking into it"),
    "lost": ("Se extravió: lo resolvemos contigo", "Lost: we will settle it with you"),
    "returning": ("Viene de regreso", "On its way back"),
    "cancelled": ("Pedido cancelado", "Order cancelled"),
}
"""The whole order in a few words: the head of the page, and its picture."""
STEPS: Mapping[str, Pair] = {
    "bought": ("Comprado", "Bought"),
    "paid": ("Pagado", "Paid"),
    "preparing": ("En preparación", "Being prepared"),
    "moving": ("En camino", "On its way"),
    "ready": ("Listo en tienda", "Ready at the store"),
    "at_branch": ("En la sucursal", "At the branch"),
    "delivered": ("Entregado", "Delivered"),
    "collected": ("Entregado", "Collected"),
    "cancelled": ("Cancelado", "Cancelled"),
}
PARCELS: Mapping[str, Pair] = {
    "planned": ("En preparación", "Being prepared"),
    "packed": ("Empacado", "Packed"),
    "ready": ("Listo para que lo recojas", "Ready for you"),
    "moving": ("En camino", "On its way"),
    "at_branch": ("En la sucursal", "At the branch"),
    "delivered": ("Entregado", "Delivered"),
    "lost": ("Extraviado", "Lost"),
}
SURE: Mapping[str, Pair] = {
    "almost_sure": ("Casi seguro a tiempo", "Almost certainly on time"),
    "very_likely": ("Muy probable a tiempo", "Very likely on time"),
    "likely": ("Probable a tiempo", "Likely on time"),
    "may_change": ("Puede cambiar: si cambia, te avisamos antes", "It may change: if so, we tell you first"),
    "looking": ("Ya debía estar contigo. Lo estamos revisando", "It should be there by now. We are looking into it"),
}
WHY: Mapping[str, Pair] = {
    "store_rejected": ("la tienda que lo preparaba no pudo hacerlo", "the store that prepared it could not"),
    "short_pick": ("faltaron piezas al prepararlo", "units were missing when it was prepared"),
    "handed_over_late": ("salió tarde de nuestra tienda", "it left our store late"),
    "carrier_late": ("la paquetería va tarde", "the carrier is late"),
    "failed_attempt": ("pasamos y no había quién recibiera", "nobody was there to receive it"),
    "address": ("falta aclarar el domicilio", "the address needs to be made clear"),
    "lost": ("la paquetería lo extravió", "the carrier lost it"),
    "customs": ("está detenido en la aduana", "it is held at customs"),
    "payment_late": ("el pago llegó después", "the payment came later"),
    "capacity": ("hubo más pedidos de los que se podían preparar", "there were more orders than could be prepared"),
    "unknown": ("algo tardó más de lo previsto", "something took longer than foreseen"),
}
"""What moved a day, as the failure is named."""
ACTS: Mapping[str, Pair] = {
    "show": ("Ver todo el detalle", "See every detail"),
    "show_code": ("Ver mi código para recoger", "Show my pickup code"),
    "pay_again": ("Pagar", "Pay"),
    "change_date": ("Cambiar el día", "Change the day"),
    "change_address": ("Cambiar la dirección", "Change the address"),
    "change_to_pickup": ("Mejor paso por él", "I would rather pick it up"),
    "cancel": ("Cancelar el pedido", "Cancel the order"),
    "return": ("Devolver", "Return it"),
    "exchange": ("Cambiar por otro", "Exchange it"),
    "claim": ("Algo salió mal", "Something is wrong"),
    "invoice": ("Pedir factura", "Ask for an invoice"),
    "talk_to_a_person": ("Escribirnos", "Write to us"),
    "choice:ship": ("Mándenlo a mi casa", "Send it to my home"),
    "choice:branch": ("Voy por él a la sucursal", "I go to the branch for it"),
    "choice:leave_out": ("Déjenlo fuera", "Leave it out"),
    "choice:other_store": ("Lo recojo en otra tienda", "I collect it elsewhere"),
    "substitute:yes": ("Acepto el cambio de producto", "I take the substitute"),
    "substitute:no": ("No quiero el cambio de producto", "I do not want the substitute"),
}
"""By what begins it; a button of a template without its order."""
TOLD: Mapping[str, Pair] = {
    "payment_pending": ("Te recordamos tu pago", "We reminded you of your payment"),
    "payment_received": ("Recibimos tu pago", "We received your payment"),
    "payment_returned": ("Te avisamos de un pago que regresa", "We told you of money that goes back"),
    "confirmed": ("Confirmamos tu pedido", "We confirmed your order"),
    "date_confirmed": ("Confirmamos la fecha", "We confirmed the date"),
    "delayed": ("Te avisamos que cambia la fecha", "We told you that the date changes"),
    "delay_apology": ("Te pedimos una disculpa por la demora", "We apologised for the delay"),
    "thanks_for_waiting": ("Te agradecimos la espera", "We thanked you for waiting"),
    "we_are_looking_into_it": ("Te dijimos que lo estamos revisando", "We told you that we are looking into it"),
    "address_check": ("Te preguntamos por el domicilio", "We asked about the address"),
    "anything_else": ("Te preguntamos si falta algo", "We asked whether anything is missing"),
    "on_its_way": ("Te avisamos que va en camino", "We told you that it is on its way"),
    "ready_for_pickup": ("Te avisamos que ya está listo", "We told you that it is ready"),
    "pickup_reminder": ("Te recordamos que te espera", "We reminded you that it waits for you"),
    "at_branch": ("Te avisamos que está en la sucursal", "We told you that it is at the branch"),
    "failed_attempt": ("Te avisamos que pasamos y no estabas", "We told you that nobody was there"),
    "delivered": ("Te avisamos que se entregó", "We told you that it was delivered"),
    "lost": ("Te avisamos que se extravió", "We told you that it was lost"),
    "return_on_arrival": ("Te dijimos cómo regresa", "We told you how it comes back"),
    "units_missing": ("Te avisamos de piezas que faltan", "We told you of missing units"),
    "choice_wanted": ("Te pedimos que elijas", "We asked you to choose"),
    "choice_made": ("Confirmamos lo que elegiste", "We confirmed your choice"),
    "substitute_wanted": ("Te propusimos otro producto", "We proposed another product"),
    "substitute_ended": ("Cerramos la propuesta de cambio", "The proposal of a substitute ended"),
    "redirected": ("Confirmamos el cambio de entrega", "We confirmed the new delivery"),
    "edit_ended": ("Un cambio ya no se hizo", "A change was not made after all"),
    "order_edited": ("Confirmamos un cambio en tu pedido", "We confirmed a change of your order"),
    "order_revised": ("Confirmamos tu pedido nuevo", "We confirmed your changed order"),
    "order_substituted": ("Confirmamos el cambio de producto", "We confirmed the substitute"),
    "order_cancelled": ("Confirmamos la cancelación", "We confirmed the cancellation"),
    "order_lapsed": ("Te avisamos que venció el pago", "We told you that the payment window ended"),
    "refund_paid": ("Te regresamos dinero", "We gave money back"),
    "": ("Te escribimos", "We wrote to you"),
}
"""What reached the customer, by what it was about."""
PAGE: Mapping[str, Pair] = {
    "title": ("Tu pedido", "Your order"),
    "order": ("Pedido", "Order"),
    "skip": ("Ir al contenido", "Skip to the content"),
    "other": ("English", "Español"),
    "arrives": ("Llega", "Arrives"),
    "ready_on": ("Listo", "Ready"),
    "by": ("a más tardar el {day}", "by {day}"),
    "between": ("entre el {first} y el {day}", "between {first} and {day}"),
    "hours_of": ("de {hours}", "from {hours}"),
    "was": ("Antes: {day}", "Before: {day}"),
    "because": ("Cambió porque {why}. Perdón.", "It changed because {why}. We are sorry."),
    "we_do": (
        "Le damos seguimiento y te avisamos de cualquier cambio. Si ya no te sirve, aquí abajo puedes cambiarlo.",
        "We follow it up and tell you of any change. If it is of no use any more, you can change it below.",
    ),
    "pay_until": ("Puedes pagar hasta el {moment}.", "You can pay until {moment}."),
    "timeline": ("Cómo va", "How far it is"),
    "done": ("hecho", "done"),
    "now": ("ahora", "now"),
    "next": ("después", "later"),
    "parcels": ("Paquetes", "Parcels"),
    "parcel_of": ("Paquete {number} de {count}", "Parcel {number} of {count}"),
    "one_unit": ("1 artículo", "1 item"),
    "units": ("{count} artículos", "{count} items"),
    "guide": ("Guía", "Tracking"),
    "arrives_on": ("lo esperamos el {day}", "expected {day}"),
    "attempted": ("Pasamos el {day} y no había quién recibiera.", "We came on {day} and nobody was there."),
    "where": ("Dónde recogerlo", "Where to fetch it"),
    "kept_until": ("Te espera hasta el {day}.", "It waits until {day}."),
    "code": ("Tu código para recoger", "Your pickup code"),
    "code_how": (
        "Dilo o enséñalo en el mostrador. No lo compartas.",
        "Say it or show it at the counter. Do not share it.",
    ),
    "qr": ("El mismo código para escanear", "The same code to scan"),
    "money": ("Tu dinero", "Your money"),
    "total": ("Total", "Total"),
    "paid": ("Pagado", "Paid"),
    "returned": ("Devuelto", "Given back"),
    "can": ("Qué puedes hacer", "What you can do"),
    "choose": ("Elige tú", "Your choice"),
    "asks": ("Para seguir", "To go on"),
    "answer": ("Respuesta", "Answer"),
    "case": ("Una persona lo está viendo.", "A person is looking at it."),
    "case_by": (
        "Te responde a más tardar el {moment}, donde siempre te escribimos.",
        "They answer by {moment}, where we always write to you.",
    ),
    "told": ("Lo que te hemos dicho", "What we have told you"),
    "write": ("Escríbenos", "Write to us"),
    "write_how": ("Lo lee una persona y te responde por WhatsApp o correo.", "A person reads it and answers you."),
    "message": ("Tu mensaje", "Your message"),
    "send": ("Enviar", "Send"),
    "whatsapp": ("Abrir WhatsApp", "Open WhatsApp"),
    "whatsapp_text": ("Hola, tengo una duda de mi pedido {order}", "Hello, I have a question about my order {order}"),
    "go_on": ("Seguir", "Go on"),
    "prove_place": ("Código postal de entrega", "Postal code of delivery"),
    "prove_code": ("Código de 6 dígitos", "Code of 6 digits"),
    "prove_phone": ("Código de 6 dígitos", "Code of 6 digits"),
    "postal_code": ("Código postal nuevo", "New postal code"),
    "sealed": ("Calle, número y referencias", "Street, number and how to find it"),
    "day": ("Otro día", "Another day"),
    "photo": ("Foto de lo que llegó", "Photo of what came"),
    "unclear": ("Eso no se pudo leer. Inténtalo otra vez.", "That could not be read. Try again."),
    "busy": ("Ahora no se pudo. Inténtalo en un momento.", "That did not work just now. Try again in a moment."),
    "too_large": ("La foto pesa demasiado (máximo 8 MB).", "The photo is too large (8 MB at most)."),
    "many_photos": ("Ya tenemos muchas fotos tuyas. Escríbenos abajo.", "We have many photos of yours. Write to us."),
    "old_form": ("La página había cambiado. Inténtalo otra vez.", "The page had changed. Try again."),
    "private": (
        "Quien tenga este enlace puede ver cómo va. Para cambiar algo te pedimos comprobar que eres tú.",
        "Whoever has this link can see how it goes. To change anything we ask you to show that it is you.",
    ),
    "gone_title": ("Este enlace ya no sirve", "This link is no longer good"),
    "gone": (
        "Puede que haya vencido o que falte un pedazo. Abre el enlace de nuestro mensaje más reciente, o respóndenos"
        " ahí mismo y te mandamos otro.",
        "It may have expired, or a piece may be missing. Open the link in our newest message, or answer there and we"
        " send you another one.",
    ),
    "many_title": ("Son muchos intentos", "Too many attempts"),
    "many": ("Espera un minuto y vuelve a abrir la página.", "Wait a minute and open the page again."),
    "day_of_picture": ("Llega el {day}", "Arrives {day}"),
    "ready_of_picture": ("Listo el {day}", "Ready {day}"),
}
WEEK: tuple[Pair, ...] = (
    ("lunes", "Monday"),
    ("martes", "Tuesday"),
    ("miércoles", "Wednesday"),
    ("jueves", "Thursday"),
    ("viernes", "Friday"),
    ("sábado", "Saturday"),
    ("domingo", "Sunday"),
)


def of(pairs: Mapping[str, Pair], name: str, language: str) -> str:
    """The words of a name; raises KeyError for one that has none."""
    return pairs[name][language != "es"]


def every(pairs: Mapping[str, Pair], language: str) -> dict[str, str]:
    return {name: pair[language != "es"] for name, pair in pairs.items()}
