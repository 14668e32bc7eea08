"""A small gazetteer of our own: the cities of the demo, a few postal codes in each and how many people buy there."""

from functools import lru_cache

import msgspec

from promesa.domain.network.places import LoadPlaces
from promesa.domain.values import place
from promesa.domain.values.ids import PostalCode


class City(msgspec.Struct, frozen=True):
    """A city (or a borough of the capital) with public codes of its centre and of well-known quarters."""

    key: str
    name: str
    municipality: str
    state: str
    """INEGI's two-digit code: the area of lanes and coverage."""
    zone: str
    lat: float
    lon: float
    weight: int
    """How many of the demo's customers live here, in no unit."""
    postal_codes: tuple[PostalCode, ...]


# state | INEGI municipality where it has a zone of its own | key | city | municipality | lat | lon | weight | codes
_TABLE = """
09||cuauhtemoc|Ciudad de México|Cuauhtémoc|19.433|-99.141|34|06000 06600 06700 06140 06400
09||del-valle|Ciudad de México|Benito Juárez|19.380|-99.163|34|03100 03300 03810 03020
09||polanco|Ciudad de México|Miguel Hidalgo|19.433|-99.195|28|11000 11560 11520 11800
09||coyoacan|Ciudad de México|Coyoacán|19.350|-99.162|28|04000 04100
09||san-angel|Ciudad de México|Álvaro Obregón|19.346|-99.190|24|01000 01210
09||tlalpan|Ciudad de México|Tlalpan|19.290|-99.167|22|14000 14050
09||iztapalapa|Ciudad de México|Iztapalapa|19.357|-99.093|40|09000 09800
09||lindavista|Ciudad de México|Gustavo A. Madero|19.484|-99.114|34|07000 07300
09||azcapotzalco|Ciudad de México|Azcapotzalco|19.485|-99.184|16|02000
09||venustiano|Ciudad de México|Venustiano Carranza|19.431|-99.113|16|15000 15900
09||iztacalco|Ciudad de México|Iztacalco|19.396|-99.098|14|08000
09||xochimilco|Ciudad de México|Xochimilco|19.262|-99.105|12|16000
09||cuajimalpa|Ciudad de México|Cuajimalpa de Morelos|19.357|-99.299|10|05000
09||tlahuac|Ciudad de México|Tláhuac|19.283|-99.005|8|13000
15||toluca|Toluca de Lerdo|Toluca|19.292|-99.657|26|50000 50120
15||metepec|Metepec|Metepec|19.254|-99.605|14|52140
15||naucalpan|Naucalpan de Juárez|Naucalpan de Juárez|19.478|-99.239|30|53000 53100
15||tlalnepantla|Tlalnepantla|Tlalnepantla de Baz|19.540|-99.195|24|54000
15||izcalli|Cuautitlán Izcalli|Cuautitlán Izcalli|19.647|-99.216|18|54700
15||cuautitlan|Cuautitlán|Cuautitlán|19.672|-99.179|8|54800
15||tultitlan|Tultitlán de Mariano Escobedo|Tultitlán|19.645|-99.169|14|54900
15||coacalco|Coacalco de Berriozábal|Coacalco de Berriozábal|19.632|-99.092|10|55700
15||ecatepec|Ecatepec de Morelos|Ecatepec de Morelos|19.601|-99.051|34|55000
15||neza|Ciudad Nezahualcóyotl|Nezahualcóyotl|19.401|-98.989|26|57000
15||interlomas|Huixquilucan|Huixquilucan|19.398|-99.283|10|52787
15||texcoco|Texcoco de Mora|Texcoco|19.510|-98.882|8|56100
15||atizapan|Atizapán de Zaragoza|Atizapán de Zaragoza|19.557|-99.257|14|52900
15||tecamac|Tecámac|Tecámac|19.713|-98.968|12|55740
01||aguascalientes|Aguascalientes|Aguascalientes|21.882|-102.296|26|20000 20100 20230
02|004|tijuana|Tijuana|Tijuana|32.525|-117.020|44|22000 22010 22420
02|002|mexicali|Mexicali|Mexicali|32.663|-115.468|24|21000 21100
02|001|ensenada|Ensenada|Ensenada|31.866|-116.600|10|22800
02|005|rosarito|Playas de Rosarito|Playas de Rosarito|32.362|-117.055|4|22700
03||la-paz|La Paz|La Paz|24.142|-110.312|10|23000 23060
03||los-cabos|Cabo San Lucas|Los Cabos|22.891|-109.915|9|23450
03||san-jose|San José del Cabo|Los Cabos|23.063|-109.702|5|23400
04||campeche|San Francisco de Campeche|Campeche|19.845|-90.523|8|24000
04||carmen|Ciudad del Carmen|Carmen|18.638|-91.824|8|24100
05||saltillo|Saltillo|Saltillo|25.423|-101.000|20|25000 25280
05||torreon|Torreón|Torreón|25.543|-103.419|18|27000 27250
05||monclova|Monclova|Monclova|26.906|-101.421|6|25700
05|025|piedras-negras|Piedras Negras|Piedras Negras|28.700|-100.523|5|26000
05|002|acuna|Ciudad Acuña|Acuña|29.324|-100.932|4|26200
06||colima|Colima|Colima|19.243|-103.725|8|28000
06||manzanillo|Manzanillo|Manzanillo|19.053|-104.316|5|28200
07||tuxtla|Tuxtla Gutiérrez|Tuxtla Gutiérrez|16.753|-93.116|16|29000 29050
07||san-cristobal|San Cristóbal de las Casas|San Cristóbal de las Casas|16.737|-92.638|5|29200
07||tapachula|Tapachula de Córdova y Ordóñez|Tapachula|14.906|-92.263|6|30700
07||comitan|Comitán de Domínguez|Comitán de Domínguez|16.251|-92.134|3|30000
08||chihuahua|Chihuahua|Chihuahua|28.635|-106.089|28|31000 31203 31125
08|037|juarez|Ciudad Juárez|Juárez|31.739|-106.487|32|32000 32310
08||delicias|Delicias|Delicias|28.190|-105.471|4|33000
08||cuauhtemoc-chih|Cuauhtémoc|Cuauhtémoc|28.405|-106.867|4|31500
08||parral|Hidalgo del Parral|Hidalgo del Parral|26.931|-105.666|3|33800
08|052|ojinaga|Manuel Ojinaga|Ojinaga|29.564|-104.416|1|32880
10||durango|Victoria de Durango|Durango|24.024|-104.670|14|34000 34080
10||gomez-palacio|Gómez Palacio|Gómez Palacio|25.561|-103.496|7|35000
11||leon|León de los Aldama|León|21.122|-101.682|32|37000 37150
11||irapuato|Irapuato|Irapuato|20.676|-101.348|12|36500
11||celaya|Celaya|Celaya|20.523|-100.815|12|38000
11||guanajuato|Guanajuato|Guanajuato|21.019|-101.257|6|36000
11||salamanca|Salamanca|Salamanca|20.570|-101.197|5|36700
11||san-miguel|San Miguel de Allende|San Miguel de Allende|20.914|-100.744|5|37700
12||acapulco|Acapulco de Juárez|Acapulco de Juárez|16.853|-99.823|14|39300 39670
12||chilpancingo|Chilpancingo de los Bravo|Chilpancingo de los Bravo|17.551|-99.500|5|39000
12||zihuatanejo|Zihuatanejo|Zihuatanejo de Azueta|17.638|-101.551|3|40880
13||pachuca|Pachuca de Soto|Pachuca de Soto|20.101|-98.759|14|42000 42080
13||tulancingo|Tulancingo|Tulancingo de Bravo|20.084|-98.368|4|43600
13||tula|Tula de Allende|Tula de Allende|20.055|-99.343|3|42800
14||guadalajara|Guadalajara|Guadalajara|20.677|-103.347|44|44100 44160 44600 44500
14||zapopan|Zapopan|Zapopan|20.720|-103.391|36|45100 45050
14||tlaquepaque|Tlaquepaque|San Pedro Tlaquepaque|20.640|-103.312|16|45500
14||tonala|Tonalá|Tonalá|20.624|-103.242|10|45400
14||el-salto|El Salto|El Salto|20.520|-103.182|4|45680
14||tlajomulco|Tlajomulco de Zúñiga|Tlajomulco de Zúñiga|20.473|-103.447|14|45640
14||vallarta|Puerto Vallarta|Puerto Vallarta|20.653|-105.225|12|48300
14||ciudad-guzman|Ciudad Guzmán|Zapotlán el Grande|19.704|-103.462|3|49000
14||lagos|Lagos de Moreno|Lagos de Moreno|21.356|-101.929|3|47400
16||morelia|Morelia|Morelia|19.703|-101.192|22|58000 58070
16||uruapan|Uruapan|Uruapan|19.416|-102.063|7|60000
16||zamora|Zamora de Hidalgo|Zamora|19.985|-102.284|4|59600
16||lazaro-cardenas|Ciudad Lázaro Cárdenas|Lázaro Cárdenas|17.957|-102.194|4|60950
17||cuernavaca|Cuernavaca|Cuernavaca|18.921|-99.234|16|62000 62290
17||cuautla|Cuautla|Cuautla|18.813|-98.955|6|62740
17||jiutepec|Jiutepec|Jiutepec|18.882|-99.177|5|62550
18||tepic|Tepic|Tepic|21.504|-104.895|10|63000
18|020|bucerias|Bucerías|Bahía de Banderas|20.756|-105.335|4|63732
19||monterrey|Monterrey|Monterrey|25.670|-100.310|44|64000 64060 64610 64710
19||san-pedro|San Pedro Garza García|San Pedro Garza García|25.657|-100.402|20|66200 66220
19||san-nicolas|San Nicolás de los Garza|San Nicolás de los Garza|25.741|-100.302|16|66400
19||guadalupe-nl|Guadalupe|Guadalupe|25.677|-100.256|20|67100
19||apodaca|Ciudad Apodaca|Apodaca|25.781|-100.188|18|66600
19||santa-catarina|Santa Catarina|Santa Catarina|25.673|-100.458|9|66100
19||escobedo|Ciudad General Escobedo|General Escobedo|25.796|-100.318|12|66050
19||linares|Linares|Linares|24.858|-99.567|2|67700
20||oaxaca|Oaxaca de Juárez|Oaxaca de Juárez|17.061|-96.725|14|68000 68050
20||tuxtepec|San Juan Bautista Tuxtepec|San Juan Bautista Tuxtepec|18.087|-96.123|3|68300
20||salina-cruz|Salina Cruz|Salina Cruz|16.176|-95.195|3|70600
20||juchitan|Juchitán|Heroica Ciudad de Juchitán de Zaragoza|16.434|-95.020|2|70000
20||puerto-escondido|Puerto Escondido|San Pedro Mixtepec -Dto. 22 -|15.872|-97.077|2|71980
21||puebla|Heroica Puebla de Zaragoza|Puebla|19.041|-98.206|40|72000 72160 72530
21||cholula|Cholula de Rivadavia|San Pedro Cholula|19.063|-98.306|8|72760
21||san-andres|San Andrés Cholula|San Andrés Cholula|19.051|-98.296|8|72810
21||tehuacan|Tehuacán|Tehuacán|18.462|-97.393|6|75700
21||atlixco|Atlixco|Atlixco|18.909|-98.432|3|74200
22||queretaro|Santiago de Querétaro|Querétaro|20.588|-100.390|34|76000 76100 76230
22||san-juan-del-rio|San Juan del Río|San Juan del Río|20.389|-99.996|6|76800
22||corregidora|El Pueblito|Corregidora|20.535|-100.441|6|76900
23||cancun|Cancún|Benito Juárez|21.161|-86.851|34|77500 77505 77520
23||playa-del-carmen|Playa del Carmen|Solidaridad|20.630|-87.079|12|77710
23||chetumal|Chetumal|Othón P. Blanco|18.500|-88.296|6|77000
23||cozumel|Cozumel|Cozumel|20.508|-86.946|3|77600
24||san-luis-potosi|San Luis Potosí|San Luis Potosí|22.151|-100.976|24|78000 78200 78250
24||ciudad-valles|Ciudad Valles|Ciudad Valles|21.987|-99.014|4|79000
24||matehuala|Matehuala|Matehuala|23.650|-100.643|2|78700
25||culiacan|Culiacán Rosales|Culiacán|24.809|-107.394|22|80000 80200
25||mazatlan|Mazatlán|Mazatlán|23.220|-106.421|14|82000 82110
25||los-mochis|Los Mochis|Ahome|25.793|-108.997|8|81200
25||guasave|Guasave|Guasave|25.567|-108.471|4|81000
26||hermosillo|Hermosillo|Hermosillo|29.073|-110.956|26|83000 83010 83260
26||obregon|Ciudad Obregón|Cajeme|27.486|-109.941|10|85000
26||nogales|Heroica Nogales|Nogales|31.308|-110.942|6|84000
26||guaymas|Heroica Guaymas|Guaymas|27.918|-110.899|4|85400
26||navojoa|Navojoa|Navojoa|27.081|-109.446|3|85800
26||san-luis-rio-colorado|San Luis Río Colorado|San Luis Río Colorado|32.456|-114.772|4|83400
27||villahermosa|Villahermosa|Centro|17.989|-92.929|18|86000 86035
27||cardenas|Heroica Cárdenas|Cárdenas|18.001|-93.376|3|86500
27||comalcalco|Comalcalco|Comalcalco|18.263|-93.224|2|86300
28||tampico|Tampico|Tampico|22.233|-97.861|12|89000
28||madero|Ciudad Madero|Ciudad Madero|22.276|-97.831|6|89400
28||victoria|Ciudad Victoria|Victoria|23.737|-99.141|6|87000
28|032|reynosa|Reynosa|Reynosa|26.092|-98.278|14|88500
28|022|matamoros|Heroica Matamoros|Matamoros|25.869|-97.503|9|87300
28|027|nuevo-laredo|Nuevo Laredo|Nuevo Laredo|27.476|-99.516|10|88000
29||tlaxcala|Tlaxcala de Xicohténcatl|Tlaxcala|19.318|-98.238|6|90000
29||apizaco|Ciudad de Apizaco|Apizaco|19.416|-98.140|4|90300
30||veracruz|Veracruz|Veracruz|19.190|-96.143|20|91700
30||boca-del-rio|Boca del Río|Boca del Río|19.105|-96.107|10|94290
30||xalapa|Xalapa-Enríquez|Xalapa|19.529|-96.923|16|91000
30||coatzacoalcos|Coatzacoalcos|Coatzacoalcos|18.138|-94.453|8|96400
30||cordoba|Córdoba|Córdoba|18.884|-96.925|6|94500
30||orizaba|Orizaba|Orizaba|18.850|-97.104|5|94300
30||poza-rica|Poza Rica de Hidalgo|Poza Rica de Hidalgo|20.533|-97.459|5|93230
30||tuxpan|Túxpam de Rodríguez Cano|Tuxpan|20.957|-97.407|3|92800
31||merida|Mérida|Mérida|20.967|-89.623|34|97000 97100 97130 97203
31||valladolid|Valladolid|Valladolid|20.690|-88.201|3|97780
31||progreso|Progreso|Progreso|21.283|-89.663|3|97320
31||tizimin|Tizimín|Tizimín|21.143|-88.151|2|97700
32||zacatecas|Zacatecas|Zacatecas|22.770|-102.583|8|98000
32||guadalupe-zac|Guadalupe|Guadalupe|22.747|-102.518|6|98600
32||fresnillo|Fresnillo|Fresnillo|23.175|-102.868|5|99000
32||jerez|Jerez de García Salinas|Jerez|22.649|-102.990|2|99300
"""


