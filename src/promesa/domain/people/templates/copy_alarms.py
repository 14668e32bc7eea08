"""What operations, our own people, are told: short, with the figures of the fact that raised the alarm."""

from promesa.domain.people.templates.making import word
from promesa.domain.people.templates.words import TemplateCopy

COPY: tuple[TemplateCopy, ...] = (
    TemplateCopy(
        meaning="pause_suggested",
        for_operations=True,
        es="La ubicación {location} dijo que no ({reason}) al paquete {parcel}. Si está cerrada, conviene ponerla"
        " en pausa: nada se le pide mientras tanto.",
        en="Location {location} said no ({reason}) to parcel {parcel}. If it is shut, better pause it: nothing is"
        " asked of it meanwhile.",
        parameters=(word("location", "T-014"), word("reason", "closed"), word("parcel", "A-1042:1")),
    ),
    TemplateCopy(
        meaning="location_paused",
        for_operations=True,
        es="La ubicación {location} está en pausa ({reason}) hasta: {until}. SKU que solo hay ahí: {only_here}. Por"
        " empacar: {deliveries} envíos y {pickups} entregas en mostrador. Lo que puede sale de otro lado.",
        en="Location {location} is paused ({reason}) until: {until}. SKUs that are only there: {only_here}. To"
        " pack: {deliveries} deliveries and {pickups} pickups. What can leaves from elsewhere.",
        parameters=(
            word("location", "T-014"),
            word("reason", "no_power"),
            word("until", "2026-07-09T15:00:00Z"),
            word("only_here", "12"),
            word("deliveries", "8"),
            word("pickups", "3"),
        ),
    ),
    TemplateCopy(
        meaning="contingency_opened",
        for_operations=True,
        es="Empieza la contingencia {contingency}, de tipo {kind} y por {reason}, hasta: {until}. Pedidos en"
        " riesgo: {affected}. Cada uno recibe su respuesta en los próximos minutos; míralos en la consola.",
        en="Contingency {contingency} begins, of kind {kind} and because of {reason}, until: {until}. Orders at"
        " risk: {affected}. Each has its answer within minutes; see them in the console.",
        parameters=(
            word("contingency", "huracan-07"),
            word("kind", "area"),
            word("reason", "huracán en la costa"),
            word("until", "2026-07-11T00:00:00Z"),
            word("affected", "214"),
        ),
    ),
    TemplateCopy(
        meaning="contingency_closed",
        for_operations=True,
        es="Terminó la contingencia {contingency}. Pedidos que recibieron su respuesta: {answered}. Todo vuelve a"
        " ofrecerse como antes.",
        en="Contingency {contingency} is over. Orders that had their answer: {answered}. Everything is offered"
        " again as before.",
        parameters=(word("contingency", "huracan-07"), word("answered", "214")),
    ),
    TemplateCopy(
        meaning="mandate_demoted",
        for_operations=True,
        es="El agente {agent} perdió autonomía en {kind}: tenía {was} y ahora {autonomy}, por {reason}. Parte de"
        " actos malos: {bad_share} de los últimos. Una persona puede devolvérsela.",
        en="Agent {agent} lost autonomy in {kind}: it had {was} and now {autonomy}, because of {reason}. Share of"
        " bad acts: {bad_share} of the last ones. A person may give it back.",
        parameters=(
            word("agent", "advisor"),
            word("kind", "reroute"),
            word("was", "acts"),
            word("autonomy", "suggests"),
            word("reason", "drift"),
            word("bad_share", "12.5%"),
        ),
    ),
    TemplateCopy(
        meaning="lane_drifted",
        for_operations=True,
        es="La ruta {lane} ya no se comporta como decíamos ({direction}): esperábamos {foreseen_late_share} tarde y"
        " van {late_share} tarde. Las promesas nuevas ya lo toman en cuenta.",
        en="Lane {lane} no longer does what we say ({direction}): {foreseen_late_share} were foreseen late and"
        " {late_share} are late. New promises take it into account already.",
        parameters=(
            word("lane", "CEDIS-MTY / estafeta-terrestre"),
            word("direction", "later"),
            word("foreseen_late_share", "4.0%"),
            word("late_share", "11.5%"),
        ),
    ),
    TemplateCopy(
        meaning="word_not_understood",
        for_operations=True,
        es="El socio {partner} mandó una palabra que no conocemos: {word}. El aviso está guardado; alguien debe ver"
        " si hay que leerla.",
        en="The partner {partner} sent a word that we do not know: {word}. The notice is kept; somebody should see"
        " whether it must be read.",
        parameters=(word("partner", "whatsapp"), word("word", "messages.beam_updates")),
    ),
    TemplateCopy(
        meaning="handset_in_trouble",
        for_operations=True,
        es="Nuestro número {handset} en {partner} tiene un problema ({kind}): ahora está en {change}. Conviene verlo"
        " hoy en la consola del socio.",
        en="Our number {handset} at {partner} is in trouble ({kind}): it is now in {change}. Better look at it today"
        " in the partner's console.",
        parameters=(
            word("handset", "106540352242922"),
            word("partner", "whatsapp"),
            word("kind", "phone_number_quality_update"),
            word("change", "FLAGGED"),
        ),
    ),
    TemplateCopy(
        meaning="line_stopped",
        for_operations=True,
        es="Por {channel} ya no sale nada: el socio nos respondió {code}, como cuando vence un permiso o se bloquea la"
        " cuenta. Lo que espera no se pierde y lo urgente irá por otra vía a su hora. Arréglalo con el socio y reanuda"
        " en Socios.",
        en="Nothing goes out by {channel} any more: the partner answered {code}, as when a token ends or an account is"
        " locked. What waits is not lost, and what is urgent goes another way at its hour. See to it with the partner,"
        " then resume on Partners.",
        parameters=(word("channel", "whatsapp"), word("code", "190")),
    ),
    TemplateCopy(
        meaning="line_runs_again",
        for_operations=True,
        es="Por {channel} vuelve a salir lo que esperaba, si todavía es cierto. No hay que hacer nada.",
        en="What waited for {channel} goes out again, where it is still so. Nothing needs doing.",
        parameters=(word("channel", "whatsapp"),),
    ),
    TemplateCopy(
        meaning="lane_settled",
        for_operations=True,
        es="La ruta {lane} volvió a comportarse como decíamos ({direction}): esperábamos {foreseen_late_share}"
        " tarde y van {late_share} tarde. No hay que hacer nada.",
        en="Lane {lane} does what we say again ({direction}): {foreseen_late_share} were foreseen late and"
        " {late_share} are late. Nothing needs doing.",
        parameters=(
            word("lane", "CEDIS-MTY / estafeta-terrestre"),
            word("direction", "later"),
            word("foreseen_late_share", "4.0%"),
            word("late_share", "4.2%"),
        ),
    ),
    TemplateCopy(
        meaning="carrier_unheard",
        for_operations=True,
        es="De {carrier} no llega ninguna noticia desde {heard_at}, y así {parcels} paquetes llevan más callados de lo"
        " que sus rutas tardan nunca. Revisa su conexión y pregúntale; a los clientes no se les escribe por esto.",
        en="Nothing is heard of {carrier} since {heard_at}, and so {parcels} parcels are silent for longer than their"
        " lanes ever take. Check its connection and ask it; customers are not written to because of this.",
        parameters=(word("carrier", "estafeta"), word("heard_at", "2026-07-09T15:00:00Z"), word("parcels", "500")),
    ),
    TemplateCopy(
        meaning="carrier_heard",
        for_operations=True,
        es="Volvió a dar noticias {carrier}, que callaba desde {since}. Todavía sin noticia quedan {left} paquetes.",
        en="The carrier {carrier} is heard of again; silent since {since}, it still owes news of {left} parcels.",
        parameters=(word("carrier", "estafeta"), word("since", "2026-07-09T15:00:00Z"), word("left", "3")),
    ),
    TemplateCopy(
        meaning="redelivery_wanted",
        for_operations=True,
        es="Pídele a {carrier} otro intento del paquete {parcel}, guía {tracking}, el {arrives_on}. Código postal nuevo"
        ", si lo hay: {postal_code}. Lo pidió su cliente y la paquetería lo permite.",
        en="Please ask {carrier} to try parcel {parcel}, label {tracking}, again on {arrives_on}. New postal code, if"
        " there is one: {postal_code}. Its customer wants it so, and the carrier's terms allow it.",
        parameters=(
            word("carrier", "estafeta"),
            word("parcel", "p-1042-1"),
            word("tracking", "8055241380"),
            word("arrives_on", "2026-07-10"),
            word("postal_code", "44100"),
        ),
    ),
    TemplateCopy(
        meaning="source_silent",
        for_operations=True,
        es="La fuente {source} lleva callada más de lo normal: lo último suyo es de {last_at}. Mientras tanto se"
        " guarda un margen de {share} de lo que contó. Revisa su conexión.",
        en="The source {source} has been silent longer than usual: the last of it is from {last_at}. Meanwhile a"
        " margin of {share} of what it counted is kept. Please check its connection.",
        parameters=(word("source", "erp"), word("last_at", "2026-07-09T15:00:00Z"), word("share", "12.0%")),
    ),
    TemplateCopy(
        meaning="source_spoke",
        for_operations=True,
        es="La fuente {source} volvió a hablar; había callado desde {since}. El margen que se guardaba se suelta solo.",
        en="The source {source} speaks again; it had been silent since {since}. The margin that was kept goes by"
        " itself.",
        parameters=(word("source", "erp"), word("since", "2026-07-09T15:00:00Z")),
    ),
)
