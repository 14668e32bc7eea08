"""What we ask customers to decide, what somebody of ours writes to them, how their cases go, and what we offer."""

from promesa.domain.people.templates import making as m
from promesa.domain.people.templates.words import TemplateCopy

_YES = m.reply("Sí, lo quiero", "Yes, I want it", "substitute:yes:{order}")
_NO = m.reply("No, gracias", "No, thank you", "substitute:no:{order}")
_STOP = m.reply("No más ofertas", "No more offers", "stop")
_PROPOSED = (m.ORDER, m.ITEM, m.NOW_ITEM, m.PRICE)

COPY: tuple[TemplateCopy, ...] = (
    TemplateCopy(
        meaning="choice_wanted",
        es="Fuimos por {item} para tu pedido {order} y en {location} no encontramos {units}. Queremos que tú"
        " decidas qué hacemos con eso. Contéstanos a más tardar el {until} con uno de los botones.",
        en="We went for {item} of your order {order}, and at {location} we did not find {units}. We want you to"
        " decide what becomes of that. Please answer by {until} with one of the buttons.",
        parameters=(m.ITEM, m.ORDER, m.LOCATION, m.UNITS, m.UNTIL),
        buttons=(
            m.reply("Mándenlo a mi casa", "Send it to my home", "choice:ship:{order}"),
            m.reply("En otra tienda", "Another store", "choice:other_store:{order}"),
            m.reply("Déjenlo fuera", "Leave it out", "choice:leave_out:{order}"),
        ),
    ),
    TemplateCopy(
        meaning="choice_wanted_branch",
        es="Por una contingencia, hoy no hay cómo llevar tu pedido {order} hasta tu puerta. Te lo podemos dejar en la"
        " sucursal {name} para que pases por él. Dinos qué prefieres a más tardar el {until} con uno de los botones.",
        en="Because of an emergency there is no way today to bring your order {order} to your door. It can wait for you"
        " at the branch {name}. Please tell us what you prefer by {until} with one of the buttons.",
        parameters=(m.ORDER, m.BRANCH, m.UNTIL),
        buttons=(
            m.reply("Voy a la sucursal", "I go to the branch", "choice:branch:{order}"),
            m.reply("En otra tienda", "Another store", "choice:other_store:{order}"),
            m.reply("Devuélvanme el pago", "Give my money back", "choice:leave_out:{order}"),
        ),
    ),
    TemplateCopy(
        meaning="choice_made_branch",
        es="Hecho: tu pedido {order} te espera en la sucursal {name} a más tardar el {on}. Te avisamos cuando puedas"
        " pasar por él; no vayas antes.",
        en="Done: your order {order} waits for you at the branch {name} by {on}. We tell you when you can come for it;"
        " please do not go before.",
        parameters=(m.ORDER, m.BRANCH, m.ON),
        buttons=(m.PERSON, m.SEE),
    ),
    TemplateCopy(
        meaning="choice_made_ship",
        es="Hecho: lo que faltaba de tu pedido {order} te lo mandamos, y llega a más tardar el {on}. Te avisamos"
        " cuando salga.",
        en="Done: we send you what was missing of your order {order}, and it arrives by {on}. We tell you when it"
        " leaves.",
        parameters=(m.ORDER, m.ON),
        buttons=(m.PERSON, m.SEE),
    ),
    TemplateCopy(
        meaning="choice_made_other_store",
        es="Hecho: lo que faltaba de tu pedido {order} lo recoges en {location}, listo a más tardar el {on}. Espera"
        " nuestro aviso antes de ir.",
        en="Done: you collect what was missing of your order {order} at {location}, ready by {on}. Please wait for"
        " our message before you come.",
        parameters=(m.ORDER, m.LOCATION, m.ON),
        buttons=(m.PERSON, m.SEE),
    ),
    TemplateCopy(
        meaning="substitute_wanted",
        es="Ya no hay {item} para tu pedido {order}. En su lugar te podemos dar {now_item}, a {price} la pieza:"
        " pagas lo mismo. ¿Lo quieres? Contéstanos a más tardar el {until}; si no, todo sigue como está.",
        en="There is no {item} left for your order {order}. In its place we can give you {now_item} at {price}"
        " each: you pay the same. Do you want it? Please answer by {until}; if not, all stays as it is.",
        parameters=(*_PROPOSED, m.UNTIL),
        buttons=(_YES, _NO, m.SEE),
    ),
    TemplateCopy(
        meaning="substitute_wanted_more",
        es="Ya no hay {item} para tu pedido {order}. En su lugar te podemos dar {now_item}, a {price} la pieza: son"
        " {difference} más. ¿Lo quieres? Contéstanos a más tardar el {until}; si no, todo sigue como está.",
        en="There is no {item} left for your order {order}. In its place we can give you {now_item} at {price}"
        " each: {difference} more. Do you want it? Please answer by {until}; if not, all stays as it is.",
        parameters=(*_PROPOSED, m.DIFFERENCE, m.UNTIL),
        buttons=(_YES, _NO, m.SEE),
    ),
    TemplateCopy(
        meaning="substitute_wanted_less",
        es="Ya no hay {item} para tu pedido {order}. En su lugar te podemos dar {now_item}, a {price} la pieza: son"
        " {difference} menos. ¿Lo quieres? Contéstanos a más tardar el {until}; si no, todo sigue como está.",
        en="There is no {item} left for your order {order}. In its place we can give you {now_item} at {price}"
        " each: {difference} less. Do you want it? Please answer by {until}; if not, all stays as it is.",
        parameters=(*_PROPOSED, m.DIFFERENCE, m.UNTIL),
        buttons=(_YES, _NO, m.SEE),
    ),
    TemplateCopy(
        meaning="substitute_ended",
        es="El cambio que te propusimos en tu pedido {order} ya no se hace, porque {why}. Tu pedido sigue como estaba.",
        en="The change that we proposed in your order {order} is off, because {why}. Your order stays as it was.",
        parameters=(m.ORDER, m.WHY_ENDED),
        buttons=(m.PERSON, m.SEE),
    ),
    TemplateCopy(
        meaning="delay_apology",
        es="Tu pedido {order} está tardando más de lo que te mereces, y lo sentimos. La fecha que tienes es a más"
        " tardar el {promised_on}; si cambia, te lo decimos nosotros primero.",
        en="Your order {order} is taking longer than you deserve, and we are sorry. The date you have is by"
        " {promised_on}; if it changes, you hear it from us first.",
        parameters=(m.ORDER, m.PROMISED_ON),
        buttons=(m.CHANGE, m.CANCEL, m.PERSON, m.SEE),
    ),
    TemplateCopy(
        meaning="address_check",
        es="Para que tu pedido {order} llegue sin vueltas, ayúdanos a revisar tu dirección: calle, número, colonia"
        " y código postal. Con un botón nos dices si está bien o hay que corregirla.",
        en="So that your order {order} arrives without detours, please help us check your address: street, number,"
        " settlement and postal code. Tell us with a button whether it is right or needs correcting.",
        parameters=(m.ORDER,),
        buttons=(
            m.reply("Está bien", "It is right", "address_ok:{order}"),
            m.reply("Corregirla", "Correct it", "address:{order}"),
            m.SEE,
        ),
    ),
    TemplateCopy(
        meaning="pickup_reminder",
        es="Tu pedido sigue esperándote en {location}. Al llegar muestra el código {code} y una identificación. Si"
        " se te complica, pídenos más días con el botón.",
        en="Your order is still waiting at {location}. When you come, show the code {code} and an ID. If it is"
        " difficult, ask for more days with the button.",
        parameters=(m.LOCATION, m.CODE),
        buttons=(
            m.reply("Ya voy", "On my way", "coming:{order}"),
            m.reply("Necesito más días", "I need more days", "extend:{order}"),
            m.PERSON,
        ),
    ),
    TemplateCopy(
        meaning="thanks_for_waiting",
        es="Gracias por la paciencia con tu pedido {order}. La fecha sigue en pie: a más tardar el {promised_on}."
        " Aquí estamos para lo que necesites.",
        en="Thank you for your patience with order {order}. The date stands: by {promised_on}. We are here for"
        " whatever you need.",
        parameters=(m.ORDER, m.PROMISED_ON),
        buttons=(m.PERSON, m.SEE),
    ),
    TemplateCopy(
        meaning="we_are_looking_into_it",
        es="Ya estamos revisando lo de tu pedido {order}. En cuanto sepamos algo te escribimos aquí; no tienes que"
        " volver a preguntar.",
        en="We are looking into your order {order}. As soon as we know more we write to you here; there is no need"
        " to ask again.",
        parameters=(m.ORDER,),
        buttons=(m.PERSON, m.SEE),
    ),
    TemplateCopy(
        meaning="case_opened",
        es="Nos llegó tu mensaje y lo va a leer una persona; tu caso es el número {case}. Te contesta a más tardar"
        " el {answer_by}. Si tienes algo que agregar, escríbelo aquí mismo.",
        en="We have your message, and a person will read it; your case is number {case}. They answer by"
        " {answer_by}. If there is anything to add, write it right here.",
        parameters=(m.CASE, m.ANSWER_BY),
        buttons=(),
    ),
    TemplateCopy(
        meaning="claim_opened",
        es="Tu reclamo quedó registrado con el número {case} y lo va a ver una persona. Te contesta a más tardar el"
        " {answer_by}. Si puedes, mándanos una foto: así vamos más rápido.",
        en="Your claim is registered under number {case}, and a person will see to it. They answer by {answer_by}."
        " If you can, send us a photo: it makes things faster.",
        parameters=(m.CASE, m.ANSWER_BY),
        buttons=(),
    ),
    TemplateCopy(
        meaning="case_closed",
        es="Cerramos tu caso {case} porque {why}. Si algo quedó pendiente, contesta este mensaje y lo retomamos"
        " donde se quedó.",
        en="We closed your case {case} because {why}. If anything is still open, answer this message and we go on"
        " where it was left.",
        parameters=(m.CASE, m.WHY_SOLVED),
        buttons=(m.reply("Falta algo", "Something is missing", "reopen:{case}"),),
    ),
    TemplateCopy(
        meaning="answer_waiting",
        es="Ya tenemos la respuesta a lo que nos escribiste. Toca el botón y te la mandamos aquí mismo.",
        en="We have the answer to what you wrote to us. Tap the button and we send it to you right here.",
        parameters=(),
        buttons=(m.reply("Ver la respuesta", "See the answer", "answers"),),
    ),
    TemplateCopy(
        meaning="offer",
        category="marketing",
        es="Pensamos en ti: tenemos {item} a {price}, y hay piezas hoy. Pídelo con el botón si te late.",
        en="We thought of you: we have {item} at {price}, and there are units today. Order it with the button if"
        " you like.",
        footer_es="Toca «No más ofertas» y no te mandamos otra.",
        footer_en="Tap “No more offers” and we send you no other.",
        picture=True,
        parameters=(m.ITEM, m.PRICE),
        buttons=(_STOP, m.link("Verlo en la tienda", "See it in the shop", "productos/{sku}")),
    ),
)
