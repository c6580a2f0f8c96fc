"""Packs for customs: the files of one, their manifest, and a zip whose bytes depend on nothing but its content."""

import hashlib
import json
import zipfile
from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path
from string import Template

from marketplace.documents.tables import as_csv
from marketplace.domain.evidence.packs import AnnexTwo, PackContent, Shown, Trader, kilograms
from marketplace.domain.evidence.screening import INDICATORS

README = Template((Path(__file__).parent / "pack_readme.txt").read_text(encoding="utf-8"))
DRAFT_ES = "BORRADOR: el contrato no está aprobado o falta información. No sirve para la aduana."
DRAFT_EN = "DRAFT: the contract is not approved or something is missing. Not for customs."
FORMAT = "mazorca-eudr-pack/1"
LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""The day that every file in a zip bears: the same content makes the same bytes."""
PLAIN_FILE = 0o644 << 16
UNIX = 3


def pack_files(content: PackContent, geolocation: Sequence[bytes]) -> dict[str, bytes]:
    """Make the files of a pack by their names, the manifest last."""
    files = {
        "README.txt": _readme(content),
        "annex-ii.json": _json(_annex(content)),
        "annex-ii.csv": _annex_table(content.annex),
        **{f"geolocation-{number}.geojson": part for number, part in enumerate(geolocation, 1)},
        "deliveries.csv": _deliveries(content),
        "evidence/screenings.csv": _screenings(content),
        "evidence/proofs.csv": _shown(("plot", "kind", "shown_on", "file", "sha256", "note"), content.shown),
        "evidence/legality.csv": _legality(content),
        "evidence/certificates.csv": _shown(
            ("number", "scheme", "valid_to", "file", "sha256", "control_body"), content.certificates
        ),
    }
    return files | {"manifest.json": _json(manifest_of(content.annex.contract, files))}


def manifest_of(contract: str, files: Mapping[str, bytes]) -> dict[str, object]:
    """Say of each file how large it is and what its SHA-256 is."""
    listed = [
        {"name": name, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()} for name, data in files.items()
    ]
    return {"format": FORMAT, "contract": contract, "files": listed}


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Pack files into a zip; the same files always make the same bytes."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, data in files.items():
            entry = zipfile.ZipInfo(name, LONG_AGO)
            entry.compress_type, entry.external_attr, entry.create_system = zipfile.ZIP_DEFLATED, PLAIN_FILE, UNIX
            archive.writestr(entry, data)
    return packed.getvalue()


def _readme(content: PackContent) -> bytes:
    draft_es, draft_en = (DRAFT_ES, DRAFT_EN) if content.is_draft else ("", "")
    annex = content.annex
    said = README.substitute(contract=annex.contract, lot=annex.lot, draft_es=draft_es, draft_en=draft_en)
    return said.encode()


def _annex(content: PackContent) -> dict[str, object]:
    annex = content.annex
    return {
        "contract": annex.contract,
        "lot": annex.lot,
        "draft": content.is_draft,
        "descriptionOfGoods": annex.description,
        "hsHeading": annex.hs,
        "netWeight": f"{annex.net_weight.kilograms:.3f}",
        "unit": "KGM",
        "countryOfProduction": annex.country,
        "harvestDateStart": annex.harvested_from.isoformat(),
        "harvestDateEnd": annex.harvested_until.isoformat(),
        "plots": annex.plots,
        "producers": [{"name": name, "country": annex.country} for name in annex.producers],
        "supplier": _trader(annex.supplied_by),
        "operator": _trader(annex.acquired_by),
        "gaps": [
            {"code": each.code, **{name: str(value) for name, value in each.facts.items()}} for each in content.gaps
        ],
    }


def _trader(trader: Trader) -> dict[str, str]:
    return {"name": trader.name, "post": trader.post, "email": trader.email}


def _annex_table(annex: AnnexTwo) -> bytes:
    sides = [
        (f"{side}_{name}", value)
        for side, trader in (("supplier", annex.supplied_by), ("operator", annex.acquired_by))
        for name, value in _trader(trader).items()
    ]
    rows = [
        ("description", annex.description),
        ("hs_heading", annex.hs),
        ("net_weight_kg", f"{annex.net_weight.kilograms:.3f}"),
        ("country_of_production", annex.country),
        ("harvested_from", annex.harvested_from.isoformat()),
        ("harvested_until", annex.harvested_until.isoformat()),
        ("plots", str(annex.plots)),
        *sides,
        *(("producer", name) for name in annex.producers),
    ]
    return as_csv(("what", "value"), rows)


def _deliveries(content: PackContent) -> bytes:
    heads = ("delivery", "delivered_on", "plot", "kg_in_lot", "kg_in_contract")
    rows = [
        (each.delivery, each.delivered_on, each.plot, kilograms(each.grams_in_lot), kilograms(each.grams))
        for each in content.fed
    ]
    return as_csv(heads, rows)


def _screenings(content: PackContent) -> bytes:
    heads = ("plot", "source", "dataset_on", "risk_pcrop", *INDICATORS, "verdict", "reason")
    rows = [
        (
            each.plot,
            each.source.value,
            each.dataset_on,
            each.risk.value,
            *(each.indicators.get(name, "") for name in INDICATORS),
            each.verdict.value if each.verdict else "",
            each.why,
        )
        for each in content.proven
    ]
    return as_csv(heads, rows)


def _legality(content: PackContent) -> bytes:
    rows = [(plot.code, plot.tenure.value, plot.area) for plot in content.plots]
    return as_csv(("plot", "right_to_the_land", "hectares"), rows)


def _shown(heads: Sequence[str], shown: Sequence[Shown]) -> bytes:
    return as_csv(heads, [(each.what, each.kind, each.day, each.file, each.sha256, each.note) for each in shown])


def _json(said: Mapping[str, object]) -> bytes:
    return (json.dumps(said, ensure_ascii=False, indent=1) + "\n").encode()
