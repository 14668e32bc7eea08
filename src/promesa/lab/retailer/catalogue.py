"""Four thousand things to sell, named in Spanish from small lists of words, each department with its own seasons."""

from functools import lru_cache

import msgspec

from promesa.domain.network.catalog import LoadProducts
from promesa.domain.values.ids import Sku
from promesa.domain.values.money import Centavos

SKUS_MAX = 4_000


class Article(msgspec.Struct, frozen=True):
    """One SKU as the demo sells it; `pull` is how often it is bought, in no unit."""

    sku: Sku
    name: str
    department: str
    price: Centavos
    grams: int
    volume_cm3: int
    pull: float


class Department(msgspec.Struct, frozen=True):
    """`nouns` are "name|pesos from|pesos to|grams|cm3"; the SKUs are nouns x qualities x variants."""

    key: str
    code: str
    pull: float
    seasons: tuple[float, ...]
    """How demand stands to the year's mean, January first."""
    nouns: tuple[str, ...]
    qualities: tuple[str, ...]
    variants: tuple[str, ...]


_COLOURS = ("blanco", "negro", "gris", "azul marino", "verde olivo", "terracota", "mostaza", "rosa palo")
_SIZES = ("chica", "mediana", "grande", "extra grande")

DEPARTMENTS = (
    Department(
        "hogar",
        "HOG",
        1.3,
        (0.8, 0.8, 0.9, 0.9, 1.2, 1.1, 0.9, 0.9, 0.9, 1.0, 1.3, 1.3),
        (
            "Juego de sábanas matrimonial|399|899|1800|9000",
            "Juego de sábanas individual|299|649|1300|7000",
            "Edredón ligero|549|1299|2200|26000",
            "Cobertor de borrega|499|999|2600|30000",
            "Almohada firme|199|449|900|18000",
            "Cortina térmica|349|799|1600|8000",
            "Lámpara de mesa|299|899|1500|12000",
            "Espejo redondo|399|1299|3200|20000",
            "Tapete para sala|449|1899|4200|24000",
            "Toallas de baño, 4 piezas|299|699|1600|9000",
        ),
        ("de algodón", "de lino", "reciclado", "clásico", "nórdico"),
        _COLOURS,
    ),
    Department(
        "cocina",
        "COC",
        1.2,
        (0.8, 0.9, 0.9, 0.9, 1.5, 1.1, 0.9, 0.8, 0.9, 0.9, 1.2, 1.5),
        (
            "Batería de cocina, 8 piezas|899|2499|5200|38000",
            "Sartén antiadherente|249|699|1100|9000",
            "Olla exprés|699|1599|3100|16000",
            "Licuadora|599|1499|2900|14000",
            "Freidora de aire|999|2299|4600|30000",
            "Cafetera de goteo|449|1199|2000|14000",
            "Vajilla, 16 piezas|599|1499|6800|22000",
            "Comal de hierro|249|549|2400|4000",
            "Molcajete|349|699|4800|7000",
        ),
        ("Tradición", "Comalli", "Brasa", "Fogón", "Nopal"),
        ("roja", "negra", "acero", "crema", "azul", "verde"),
    ),
    Department(
        "moda-dama",
        "DAM",
        1.5,
        (0.8, 1.0, 1.0, 1.0, 1.4, 1.0, 0.9, 0.9, 1.0, 1.0, 1.1, 1.4),
        (
            "Blusa|199|499|220|1500",
            "Vestido midi|349|899|380|2200",
            "Pantalón recto|299|699|480|2400",
            "Falda plisada|249|599|330|1900",
            "Suéter tejido|299|799|520|3600",
            "Chamarra ligera|499|1199|780|6000",
            "Jeans de tiro alto|399|899|620|2800",
        ),
        ("básica", "estampada", "bordada", "lisa", "de temporada"),
        tuple(f"{colour}, talla {size}" for colour in ("negra", "blanca", "azul", "vino") for size in ("CH", "M", "G")),
    ),
    Department(
        "moda-caballero",
        "CAB",
        1.0,
        (0.8, 0.9, 0.9, 0.9, 1.0, 1.4, 0.9, 0.9, 1.0, 1.0, 1.2, 1.4),
        (
            "Camisa de vestir|299|699|320|2000",
            "Playera cuello redondo|129|349|200|1200",
            "Pantalón casual|349|749|540|2600",
            "Bermuda|249|549|380|2000",
            "Sudadera|349|799|640|4800",
            "Cinturón de piel|249|549|260|900",
        ),
        ("regular", "entallada", "de algodón", "deportiva"),
        tuple(f"{colour}, talla {size}" for colour in ("negra", "blanca", "azul", "gris") for size in ("M", "G", "XG")),
    ),
    Department(
        "calzado",
        "CAL",
        1.1,
        (0.9, 0.9, 1.0, 1.0, 1.2, 1.0, 1.0, 1.4, 1.0, 0.9, 1.1, 1.3),
        (
            "Tenis para correr|599|1499|780|7000",
            "Tenis casual|499|1199|820|7000",
            "Zapato escolar|349|699|700|6500",
            "Sandalia|199|549|450|4500",
            "Bota corta|699|1599|1200|9500",
            "Huarache de piel|349|749|600|4500",
        ),
        ("dama", "caballero"),
        tuple(f"{colour}, {size} cm" for colour in ("negro", "blanco", "café") for size in (23, 24, 25, 26, 27, 28)),
    ),
    Department(
        "juguetes",
        "JUG",
        1.2,
        (2.3, 0.6, 0.6, 1.6, 0.7, 0.6, 0.7, 0.7, 0.6, 0.7, 1.2, 3.0),
        (
            "Bloques para armar|199|899|900|7000",
            "Muñeca articulada|249|799|500|5000",
            "Carro a control remoto|399|1199|1100|9000",
            "Lotería mexicana|99|249|400|1500",
            "Juego de mesa|249|799|1000|6000",
            "Peluche|149|599|400|9000",
            "Rompecabezas|149|449|700|3000",
            "Bicicleta infantil|1499|3299|9500|90000",
            "Patín del diablo|599|1299|3200|20000",
        ),
        ("Jaguar", "Ajolote", "Colibrí", "Dinosaurio", "Espacial", "de la granja"),
        ("3 a 5 años", "6 a 8 años", "9 a 12 años", "edición especial", "tamaño viaje", "para toda la familia"),
    ),
    Department(
        "electronica",
        "ELE",
        1.4,
        (0.8, 0.7, 0.8, 0.8, 1.2, 1.2, 0.8, 0.9, 0.8, 0.8, 2.0, 1.6),
        (
            "Audífonos inalámbricos|299|1999|200|800",
            "Bocina portátil|399|2499|700|2500",
            "Pantalla inteligente 43 pulgadas|5499|8999|9800|120000",
            "Tableta|2299|5999|600|2000",
            "Reloj inteligente|799|2999|150|700",
            "Cargador rápido|149|449|120|400",
            "Batería portátil|249|799|350|600",
            "Teclado|299|1299|800|3500",
            "Ratón inalámbrico|149|599|150|800",
            "Cámara de seguridad|449|1299|300|1500",
        ),
        ("Onda", "Nube", "Sierra", "Cometa", "Faro"),
        ("negro", "blanco", "grafito", "azul", "2.ª generación", "edición 2026"),
    ),
    Department(
        "belleza",
        "BEL",
        1.3,
        (0.8, 1.3, 0.9, 0.9, 1.8, 1.0, 0.8, 0.8, 0.9, 0.9, 1.2, 1.7),
        (
            "Crema facial|149|599|180|400",
            "Perfume|399|1499|350|900",
            "Labial mate|89|249|40|100",
            "Base de maquillaje|149|449|120|250",
            "Champú|79|249|450|700",
            "Protector solar|129|399|200|350",
            "Secadora de cabello|399|1299|800|4500",
            "Plancha para cabello|349|1199|700|3500",
        ),
        ("Cempasúchil", "Vainilla", "Nopal", "Agave", "Jamaica", "Cacao"),
        ("30 ml", "50 ml", "100 ml", "edición de viaje", "paquete doble", "piel sensible", "uso diario"),
    ),
    Department(
        "deportes",
        "DEP",
        0.9,
        (1.5, 1.0, 1.0, 1.0, 1.0, 1.2, 1.0, 0.9, 0.9, 0.8, 1.0, 1.1),
        (
            "Mancuernas, par|299|1299|6000|6000",
            "Tapete de yoga|199|599|1100|8000",
            "Balón de futbol|199|699|450|6000",
            "Guantes de box|349|999|700|6000",
            "Termo de acero|199|599|450|2500",
            "Mochila deportiva|299|899|700|12000",
            "Bicicleta de montaña rodada 29|4999|9499|15500|160000",
            "Casa de campaña|899|2999|4200|20000",
        ),
        ("Cumbre", "Ráfaga", "Impulso", "Sierra Madre", "Marea"),
        ("negro", "rojo", "azul", "verde", "gris", "naranja", "profesional", "inicial", "junior"),
    ),
    Department(
        "escolar",
        "ESC",
        0.8,
        (1.2, 0.7, 0.7, 0.7, 0.7, 0.8, 1.7, 2.8, 1.0, 0.7, 0.6, 0.6),
        (
            "Mochila escolar|249|899|700|14000",
            "Cuadernos profesionales, 6 piezas|119|299|1500|3000",
            "Lápices de colores, 24 piezas|79|249|250|500",
            "Lonchera térmica|149|449|350|4500",
            "Calculadora científica|199|599|180|500",
            "Escritorio plegable|899|1999|12500|60000",
            "Silla de escritorio|1199|3299|11000|90000",
        ),
        ("Alebrije", "Papalote", "Volcán", "Galaxia"),
        (*_SIZES, "rosa", "azul", "negra", "verde"),
    ),
)


