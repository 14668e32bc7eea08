"""The columns of a capacity file and the names under which they come."""

from promesa.gateways.files import headers
from promesa.gateways.files.headers import CODE, NUMBER

FIELDS = (
    headers.field(
        "location",
        "clave ubicación, clave almacén, clave sucursal, clave tienda, código tienda, id tienda, no. tienda, "
        "ubicación, almacén, sucursal, tienda, cedis, bodega, location id, warehouse id, store id, location, "
        "warehouse, store, site",
        CODE,
        True,
    ),
    headers.field("weekdays", "día, días, día de la semana, días de la semana, weekday, weekdays, day of week"),
    headers.field("date", "fecha, date, día específico"),
    headers.field("slot", "turno, franja, ventana, horario, slot, shift, window"),
    headers.field("starts", "desde, inicio, hora inicio, hora de inicio, entrada, starts, start, from"),
    headers.field("ends", "hasta, fin, hora fin, hora de fin, salida, ends, end, to"),
    headers.field("minutes", "minutos, minutos de trabajo, minutos hombre, capacidad, labour minutes, minutes", NUMBER),
    headers.field("order_minutes", "minutos por pedido, minutos pedido, minutes per order", NUMBER),
    headers.field("line_minutes", "minutos por renglón, minutos por partida, minutes per line", NUMBER),
    headers.field("unit_minutes", "minutos por pieza, minutos por unidad, minutes per unit", NUMBER),
)
