"""Parameters and buttons that many templates share, with the examples that their reviewers read."""

from promesa.domain.people.templates.words import ButtonCopy, ButtonKind, ParameterCopy, ParameterKind

ORDER = ParameterCopy("order", ParameterKind.CODE, "A-1042", "A-1042")
CODE = ParameterCopy("code", ParameterKind.COUNTER_CODE, "204 816", "204 816")
CASE = ParameterCopy("case", ParameterKind.CODE, "C-318", "C-318")
AMOUNT = ParameterCopy("amount", ParameterKind.MONEY, "$1,299.00", "$1,299.00 MXN")
TOTAL = ParameterCopy("total", ParameterKind.MONEY, "$2,450.00", "$2,450.00 MXN")
FEE = ParameterCopy("fee", ParameterKind.MONEY, "$99.00", "$99.00 MXN")
REFUND = ParameterCopy("refund", ParameterKind.MONEY, "$1,299.00", "$1,299.00 MXN")
PRICE = ParameterCopy("price", ParameterKind.MONEY, "$899.00", "$899.00 MXN")
DIFFERENCE = ParameterCopy("difference", ParameterKind.MONEY, "$120.00", "$120.00 MXN")
PROMISED_ON = ParameterCopy("promised_on", ParameterKind.DATE, "jueves 9 de julio", "Thursday 9 July")
WAS_ON = ParameterCopy("was_on", ParameterKind.DATE, "martes 7 de julio", "Tuesday 7 July")
ARRIVES_ON = ParameterCopy("arrives_on", ParameterKind.DATE, "miércoles 8 de julio", "Wednesday 8 July")
ATTEMPTED_ON = ParameterCopy("attempted_on", ParameterKind.DATE, "lunes 6 de julio", "Monday 6 July")
COLLECT_BY = ParameterCopy("collect_by", ParameterKind.DATE, "lunes 13 de julio", "Monday 13 July")
ON = ParameterCopy("on", ParameterKind.DATE, "viernes 10 de julio", "Friday 10 July")
UNTIL = ParameterCopy("until", ParameterKind.MOMENT, "sábado 4 de julio, 23:59 h", "Saturday 4 July, 23:59")
ANSWER_BY = ParameterCopy("answer_by", ParameterKind.MOMENT, "lunes 6 de julio, 13:00 h", "Monday 6 July, 13:00")
LOCATION = ParameterCopy("location", ParameterKind.PLACE, "Tienda Del Valle", "Tienda Del Valle")
BRANCH = ParameterCopy("name", ParameterKind.PLACE, "Estafeta Narvarte", "Estafeta Narvarte")
ITEM = ParameterCopy("item", ParameterKind.PRODUCT, "Licuadora roja 1.5 L", "Red blender 1.5 L")
NOW_ITEM = ParameterCopy("now_item", ParameterKind.PRODUCT, "Licuadora negra 1.5 L", "Black blender 1.5 L")
ITEMS = ParameterCopy("items", ParameterKind.PRODUCT, "2 × Licuadora roja 1.5 L", "2 × Red blender 1.5 L")
UNITS = ParameterCopy("units", ParameterKind.UNITS, "2 piezas", "2 units")
NOW_UNITS = ParameterCopy("now_units", ParameterKind.UNITS, "1 pieza", "1 unit")
RAIL = ParameterCopy("rail", ParameterKind.PHRASE, "OXXO", "OXXO")
WHY = ParameterCopy("why", ParameterKind.PHRASE, "ya no había piezas", "there were no units left")

WHY_LATE = ParameterCopy("why", ParameterKind.PHRASE, "tu pedido ya se había cerrado", "your order had been closed")
WHY_ENDED = ParameterCopy("why", ParameterKind.PHRASE, "nos dijiste que no", "you said no")
WHY_SOLVED = ParameterCopy("why", ParameterKind.PHRASE, "respondimos tu duda", "we answered your question")


def word(name: str, example: str) -> ParameterCopy:
    """A word of an alarm for our own people."""
    return ParameterCopy(name, ParameterKind.WORD, example, example)


def reply(es: str, en: str, path: str) -> ButtonCopy:
    return ButtonCopy(ButtonKind.QUICK_REPLY, es, en, path)


def link(es: str, en: str, path: str) -> ButtonCopy:
    return ButtonCopy(ButtonKind.URL, es, en, path)


TRACK = link("Seguir mi pedido", "Track my order", "t/{link}")
PAY = link("Pagar ahora", "Pay now", "t/{link}")
SEE = link("Ver mi pedido", "See my order", "t/{link}")
PERSON = reply("Hablar con alguien", "Talk to someone", "person:{order}")
CHANGE = reply("Cambiar la entrega", "Change the delivery", "change:{order}")
CANCEL = reply("Quiero cancelar", "I want to cancel", "cancel:{order}")
