"""The columns of a location file and the names under which they come."""

from promesa.gateways.files import headers
from promesa.gateways.files.headers import CODE, NUMBER

FIELDS = (
    headers.field(
        "location",
        "clave ubicación, id ubicación, clave almacén, código almacén, id almacén, clave sucursal, código sucursal, "
        "id sucursal, no. sucursal, clave tienda, código tienda, código de tienda, id tienda, no. tienda, "
        "número de tienda, location id, location code, warehouse id, store id, store code, site id, node id, clave, "
        "código, id, ubicación, almacén, sucursal, tienda, cedis, bodega, location, warehouse, store, site, node",
        CODE,
        True,
    ),
    headers.field(
        "name",
        "nombre, nombre ubicación, nombre de la tienda, nombre tienda, nombre sucursal, nombre almacén, descripción, "
        "name, location name, store name, warehouse name, tienda, sucursal, almacén",
    ),
    headers.field("kind", "tipo, tipo de ubicación, tipo de tienda, formato, kind, type, location type"),
    headers.field("zone", "zona horaria, huso horario, huso, time zone, timezone"),
    headers.field(
        "postal_code", "código postal, cp, c.p., cod postal, d_codigo, postal code, postcode, zip, zip code", CODE
    ),
    headers.field("state", "estado, entidad, entidad federativa, clave estado, c_estado, state, province, region"),
    headers.field("lat", "latitud, latitude"),
    headers.field("lon", "longitud, lng, long, longitude"),
    headers.field(
        "hours",
        "horario, horarios, horario de atención, horario de servicio, hours, opening hours, business hours, "
        "horario l-v, horario lunes a viernes",
    ),
    headers.field("opens", "apertura, hora de apertura, hora apertura, abre, opens, open, opening time"),
    headers.field("closes", "cierre, hora de cierre, hora cierre, cierra, closes, close, closing time"),
    headers.field("hours_saturday", "horario sábado, horario sábados, sábado, sábados, saturday, saturday hours"),
    headers.field("hours_sunday", "horario domingo, horario domingos, domingo, domingos, sunday, sunday hours"),
    headers.field("cutoff", "hora de corte, hora corte, corte, horario de corte, cut-off, cut off, cutoff time"),
    headers.field("cutoff_saturday", "corte sábado, hora de corte sábado, saturday cutoff, cut-off saturday"),
    headers.field("cutoff_sunday", "corte domingo, hora de corte domingo, sunday cutoff, cut-off sunday"),
    headers.field("holidays", "calendario, calendario de festivos, festivos, holiday calendar, calendar"),
    headers.field("opens_on_holidays", "abre en festivos, abre días festivos, abre festivos, open on holidays"),
    headers.field("closures", "cierres, días de cierre, fechas de cierre, closed dates, closing dates"),
    headers.field(
        "handling_days", "días de preparación, días preparación, días de surtido, días de manejo, lead time", NUMBER
    ),
    headers.field("handling_cost", "costo de preparación, costo de surtido, costo por pedido, costo manejo", NUMBER),
    headers.field(
        "orders_per_day",
        "pedidos por día, pedidos diarios, capacidad diaria, capacidad, daily capacity, capacity",
        NUMBER,
    ),
    headers.field("ships", "envía, envía a domicilio, surte envíos, surte, ship from store, shipping, ships orders"),
    headers.field(
        "pickup",
        "recoge en tienda, recolección en tienda, recolección, entrega en tienda, click and collect, click & collect, "
        "pick up, store pickup",
    ),
    headers.field(
        "pickup_prep_minutes",
        "minutos de preparación, minutos preparación, tiempo de preparación, prep minutes",
        NUMBER,
    ),
    headers.field("channels", "canales, canal, canales de venta, sales channels, channel"),
    headers.field("active", "activo, activa, estatus, abierta, operando, status, is active, enabled"),
)
