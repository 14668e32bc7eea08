"""What we write about parcels: on the way, at the counter, at the door, and what did not go as it should."""

from promesa.domain.people.templates import making as m
from promesa.domain.people.templates.words import TemplateCopy

_ABSENT = m.reply("No voy a estar", "I will not be home", "absent:{order}")
_WRONG = m.reply("Llegó mal", "Something is wrong", "claim:{order}")
_NOT_HERE = m.reply("No lo recibí", "I did not get it", "missing:{order}")
_FINE = m.reply("Todo bien", "All is well", "fine:{order}")
_COMING = m.reply("Ya voy", "On my way", "coming:{order}")
_LATER = m.reply("Necesito más días", "I need more days", "extend:{order}")

COPY: tuple[TemplateCopy, ...] = (
    TemplateCopy(
        meaning="on_its_way",
        es="Tu pedido {order} ya salió y va en camino. Lo esperamos en tu puerta el {arrives_on}. Si ese día no vas"
        " a estar, dinos con un botón y buscamos cómo.",
        en="Your order {order} has left and is on its way. We expect it at your door on {arrives_on}. If you will"
        " not be home, tell us with a button and we look for a way.",
        parameters=(m.ORDER, m.ARRIVES_ON),
        buttons=(_ABSENT, m.PERSON, m.TRACK),
    ),
    TemplateCopy(
        meaning="on_its_way",
        sibling="b",
        es="Ya va para allá tu pedido {order}. La paquetería lo tiene y lo esperamos contigo el {arrives_on}. Sigue"
        " su camino con el botón de abajo.",
        en="Your order {order} is coming. The carrier has it, and we expect it with you on {arrives_on}. Follow it"
        " with the button below.",
        parameters=(m.ORDER, m.ARRIVES_ON),
        buttons=(_ABSENT, m.PERSON, m.TRACK),
    ),
    TemplateCopy(
        meaning="on_its_way_part",
        es="Ya salió una parte de tu pedido {order}, que trae {items}. Esa parte la esperamos contigo el"
        " {arrives_on}; de lo demás te avisamos aparte.",
        en="Part of your order {order} has left with {items}. We expect that part with you on {arrives_on}; we tell"
        " you about the rest separately.",
        parameters=(m.ORDER, m.ITEMS, m.ARRIVES_ON),
        buttons=(_ABSENT, m.PERSON, m.TRACK),
    ),
    TemplateCopy(
        meaning="on_its_way_branch",
        es="Tu pedido {order} ya salió rumbo a la sucursal de la paquetería. Lo esperamos ahí el {arrives_on}; no"
        " vayas todavía, te avisamos cuando puedas pasar por él.",
        en="Your order {order} has left for the carrier's branch. We expect it there on {arrives_on}; please do not"
        " go yet, we tell you when you can collect it.",
        parameters=(m.ORDER, m.ARRIVES_ON),
        buttons=(m.PERSON, m.TRACK),
    ),
    TemplateCopy(
        meaning="on_its_way_branch_part",
        es="Ya salió rumbo a la sucursal de la paquetería una parte de tu pedido {order}, que trae {items}. La"
        " esperamos ahí el {arrives_on}; no vayas todavía, te avisamos cuando puedas pasar.",
        en="Part of your order {order} has left for the carrier's branch: {items}. We expect it there on"
        " {arrives_on}; please do not go yet, we tell you when you can collect it.",
        parameters=(m.ORDER, m.ITEMS, m.ARRIVES_ON),
        buttons=(m.PERSON, m.TRACK),
    ),
    TemplateCopy(
        meaning="ready_for_pickup",
        es="Ya puedes pasar por tu pedido a {location}. En el mostrador muestra este código: {code}, y una"
        " identificación. Si va alguien más por ti, compártele este mensaje.",
        en="You can collect your order at {location}. At the counter show this code: {code}, and an ID. If somebody"
        " else goes for you, share this message with them.",
        parameters=(m.LOCATION, m.CODE),
        buttons=(_COMING, _LATER, m.PERSON),
    ),
    TemplateCopy(
        meaning="ready_for_pickup",
        sibling="b",
        es="Tu pedido está empacado y te espera en el mostrador de {location}. Da el código {code} y enseña una"
        " identificación. ¿No alcanzas a ir pronto? Pídenos más días con el botón.",
        en="Your order is packed and waits at the counter of {location}. Give the code {code} and show an ID."
        " Cannot come soon? Ask for more days with the button.",
        parameters=(m.LOCATION, m.CODE),
        buttons=(_COMING, _LATER, m.PERSON),
    ),
    TemplateCopy(
        meaning="ready_for_pickup_part",
        es="Ya puedes pasar a {location} por una parte de tu pedido: {items}. En el mostrador muestra este código:"
        " {code}, y una identificación. De lo demás te avisamos aparte.",
        en="You can collect a part of your order at {location}, which is {items}. At the counter show this code:"
        " {code}, and an ID. We tell you about the rest separately.",
        parameters=(m.LOCATION, m.ITEMS, m.CODE),
        buttons=(_COMING, _LATER, m.PERSON),
    ),
    TemplateCopy(
        meaning="at_branch",
        es="Tu pedido {order} ya te espera en {name}, la sucursal de la paquetería. Lo guardan hasta el"
        " {collect_by}; lleva una identificación oficial.",
        en="Your order {order} waits for you at {name}, the carrier's branch. They keep it until {collect_by};"
        " please bring an official ID.",
        parameters=(m.ORDER, m.BRANCH, m.COLLECT_BY),
        buttons=(_COMING, m.PERSON, m.TRACK),
    ),
    TemplateCopy(
        meaning="at_branch_part",
        es="Una parte de tu pedido {order} ya te espera en {name}, la sucursal de la paquetería: {items}. La"
        " guardan hasta el {collect_by}; lleva una identificación oficial. De lo demás te avisamos aparte.",
        en="Part of your order {order} waits for you at {name}, the carrier's branch: {items}. They keep it until"
        " {collect_by}; please bring an official ID. We tell you about the rest separately.",
        parameters=(m.ORDER, m.BRANCH, m.ITEMS, m.COLLECT_BY),
        buttons=(_COMING, m.PERSON, m.TRACK),
    ),
    TemplateCopy(
        meaning="delivered",
        es="La paquetería nos dice que ya entregó tu pedido {order}. ¿Lo tienes y llegó bien? Si no, dinos con un"
        " botón y una persona lo revisa contigo.",
        en="The carrier tells us that your order {order} was delivered. Do you have it, and is it all right? If"
        " not, tell us with a button and a person looks into it with you.",
        parameters=(m.ORDER,),
        buttons=(_FINE, _NOT_HERE, _WRONG),
    ),
    TemplateCopy(
        meaning="delivered",
        sibling="b",
        es="Tu pedido {order} aparece como entregado. Cuéntanos si todo llegó como esperabas; si algo falta o viene"
        " mal, aquí lo vemos.",
        en="Your order {order} shows as delivered. Tell us whether all came as you expected; if anything is missing"
        " or wrong, we see to it here.",
        parameters=(m.ORDER,),
        buttons=(_FINE, _NOT_HERE, _WRONG),
    ),
    TemplateCopy(
        meaning="delivered_part",
        es="La paquetería nos dice que ya entregó una parte de tu pedido {order}, que trae {items}. De lo demás te"
        " avisamos aparte. Si algo no llegó bien, dinos con un botón.",
        en="The carrier tells us that part of your order {order} was delivered: {items}. We tell you about the rest"
        " separately. If anything is wrong, tell us with a button.",
        parameters=(m.ORDER, m.ITEMS),
        buttons=(_FINE, _NOT_HERE, _WRONG),
    ),
    TemplateCopy(
        meaning="failed_attempt",
        es="La paquetería pasó a dejar tu pedido {order} el {attempted_on} y no pudo entregarlo. Lo sigue teniendo"
        " ella. Dinos qué te acomoda y vemos cómo te llega.",
        en="The carrier came with your order {order} on {attempted_on} and could not deliver it. They still have"
        " it. Tell us what suits you, and we see how to get it to you.",
        parameters=(m.ORDER, m.ATTEMPTED_ON),
        buttons=(
            m.CHANGE,
            m.reply("Revisar mi dirección", "Check my address", "address:{order}"),
            m.PERSON,
            m.TRACK,
        ),
    ),
    TemplateCopy(
        meaning="lost",
        es="Malas noticias de tu pedido {order}: la paquetería perdió un paquete con {items}, y no va a llegar. No"
        " es tu culpa y no te vamos a dejar así; toca el botón y una persona arregla contigo qué sigue.",
        en="Bad news about your order {order}: the carrier lost a parcel with {items}, and it will not arrive. It"
        " is not your fault, and we do not leave it at that; tap the button and a person settles with you what comes"
        " next.",
        parameters=(m.ORDER, m.ITEMS),
        buttons=(m.PERSON, m.SEE),
    ),
    TemplateCopy(
        meaning="units_missing",
        es="Buscamos bien y no encontramos {units} de {item}, así que tu pedido {order} queda incompleto. Te"
        " regresamos {amount} por el mismo medio con el que pagaste. Perdón por fallarte en esto.",
        en="We looked everywhere and did not find {units} of {item}, so your order {order} is not complete. We give"
        " back {amount} the same way you paid. We are sorry we failed you here.",
        parameters=(m.UNITS, m.ITEM, m.ORDER, m.AMOUNT),
        buttons=(m.PERSON, m.SEE),
    ),
    TemplateCopy(
        meaning="units_missing_unpaid",
        es="Buscamos bien y no encontramos {units} de {item}, así que tu pedido {order} queda incompleto. Perdón"
        " por fallarte en esto; si tienes dudas, aquí estamos.",
        en="We looked everywhere and did not find {units} of {item}, so your order {order} is not complete. We are"
        " sorry we failed you here; if you have questions, we are here.",
        parameters=(m.UNITS, m.ITEM, m.ORDER),
        buttons=(m.PERSON, m.SEE),
    ),
)