@lru_cache(maxsize=1)
def articles() -> tuple[Article, ...]:
    """Every SKU, department by department: the same for every seed."""
    share = SKUS_MAX // len(DEPARTMENTS)
    return tuple(article for department in DEPARTMENTS for article in _articles(department, share))


def _articles(department: Department, most: int) -> list[Article]:
    """The first `most` in an order that spreads nouns evenly; the first of each noun are bought most."""
    found = []
    for number in range(most):
        noun_number, rank = number % len(department.nouns), number // len(department.nouns)
        noun, low, high, grams, volume = department.nouns[noun_number].split("|")
        quality = department.qualities[rank % len(department.qualities)]
        variant = department.variants[(rank // len(department.qualities)) % len(department.variants)]
        series = rank // (len(department.qualities) * len(department.variants))
        step = (number * 61 + noun_number * 17) % 97 / 97
        pesos = int(low) + (int(high) - int(low)) * step
        found.append(
            Article(
                sku=Sku(f"{department.code}-{number + 1:04d}"),
                name=f"{noun} {quality}, {variant}" + (f", serie {series + 1}" if series else ""),
                department=department.key,
                price=Centavos(max(1, round(pesos / 10)) * 1_000 - 100),
                grams=int(grams) + int(grams) * (number % 7) // 20,
                volume_cm3=int(volume),
                pull=department.pull / (rank + 3.0) ** 0.85,
            )
        )
    return found


def load_products() -> LoadProducts:
    rows = articles()
    return LoadProducts(
        source="lab",
        skus=tuple(row.sku for row in rows),
        names=tuple(row.name for row in rows),
        prices=tuple(row.price for row in rows),
        grams=tuple(row.grams for row in rows),
        volumes_cm3=tuple(row.volume_cm3 for row in rows),
        categories=tuple(row.department for row in rows),
    )
