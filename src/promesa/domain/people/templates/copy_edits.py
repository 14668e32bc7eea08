"""What we write about an order that its customer wants otherwise: more, another day, a change that was not made."""

from promesa.domain.people.templates import making as m
from promesa.domain.people.templates.words import TemplateCopy

COPY: tuple[TemplateCopy, ...] = (
    TemplateCopy(
        meaning="anything_else",
        es="Tu pedido {order} ya está confirmado y todavía no lo empacamos. Si quieres agregar algo, va en el mismo"
        " envío sin otro cargo hasta el {until}; si no, no tienes que hacer nada.",
        en="Your order {order} is confirmed and not packed yet. If you want to add anything, it leaves in the same"
        " parcel at no other charge until {until}; if not, there is nothing to do.",
        parameters=(m.ORDER, m.UNTIL),
        buttons=(m.PERSON, m.SEE),
    ),
    TemplateCopy(
        meaning="redirected",
        es="Listo: cambiamos la entrega de tu pedido {order} como nos pediste. Ahora llega el {promised_on}; si algo"
        " no es así, dinos con el botón.",
        en="Done: we changed the delivery of your order {order} as you asked. It now arrives on {promised_on}; if"
        " anything is not right, tell us with the button.",
        parameters=(m.ORDER, m.PROMISED_ON),
        buttons=(m.PERSON, m.SEE),
    ),
    TemplateCopy(
        meaning="edit_ended",
        es="El cambio que querías en tu pedido {order} no se pudo hacer. Tu pedido sigue como estaba y, si pagaste"
        " algo por el cambio, te lo devolvemos.",
        en="The change that you wanted in your order {order} could not be made. Your order stays as it was and, if"
        " you paid for the change, we give it back.",
        parameters=(m.ORDER,),
        buttons=(m.PERSON, m.SEE),
    ),
)
