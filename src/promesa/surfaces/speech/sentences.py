"""The sentences of `why`: for each outcome, fact and lesson one in Spanish and one in English."""

from promesa.surfaces.speech import message_words, road_words

Pair = tuple[str, str]
"""(es-MX, en); words in braces are filled in."""

OUTCOMES: dict[str, Pair] = {
    "kept": ("Promesa cumplida.", "Promise kept."),
    "broken": ("Promesa rota: {cause}.", "Promise broken: {cause}."),
    "withdrawn": (
        "Promesa retirada, ni cumplida ni rota: {cause}.",
        "Promise withdrawn, neither kept nor broken: {cause}.",
    ),
    "open": ("Promesa abierta: todavía no termina.", "Promise open: it has not ended yet."),
    "none": ("Todavía no se le promete nada.", "Nothing has been promised yet."),
    "cancelled": (
        "El pedido terminó sin que se prometiera nada: {cause}.",
        "The order ended before anything was promised: {cause}.",
    ),
    "refused": ("No se aceptó: {cause}.", "It was not accepted: {cause}."),
    "unknown": (
        "Nadie conoce «{id}»: ni pedido, paquete, carrito, apartado ni pago. Lo que se rechaza al pedir no se guarda.",
        "Nobody knows “{id}”: no order, parcel, cart, reservation or payment. What is refused when asked is not kept.",
    ),
}

PROMISED: dict[str, Pair] = {
    "worth": (
        "Donde se tomaron, esas unidades escasean: a otros les valen {worth}. Contó para elegir; nadie lo paga.",
        "Where they were taken those units are scarce: to other orders they are worth {worth}. It ranked the plan, and"
        " nobody pays for it.",
    ),
    "delivery": (
        "El {made_at} se prometió entregar a más tardar el {promised_on}, con {keep_probability} de probabilidad de"
        " cumplir (política {policy}).",
        "On {made_at} delivery was promised by {promised_on}, with a {keep_probability} probability of keeping it"
        " (policy {policy}).",
    ),
    "pickup": (
        "El {made_at} se prometió tenerlo listo en mostrador el {promised_on}, con {keep_probability} de probabilidad"
        " de cumplir (política {policy}).",
        "On {made_at} it was promised ready for pickup on {promised_on}, with a {keep_probability} probability of"
        " keeping it (policy {policy}).",
    ),
    "ocurre": (
        "El {made_at} se prometió que a más tardar el {promised_on} esperara en la sucursal {branch} de la paquetería,"
        " con {keep_probability} de probabilidad de cumplir (política {policy}).",
        "On {made_at} it was promised to wait at the carrier's branch {branch} by {promised_on}, with a"
        " {keep_probability} probability of keeping it (policy {policy}).",
    ),
    "money": (
        "El cliente paga {fee} por la entrega; el plan nos cuesta {cost}.",
        "The customer pays {fee} for delivery; the plan costs us {cost}.",
    ),
    "platform": (
        "La plataforma había prometido el {platform_promised_on}.",
        "The platform had promised {platform_promised_on}.",
    ),
    "by_learned": (
        "La fecha salió de lo que tardaron los paquetes de esa ruta (edición {model}).",
        "The date comes from how long parcels of that lane took (edition {model}).",
    ),
    "by_agreed": (
        "La fecha es la acordada con la paquetería.",
        "The date is the one agreed with the carrier.",
    ),
    "by_cautious": (
        "De esa ruta se sabía poco: la fecha salió de otras rutas, con más cautela (edición {model}).",
        "Little was known of that lane: the date comes from other lanes, with more care (edition {model}).",
    ),
    "ranged": (
        "Se dijo como un rango: entre el {earliest_on} y el {promised_on}.",
        "It was told as a range: between {earliest_on} and {promised_on}.",
    ),
    "to_confirm": (
        "Se dijo que se confirmaría a más tardar el {confirm_by}.",
        "It was said that it would be confirmed by {confirm_by}.",
    ),
    "time": ("Tiempo: {time}.", "Time: {time}."),
    "moved": (
        "La fecha se movió ({moves}); la última que se dijo: {told_on}. Cuenta la primera.",
        "The date moved ({moves}); the last one told: {told_on}. The first one counts.",
    ),
    "leg": (
        "{units} pieza(s) desde {location} por {service}: cuenta en el {process_on}, sale a más tardar el"
        " {hand_over_by}, llega el {arrives_on}; cuesta {cost}; se cumple {keep_probability} de las veces.",
        "{units} unit(s) from {location} by {service}: counts on {process_on}, leaves by {hand_over_by}, arrives"
        " {arrives_on}; costs {cost}; keeps its date {keep_probability} of the time.",
    ),
    "nothing": ("nada", "nothing"),
}

