"""The columns of a register's file, as people call them in Spanish and English."""

import re
import unicodedata

SPLIT = re.compile(r"[^a-z0-9]+")
CAPITALS = re.compile(r"(?<=[a-z])(?=[A-Z])")
NAMES: dict[str, str] = {
    "code": "codigo codigo_socio codigo_de_socio codigo_productor codigo_del_productor cod_socio cod_productor id_socio"
    " farmer_code member_code producer_code code farmer_id member_id",
    "name": "nombre nombre_completo nombres_y_apellidos apellidos_y_nombres nombre_y_apellido nombre_socio"
    " nombre_del_socio nombre_productor nombre_del_productor socio productor agricultor producer_name farmer_name name"
    " farmer full_name producer",
    "given_names": "nombres first_name given_names given_name",
    "family_names": "apellidos apellido last_name family_names family_name surname",
    "national_id": "dni nro_dni n_dni numero_dni documento nro_documento documento_identidad national_id id_number",
    "phone": "telefono celular movil nro_celular phone mobile telephone",
    "sex": "sexo genero sex gender",
    "birth_year": "ano_nacimiento ano_de_nacimiento anio_nacimiento fecha_nacimiento fecha_de_nacimiento nacimiento"
    " birth_year year_of_birth birth_date date_of_birth born",
    "household_size": "hogar miembros_hogar miembros_del_hogar personas_hogar personas_en_el_hogar familia household"
    " household_size people_in_household",
    "community": "comunidad caserio centro_poblado anexo sector base community village",
    "district": "distrito district",
    "is_leader": "lider directivo dirigente cargo_directivo directiva leader is_leader board",
    "joined_on": "fecha_ingreso fecha_de_ingreso ingreso socio_desde member_since joined_on joined",
    "plot_code": "codigo_parcela codigo_de_parcela cod_parcela id_parcela parcela plot_code plot_id plot"
    " production_place productionplace external_id",
    "plot_name": "nombre_parcela nombre_de_la_parcela fundo chacra predio plot_name farm",
    "declared_area": "area area_ha area_total area_total_ha hectareas has ha superficie declared_area area_hectares"
    " hectares size_ha",
    "cacao_area": "area_cacao area_de_cacao ha_cacao hectareas_cacao hectareas_de_cacao cacao_ha cacao_area",
    "planted_year": "ano_siembra ano_de_siembra anio_siembra siembra ano_plantacion planted_year year_planted planted",
    "tenure": "tenencia titulo titularidad documento_tierra tenure land_right",
    "is_agroforestry": "agroforestal agroforesteria saf sombra agroforestry is_agroforestry shade",
    "lat": "lat latitud latitude y coord_y",
    "lon": "lon lng long longitud longitude x coord_x",
    "wkt": "wkt geometria geometry geom poligono polygon",
}
KNOWN = {each: column for column, names in NAMES.items() for each in (*names.split(), column)}


def recognise(heading: str) -> str | None:
    """Return which column a heading means, whatever its accents, capitals and signs; None for one we do not know."""
    plain = unicodedata.normalize("NFKD", CAPITALS.sub("_", heading.strip()))
    letters = "".join(each for each in plain if not unicodedata.combining(each)).lower()
    return KNOWN.get("_".join(filter(None, SPLIT.split(letters))))
