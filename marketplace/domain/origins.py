"""Where cacao comes from and what was done to it: regions, varieties, fermentation and drying."""

REGIONS: dict[str, str] = {
    "AMA": "Amazonas",
    "ANC": "Áncash",
    "APU": "Apurímac",
    "ARE": "Arequipa",
    "AYA": "Ayacucho",
    "CAJ": "Cajamarca",
    "CAL": "Callao",
    "CUS": "Cusco",
    "HUV": "Huancavelica",
    "HUC": "Huánuco",
    "ICA": "Ica",
    "JUN": "Junín",
    "LAL": "La Libertad",
    "LAM": "Lambayeque",
    "LIM": "Lima",
    "LOR": "Loreto",
    "MDD": "Madre de Dios",
    "MOQ": "Moquegua",
    "PAS": "Pasco",
    "PIU": "Piura",
    "PUN": "Puno",
    "SAM": "San Martín",
    "TAC": "Tacna",
    "TUM": "Tumbes",
    "UCA": "Ucayali",
}
"""The regions of Peru by the last part of their ISO 3166-2 code; names are the same in every language."""

VARIETIES: tuple[str, ...] = (
    "ccn_51",
    "trinitario",
    "ics_hybrid",
    "native",
    "native_white",
    "chuncho",
    "nacional",
    "maranon",
    "montana",
    "amazonas",
    "vrae_15",
    "vrae_44",
    "vrae_99",
    "bellavista",
    "other",
)
"""Variety codes; `native_white` is Blanco de Piura and other white-seeded criollos."""

FERMENTATION_METHODS: tuple[str, ...] = (
    "wooden_box_cascade",
    "wooden_box",
    "jute_sack_and_tray",
    "sack",
    "tray",
    "heap",
    "barrel",
    "other",
)
DRYING_METHODS: tuple[str, ...] = (
    "solar_tunnel_raised_beds",
    "raised_patio_with_shade_finish",
    "raised_beds",
    "covered_beds",
    "patio",
    "mechanical",
    "other",
)