HEADINGS: dict[str, Pair] = {
    "order": ("Pedido {order}", "Order {order}"),
    "promised": ("Qué se prometió", "What was promised"),
    "known": ("Con qué se contaba", "What it was made from"),
    "timeline": ("Qué pasó", "What happened"),
    "refusals": ("Qué no se pudo", "What was refused"),
    "lessons": ("Qué lo decidió y qué lo habría cambiado", "What decided it, and what would have changed it"),
    "others": ("Qué más se pudo haber ofrecido", "What else could have been offered"),
    "losers": ("Por qué no otras ubicaciones o servicios", "Why not other locations or services"),
}

LESSONS: dict[str, Pair] = {
    "days_to_spare": ("Llegó con {days} día(s) de sobra.", "It arrived with {days} day(s) to spare."),
    "on_the_last_day": (
        "Llegó el último día prometido: un día más y se rompía.",
        "It arrived on the last day promised: one more day and it would have been broken.",
    ),
    "a_later_date": (
        "Una promesa para el {promised_on}, {days} día(s) después, se habría cumplido.",
        "A promise for {promised_on}, {days} day(s) later, would have been kept.",
    ),
    "left_late": (
        "El paquete {parcel} salió de {location} {hours} h después de su hora ({hand_over_by}).",
        "Parcel {parcel} left {location} {hours} h after its hour ({hand_over_by}).",
    ),
    "kept_had_it_left": (
        "De haber salido a su hora, con el mismo tránsito habría llegado el {arrived_on}: cumplida.",
        "Had it left on time, with the same transit it would have arrived on {arrived_on}: kept.",
    ),
    "late_even_had_it_left": (
        "Aun saliendo a su hora habría llegado el {arrived_on}: el tránsito también fue lento.",
        "Even leaving on time it would have arrived on {arrived_on}: the transit was slow too.",
    ),
    "slow_on_the_road": (
        "El paquete {parcel} salió a tiempo de {location}; {service} tardó {days} día(s) y había {spare_days}.",
        "Parcel {parcel} left {location} on time; {service} took {days} day(s) and there were {spare_days}.",
    ),
    "platform_kept": (
        "La fecha de la plataforma ({promised_on}) se cumplió.",
        "The platform's date ({promised_on}) was kept.",
    ),
    "platform_broken": (
        "La fecha de la plataforma ({promised_on}) no se cumplió.",
        "The platform's date ({promised_on}) was broken.",
    ),
    "waits_to_leave": (
        "El paquete {parcel} no ha salido de {location}; su hora era {hand_over_by}.",
        "Parcel {parcel} has not left {location}; its hour was {hand_over_by}.",
    ),
    "under_way": (
        "El paquete {parcel} va en camino desde {handed_at}; se esperaba el {arrives_on}.",
        "Parcel {parcel} is on its way since {handed_at}; it was expected on {arrives_on}.",
    ),
    "ended_before_arrival": (
        "Terminó antes de llegar: {cause}.",
        "It ended before it arrived: {cause}.",
    ),
}