@lru_cache(maxsize=1)
def cities() -> tuple[City, ...]:
    """All cities, in the order of the table."""
    return tuple(_city(*line.split("|")) for line in _TABLE.strip().splitlines())


def _city(
    state: str, border: str, key: str, name: str, municipality: str, lat: str, lon: str, weight: str, codes: str
) -> City:
    zone = place.zone_of(state, border)
    assert zone is not None, key
    return City(
        key, name, municipality, state, zone, float(lat), float(lon), int(weight), tuple(map(PostalCode, codes.split()))
    )


@lru_cache(maxsize=1)
def by_key() -> dict[str, City]:
    return {city.key: city for city in cities()}


@lru_cache(maxsize=1)
def by_postal_code() -> dict[str, City]:
    return {code: city for city in cities() for code in city.postal_codes}


def load_places() -> LoadPlaces:
    """The table as the command that loads it; the national file, once imported, adds to it."""
    rows = [(code, city) for city in cities() for code in city.postal_codes]
    return LoadPlaces(
        source="lab",
        postal_codes=tuple(code for code, _ in rows),
        areas=tuple(city.state for _, city in rows),
        municipalities=tuple(city.municipality for _, city in rows),
        cities=tuple(city.name for _, city in rows),
        zones=tuple(city.zone for _, city in rows),
        lats=tuple(city.lat for _, city in rows),
        lons=tuple(city.lon for _, city in rows),
    )
