"""What we write about an order, from its payment to its end: what happened, what is next, what can be done."""

from promesa.domain.people.templates import making as m
from promesa.domain.people.templates.words import TemplateCopy

COPY: tuple[TemplateCopy, ...] = (
    TemplateCopy(
        meaning="payment_pending",
        es="Recibimos tu pedido {order}. Falta tu pago de {amount} por {rail}, a más tardar el {until}. Si ya"
        " pagaste, no tienes que hacer nada: te confirmamos en cuanto lo veamos.",
        en="We have your order {order}. Your payment of {amount} by {rail} is due by {until}. If you have already"
        " paid, there is nothing to do: we confirm it as soon as we see it.",
        parameters=(m.ORDER, m.AMOUNT, m.RAIL, m.UNTIL),
        buttons=(m.reply("Ya pagué", "I have paid", "paid:{order}"), m.CANCEL, m.PAY),
    ),
    TemplateCopy(
        meaning="payment_pending",
        sibling="b",
        es="Tu pedido {order} te está esperando. Para que empecemos a prepararlo necesitamos tu pago de {amount}"
        " por {rail}; puedes hacerlo hasta el {until}. Si ya lo hiciste, pronto lo vemos aquí.",
        en="Your order {order} is waiting for you. To start preparing it we need your payment of {amount} by"
        " {rail}; you can make it until {until}. If you have already paid, we will see it here soon.",
        parameters=(m.ORDER, m.AMOUNT, m.RAIL, m.UNTIL),
        buttons=(m.reply("Ya pagué", "I have paid", "paid:{order}"), m.CANCEL, m.PAY),
    ),
    TemplateCopy(
        meaning="payment_received",
        es="Ya tenemos tu pago de {amount} del pedido {order}. Gracias. Lo que sigue es prepararlo; aquí mismo te"
        " avisamos cuando salga o cuando esté listo.",
        en="We have your payment of {amount} for order {order}. Thank you. Next we prepare it; we tell you right"
        " here when it leaves or is ready.",
        parameters=(m.AMOUNT, m.ORDER),
        buttons=(m.SEE,),
    ),
    TemplateCopy(
        meaning="confirmed",
        es="Tu pedido {order} está confirmado. Llega a más tardar el {promised_on}. Te avisamos cuando salga, y si"
        " algo cambia te lo decimos nosotros primero.",
        en="Your order {order} is confirmed. It arrives by {promised_on}. We tell you when it leaves, and if"
        " anything changes you hear it from us first.",
        parameters=(m.ORDER, m.PROMISED_ON),
        buttons=(m.CHANGE, m.CANCEL, m.SEE),
    ),
    TemplateCopy(
        meaning="confirmed",
        sibling="b",
        es="Listo, tu pedido {order} queda confirmado y lo recibes a más tardar el {promised_on}. Cuando vaya en"
        " camino te escribimos otra vez.",
        en="Done, your order {order} is confirmed, and you receive it by {promised_on}. We write again when it is"
        " on its way.",
        parameters=(m.ORDER, m.PROMISED_ON),
        buttons=(m.CHANGE, m.CANCEL, m.SEE),
    ),
    TemplateCopy(
        meaning="confirmed_pickup",
        es="Tu pedido {order} está confirmado. Lo tienes listo en {location} a más tardar el {promised_on}. Espera"
        " nuestro aviso antes de ir, para que no vayas en balde.",
        en="Your order {order} is confirmed. It is ready at {location} by {promised_on}. Please wait for our"
        " message before you come, so that you do not come in vain.",
        parameters=(m.ORDER, m.LOCATION, m.PROMISED_ON),
        buttons=(m.CANCEL, m.PERSON, m.SEE),
    ),
    TemplateCopy(
        meaning="confirmed_branch",
        es="Tu pedido {order} está confirmado. A más tardar el {promised_on} te espera en la sucursal de la"
        " paquetería que elegiste. Te avisamos cuando puedas pasar por él.",
        en="Your order {order} is confirmed. By {promised_on} it waits at the carrier's branch that you chose. We"
        " tell you when you can collect it.",
        parameters=(m.ORDER, m.PROMISED_ON),
        buttons=(m.CANCEL, m.PERSON, m.SEE),
    ),
    TemplateCopy(
        meaning="date_confirmed",
        es="Revisamos de nuevo la fecha de tu pedido {order} y se queda como te dijimos: a más tardar el"
        " {promised_on}. No tienes que hacer nada.",
        en="We looked again at the date of your order {order}, and it stands: by {promised_on}. There is nothing"
        " you need to do.",
        parameters=(m.ORDER, m.PROMISED_ON),
        buttons=(m.CHANGE, m.SEE),
    ),
    TemplateCopy(
        meaning="delayed",
        es="Tu pedido {order} va a tardar más de lo que te dijimos, y preferimos que lo sepas ya. Era para el"
        " {was_on}; ahora llega a más tardar el {promised_on}. Perdón por el cambio. Tú decides: lo esperas, cambias"
        " la entrega o lo cancelas.",
        en="Your order {order} will take longer than we said, and we would rather you knew now. It was for"
        " {was_on}; it now arrives by {promised_on}. We are sorry. It is your choice: wait for it, change the"
        " delivery, or cancel.",
        parameters=(m.ORDER, m.WAS_ON, m.PROMISED_ON),
        buttons=(m.reply("Está bien, lo espero", "Fine, I will wait", "wait:{order}"), m.CHANGE, m.CANCEL, m.SEE),
    ),
    TemplateCopy(
        meaning="delayed",
        sibling="b",
        es="Hay un cambio en tu pedido {order}: ya no llega el {was_on}. Ahora llega a más tardar el {promised_on}."
        " Sabemos que no es lo que esperabas; dinos con un botón si lo esperas, si cambias la entrega o si prefieres"
        " cancelarlo.",
        en="There is a change in your order {order}: it does not arrive on {was_on} any more. It now arrives by"
        " {promised_on}. We know it is not what you expected; tell us with a button whether you wait, change the"
        " delivery, or would rather cancel.",
        parameters=(m.ORDER, m.WAS_ON, m.PROMISED_ON),
        buttons=(m.reply("Está bien, lo espero", "Fine, I will wait", "wait:{order}"), m.CHANGE, m.CANCEL, m.SEE),
    ),
    TemplateCopy(
        meaning="delayed_moving",
        es="Tu pedido {order} ya va en camino, pero va a tardar más de lo que te dijimos. Era para el {was_on};"
        " ahora llega a más tardar el {promised_on}. Perdón por el cambio. Puedes seguirlo con el botón o hablar con"
        " alguien.",
        en="Your order {order} is on its way, but it will take longer than we said. It was for {was_on}; it now"
        " arrives by {promised_on}. We are sorry. You can follow it with the button or talk to someone.",
        parameters=(m.ORDER, m.WAS_ON, m.PROMISED_ON),
        buttons=(m.reply("Está bien, lo espero", "Fine, I will wait", "wait:{order}"), m.PERSON, m.TRACK),
    ),
    TemplateCopy(
        meaning="delayed_pickup",
        es="Tu pedido {order} no va a estar listo en la tienda el {was_on}. Ahora lo está a más tardar el"
        " {promised_on}. Perdón por el cambio; espera nuestro aviso antes de ir. Si ya no te sirve, lo puedes"
        " cancelar.",
        en="Your order {order} will not be ready at the store on {was_on}. It now is by {promised_on}. We are"
        " sorry; please wait for our message before you come. If it is no use any more, you can cancel it.",
        parameters=(m.ORDER, m.WAS_ON, m.PROMISED_ON),
        buttons=(m.reply("Está bien, lo espero", "Fine, I will wait", "wait:{order}"), m.CANCEL, m.PERSON, m.SEE),
    ),
    TemplateCopy(
        meaning="order_cancelled",
        es="Tuvimos que cancelar tu pedido {order} porque {why}. Te regresamos {refund} al mismo medio con el que"
        " pagaste, sin que tengas que pedirlo. Perdón por quedarte mal.",
        en="We had to cancel your order {order} because {why}. We give back {refund} the same way you paid, without"
        " you having to ask. We are sorry we let you down.",
        parameters=(m.ORDER, m.WHY, m.REFUND),
        buttons=(m.PERSON, m.SEE),
    ),
    TemplateCopy(
        meaning="order_cancelled_unpaid",
        es="Tuvimos que cancelar tu pedido {order} porque {why}. No hay ningún pago tuyo con nosotros. Perdón por"
        " quedarte mal.",
        en="We had to cancel your order {order} because {why}. We hold no payment of yours. We are sorry we let you"
        " down.",
        parameters=(m.ORDER, m.WHY),
        buttons=(m.PERSON, m.SEE),
    ),
    TemplateCopy(
        meaning="order_lapsed",
        es="No nos llegó a tiempo el pago de tu pedido {order}, así que lo cerramos. Si todavía lo quieres, lo"
        " puedes pedir otra vez en la tienda en línea. Si ya pagaste, dinos aquí y lo buscamos.",
        en="The payment of your order {order} did not reach us in time, so we closed it. If you still want it, you"
        " can order again in the web shop. If you have paid, tell us here and we look for it.",
        parameters=(m.ORDER,),
        buttons=(m.reply("Sí pagué", "I did pay", "paid:{order}"), m.SEE),
    ),
    TemplateCopy(
        meaning="payment_returned",
        es="Nos llegó un pago tuyo de {amount} por el pedido {order}, pero {why}. Te regresamos esa cantidad por el"
        " mismo medio; no tienes que hacer nada.",
        en="A payment of yours of {amount} for order {order} reached us, but {why}. We give that amount back the"
        " same way; there is nothing you need to do.",
        parameters=(m.AMOUNT, m.ORDER, m.WHY_LATE),
        buttons=(m.PERSON, m.SEE),
    ),
    TemplateCopy(
        meaning="payment_beyond",
        es="Lo que pagaste por tu pedido {order} es más de lo que cuesta ahora. Te regresamos {amount}, que es lo"
        " que sobra, por el mismo medio; no tienes que hacer nada.",
        en="What you paid for order {order} is more than it costs now. We give back {amount}, which is what is left"
        " over, the same way you paid; there is nothing you need to do.",
        parameters=(m.ORDER, m.AMOUNT),
        buttons=(m.PERSON, m.SEE),
    ),
    TemplateCopy(
        meaning="refund_paid",
        es="Ya salió tu reembolso de {amount} del pedido {order}, al mismo medio con el que pagaste. Cuándo lo ves"
        " depende de tu banco; si no aparece, escríbenos aquí y lo revisamos contigo.",
        en="Your refund of {amount} for order {order} is out, the same way you paid. When you see it depends on"
        " your bank; if it does not show, write to us here and we look into it with you.",
        parameters=(m.AMOUNT, m.ORDER),
        buttons=(m.PERSON, m.SEE),
    ),
    TemplateCopy(
        meaning="return_on_arrival",
        es="Entendido: ya no quieres tu pedido {order}. Como ya va en camino, la devolución empieza cuando llegue."
        " No lo abras y guarda este mensaje; por aquí seguimos contigo.",
        en="Understood: you no longer want your order {order}. As it is on its way, the return begins when it"
        " arrives. Please do not open it and keep this message; we go on with you right here.",
        parameters=(m.ORDER,),
        buttons=(m.PERSON, m.SEE),
    ),
    TemplateCopy(
        meaning="order_edited",
        es="Tu pedido {order} ya quedó cambiado. Cambió la cantidad de {item}: antes {units}, ahora {now_units}. El"
        " total es de {total}; lo demás sigue igual.",
        en="Your order {order} is changed. The quantity of {item} changed: before {units}, now {now_units}. The"
        " total is {total}; all else stays as it was.",
        parameters=(m.ORDER, m.ITEM, m.UNITS, m.NOW_UNITS, m.TOTAL),
        buttons=(m.PERSON, m.SEE),
    ),
    TemplateCopy(
        meaning="order_substituted",
        es="Tu pedido {order} ya quedó cambiado: en lugar de {item} va {now_item}. El total es de {total}; lo demás"
        " sigue igual.",
        en="Your order {order} is changed: instead of {item} it has {now_item}. The total is {total}; all else"
        " stays as it was.",
        parameters=(m.ORDER, m.ITEM, m.NOW_ITEM, m.TOTAL),
        buttons=(m.PERSON, m.SEE),
    ),
    TemplateCopy(
        meaning="order_revised",
        es="Tu pedido {order} ya quedó como lo pediste. Ahora lleva {items}. El envío es de {fee} y el total de"
        " {total}; si algo no es así, dinos con el botón.",
        en="Your order {order} is now as you asked. It has {items}. Delivery is {fee} and the total is {total}; if"
        " anything is not right, tell us with the button.",
        parameters=(m.ORDER, m.ITEMS, m.FEE, m.TOTAL),
        buttons=(m.PERSON, m.SEE),
    ),
)