OTHERS: dict[str, Pair] = {
    "other": (
        "{kind}: {promised_on}, nos cuesta {cost}, probabilidad {keep_probability}, desde {locations}.",
        "{kind}: {promised_on}, costs us {cost}, probability {keep_probability}, from {locations}.",
    ),
    "none": ("Ninguna otra opción: había un solo plan.", "No other option: there was only one plan."),
}

FACTS: dict[str, Pair] = {
    "OrderPlaced": (
        "Pedido de {units} pieza(s) en {channel}: {total}, paga con {rail}{marked} {markdowns}.",
        "Order of {units} unit(s) on {channel}: {total}, paid by {rail}{marked} {markdowns}.",
    ),
    "OrderConfirmed": ("El pedido queda confirmado.", "The order is confirmed."),
    "OrderCancelled": ("El pedido se cancela: {reason}.", "The order is cancelled: {reason}."),
    "ReturnAwaited": (
        "El cliente ya no lo quiere, pero ya salió: se devuelve al llegar ({reason}).",
        "The customer no longer wants it, but it has left: it comes back on arrival ({reason}).",
    ),
    "OrderEdited": (
        "Cambia el renglón {line}: eran {was}, queda(n) {left}; el pedido suma {total} ({reason}){marked} {markdowns}.",
        "Line {line} changes: it was {was}, now {left}; the order comes to {total} ({reason}){marked} {markdowns}.",
    ),
    "OrderRevised": (
        "El pedido cambia: {items}, para {place}; suma {total} ({cause}){marked} {markdowns}.",
        "The order changes: {items}, for {place}; it comes to {total} ({cause}){marked} {markdowns}.",
    ),
    "PaymentSuperseded": (
        "Ese pago ya no se pide: el pedido suma otra cantidad.",
        "That payment is asked for no more: the order comes to another amount.",
    ),
    "SubstituteProposed": (
        "Se le propone al cliente {now} en lugar de {was} (renglón {line}, diferencia {more}); contesta hasta {until}.",
        "The customer is offered {now} instead of {was} (line {line}, difference {more}); they answer by {until}.",
    ),
    "SubstituteAccepted": (
        "El cliente acepta el sustituto; falta que pague la diferencia.",
        "The customer takes the substitute; the difference is still to be paid.",
    ),
    "SubstituteEnded": ("Sustituto: {ending}.", "Substitute: {ending}."),
    "OrderClosed": ("El pedido se cierra: no se debe nada más.", "The order closes: nothing more is owed."),
    "CheckoutRefused": ("No se pudo hacer el pedido: {reason} {about}.", "No order was made: {reason} {about}."),
    "StockReserved": (
        "Se apartan {units} pieza(s) en {locations} ({stage}).",
        "{units} unit(s) are reserved at {locations} ({stage}).",
    ),
    "ReservationExtended": ("El apartado sigue ({stage}).", "The reservation goes on ({stage})."),
    "ReservationReleased": ("El apartado se libera: {reason}.", "The reservation is released: {reason}."),
    "ReservationConsumed": ("Todo lo apartado ya salió.", "Everything reserved has left."),
    "StockPicked": ("{units} pieza(s) pasan al paquete {parcel}.", "{units} unit(s) go into parcel {parcel}."),
    "StockUnpicked": (
        "{units} pieza(s) del paquete {parcel} vuelven a su lugar.",
        "{units} unit(s) of parcel {parcel} go back to their shelf.",
    ),
    "CapacityTaken": ("Ocupa un lugar del {bucket} en {location}.", "It takes a place on {bucket} at {location}."),
    "SlotTaken": ("Ocupa la ventana {slot} de {service}.", "It takes the slot {slot} of {service}."),
    "CapacityReturned": ("Devuelve sus lugares: {reason}.", "It gives its places back: {reason}."),
    "PromiseMade": (
        "Se promete el {promised_on} ({keep_probability}), en {parcels} paquete(s).",
        "{promised_on} is promised ({keep_probability}), in {parcels} parcel(s).",
    ),
    "PromiseConfirmed": ("La fecha se confirma: {promised_on}.", "The date is confirmed: {promised_on}."),
    "PromiseRedirected": (
        "El cliente lo quiso de otro modo: ahora se promete el {promised_on} (antes el {was_on}).",
        "The customer wanted it otherwise: {promised_on} is promised now (it was {was_on}).",
    ),
    "OrderHalted": (
        "El pedido espera hasta {until}: {kind} ({reason}, {owner}).",
        "The order waits until {until}: {kind} ({reason}, {owner}).",
    ),
    "OrderReleased": ("El pedido sigue: {kind} ({reason}).", "The order goes on: {kind} ({reason})."),
    "EditAwaited": (
        "El cliente quiere un cambio ({cause}) que cuesta {more} más: falta que lo pague.",
        "The customer wants a change ({cause}) that costs {more} more: it is still to be paid.",
    ),
    "EditEnded": ("El cambio terminó: {ending}.", "The change ended: {ending}."),
    "PromiseMoved": (
        "Se avisa nueva fecha: del {was_on} al {promised_on} ({cause}).",
        "A new date is told: from {was_on} to {promised_on} ({cause}).",
    ),
    "PromiseKept": (
        "Promesa cumplida el {arrived_on}, {slack_days} día(s) antes del límite.",
        "Promise kept on {arrived_on}, {slack_days} day(s) before its end.",
    ),
    "PromiseBroken": ("Promesa rota: {cause}.", "Promise broken: {cause}."),
    "PromiseWithdrawn": ("Promesa retirada: {cause}.", "Promise withdrawn: {cause}."),
    "CheckoutOpened": ("Empieza a pagar; apartado hasta {until}.", "Checkout opens; reserved until {until}."),
    "CheckoutClosed": ("El carrito se cierra: {reason}.", "The cart closes: {reason}."),
    "OfferAccepted": (
        "Acepta la oferta para el {promised_on}; la promesa espera el dinero.",
        "The offer for {promised_on} is taken; the promise waits for the money.",
    ),
    "ShortageEased": (
        "Faltaban piezas de {sku} en {location}: su apartado se movió o terminó.",
        "{sku} ran short at {location}: its reservation was moved or ended.",
    ),
    "StockMissing": (
        "En {location} no estaban {units} de {sku} ({reason}).",
        "{units} of {sku} were not at {location} ({reason}).",
    ),
    "ChoiceAwaited": (
        "El cliente elige qué hacer con {units} de {locations}, hasta {until}.",
        "The customer chooses what becomes of {units} of {locations}, until {until}.",
    ),
    "ChoiceMade": ("Se elige: {choice}.", "It is chosen: {choice}."),
    "OrderAnswered": (
        "Contingencia {contingency}: {answer} ({promised_on}).",
        "Contingency {contingency}: {answer} ({promised_on}).",
    ),
    "CaseOpened": ("Se abre el caso {case}: {kind} ({opener}).", "Case {case} is opened: {kind} ({opener})."),
    "CaseReplied": ("El cliente escribe en el caso {case}: {kind}.", "The customer writes in case {case}: {kind}."),
    "CaseReopened": (
        "El cliente vuelve a escribir: se reabre el caso {case}.",
        "The customer writes again: case {case} is open again.",
    ),
    "CaseAssigned": ("El caso {case} lo toma {to}.", "{to} takes case {case}."),
    "CaseAnswered": ("Se contesta en el caso {case}.", "Case {case} is answered."),
    "CaseWaiting": ("El caso {case} espera a {party}.", "Case {case} waits for {party}."),
    "CaseResumed": ("El caso {case} sigue.", "Case {case} goes on."),
    "CaseResolved": ("El caso {case} queda resuelto: {remedy}.", "Case {case} is resolved: {remedy}."),
    "CaseClosed": ("El caso {case} se cierra.", "Case {case} is closed."),
    "ConversationTaken": (
        "{attendant} toma la conversación con el cliente.",
        "{attendant} takes the conversation with the customer.",
    ),
    "AnswerWritten": (
        "{attendant} le contesta al cliente con sus propias palabras.",
        "{attendant} answers the customer in their own words.",
    ),
    "ConversationStepped": ("El cliente escribe; se contesta: {replies}.", "The customer writes; answered: {replies}."),
    "ActConfirmed": (
        "El cliente lo confirma en el chat: {command}.",
        "The customer confirms it in the chat: {command}.",
    ),
    "ClaimFiled": (
        "Se reclaman {amount} a {carrier} por {parcel}: {claim_kind}; plazo hasta {until}.",
        "{amount} are claimed from {carrier} for {parcel}: {claim_kind}; it takes claims until {until}.",
    ),
    "ClaimAnswered": ("La paquetería paga {paid} del reclamo.", "The carrier pays {paid} of the claim."),
    "SaveFailed": ("No hubo otro plan ni otra fecha: {cause}.", "There was no other plan or date: {cause}."),
    "PaymentAwaited": (
        "Se espera {amount} por {rail} hasta {until}.",
        "{amount} is awaited by {rail} until {until}.",
    ),
    "PaymentAsked": ("El proveedor abrió el pago {reference}.", "The provider opened the payment {reference}."),
    "PaymentAuthorised": ("La tarjeta autorizó {amount}.", "The card authorised {amount}."),
    "PaymentCaptured": ("Se recibe el pago: {amount} por {rail}.", "The money is here: {amount} by {rail}."),
    "PaymentDeclined": ("Pago rechazado: {reason}.", "Payment declined: {reason}."),
    "PaymentLapsed": ("Nadie pagó a tiempo.", "Nobody paid in time."),
    "PaymentUnmatched": (
        "Llegó {amount} que no corresponde ({reason}); espera a una persona.",
        "{amount} came that does not match ({reason}); it waits for a person.",
    ),
    "AuthorisationVoided": ("Se suelta la autorización: {reason}.", "The authorisation is let go: {reason}."),
    "RefundOwed": ("Se debe devolver {amount}: {reason}.", "{amount} is owed back: {reason}."),
    "RefundPaid": ("Se devolvieron {amount}.", "{amount} went back."),
    "ParcelPlanned": (
        "Paquete {parcel} planeado desde {location} por {service}, llega el {arrives_on}.",
        "Parcel {parcel} planned from {location} by {service}, arriving {arrives_on}.",
    ),
    "PickAsked": (
        "Se le pidió a {location} surtir {parcel}; puede contestar hasta el {answer_by}.",
        "{location} was asked to pack {parcel}; it may answer until {answer_by}.",
    ),
    "PickAccepted": ("{location} dijo que sí: surte {parcel}.", "{location} said yes: it packs {parcel}."),
    "PickRejected": (
        "{location} dijo que no a {units} pieza(s) de {parcel}: {reason}.",
        "{location} said no to {units} unit(s) of {parcel}: {reason}.",
    ),
    "PickShort": (
        "{location} no pudo con {units} pieza(s) de {parcel}: {reason}.",
        "{location} could not do {units} unit(s) of {parcel} after all: {reason}.",
    ),
    "PickLapsed": (
        "{location} no contestó por {parcel}: {then}.",
        "{location} did not answer about {parcel}: {then}.",
    ),
    "ParcelPacked": ("Paquete {parcel} empacado.", "Parcel {parcel} packed."),
    "ParcelUnpacked": ("Paquete {parcel} desempacado: {reason}.", "Parcel {parcel} unpacked: {reason}."),
    "ParcelBooked": ("Guía {tracking} de {carrier}.", "Label {tracking} of {carrier}."),
    "LabelVoided": ("La guía {tracking} ya no vale: {reason}.", "Label {tracking} is void: {reason}."),
    "ParcelReady": ("Paquete {parcel} listo en mostrador.", "Parcel {parcel} is ready at the counter."),
    "ParcelHandedOver": (
        "La paquetería recogió {parcel} el {handed_at}.",
        "The carrier took {parcel} on {handed_at}.",
    ),
    "ParcelScanned": (
        "La paquetería dice de {parcel}: {scan} ({scanned_at}).",
        "The carrier says of {parcel}: {scan} ({scanned_at}).",
    ),
    "ParcelDoubted": (
        "Noticia imposible de {parcel}: {scan} ({scanned_at}); queda en duda.",
        "Impossible news of {parcel}: {scan} ({scanned_at}); it stays in doubt.",
    ),
    "WordNotUnderstood": ("{partner} dijo «{word}»: nadie sabe qué es.", "{partner} said “{word}”: nobody knows it."),
    "EtaMoved": ("{parcel} se espera ahora el {arrives_on}.", "{parcel} is now expected on {arrives_on}."),
    "ParcelAtBranch": (
        "Paquete {parcel} en la sucursal de la paquetería desde el {at_branch_at}.",
        "Parcel {parcel} waits at the carrier's branch since {at_branch_at}.",
    ),
    "ParcelDelivered": (
        "Paquete {parcel} entregado el {delivered_at}.",
        "Parcel {parcel} delivered on {delivered_at}.",
    ),
    "UnitsPutBack": ("Las piezas de {parcel} están de vuelta.", "The units of {parcel} are back."),
    "WrongCodeShown": (
        "Alguien pidió {parcel} en mostrador con un código que no es el suyo; no se le entregó.",
        "Somebody asked for {parcel} at the counter with a code that is not its own; it was not given.",
    ),
    "ParcelLost": ("Paquete {parcel} perdido: {cause}.", "Parcel {parcel} lost: {cause}."),
    "ParcelCancelled": ("Paquete {parcel} cancelado: {reason}.", "Parcel {parcel} cancelled: {reason}."),
    "ActShadowed": (
        "El agente {agent} habría hecho esto: {act_kind} (costaría {acting}; no hacer nada, {leaving}).",
        "Agent {agent} would have done this: {act_kind} (it would cost {acting}; doing nothing, {leaving}).",
    ),
    "ActSuggested": (
        "El agente {agent} propone a una persona: {act_kind} (costaría {acting}; no hacer nada, {leaving}).",
        "Agent {agent} suggests to a person: {act_kind} (it would cost {acting}; doing nothing, {leaving}).",
    ),
    "ActAllowed": (
        "El agente {agent} puede por su mandato: {act_kind} (cuesta {acting}; no hacer nada, {leaving}).",
        "Agent {agent} may by its mandate: {act_kind} (it costs {acting}; doing nothing, {leaving}).",
    ),
    "ActCarriedOut": ("Se hizo lo que propuso el agente ({act}).", "What the agent proposed was done ({act})."),
    "OrderReallocated": (
        "Segunda pensada: sale de {locations} en {parcels} paquete(s), antes de {locations_before} en {parcels_before};"
        " ahorra {saved}.",
        "On second thought it leaves from {locations} in {parcels} parcel(s), before from {locations_before} in"
        " {parcels_before}; it saves {saved}.",
    ),
    "ReallocationUndone": (
        "Se deshizo la segunda pensada {run}: sale otra vez de {locations}.",
        "The second thought {run} was undone: it leaves from {locations} again.",
    ),
    "ParcelsRegrouped": ("{parcels} se rearma(n) como {into}.", "{parcels} became {into}."),
    **road_words.FACTS,
    **message_words.FACTS,
    "EffectWanted": ("Se pide: {effect} {template}", "Wanted: {effect} {template}"),
    "EffectUncertain": (
        "No se sabe si se hizo afuera, y no se repite: {error}",
        "Nobody knows whether it was done outside, and it is not repeated: {error}",
    ),
    "EffectDead": ("No se logró afuera: {error}", "It could not be done outside: {error}"),
    "StepRefused": ("No se pudo {command}: {reason} {about}.", "{command} was refused: {reason} {about}."),
}
