"""Where the harbour world trades: ports by UN/LOCODE, lanes between them, goods by HS heading."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["CITIES", "FISH", "FRUIT", "GOODS", "LANES", "PORTS", "Goods", "Lane"]

# UN/LOCODE of UNECE Recommendation 16: five letters, country first.
PORTS = {
    "AEJEA": "Jebel Ali", "BEANR": "Antwerpen", "CLSAI": "San Antonio", "CLVAP": "Valparaiso",
    "CNSHA": "Shanghai", "CNYTN": "Yantian", "COBUN": "Buenaventura", "COCTG": "Cartagena",
    "COSMR": "Santa Marta", "COTRB": "Turbo", "CRPMN": "Puerto Moin", "CYLMS": "Limassol",
    "DOCAU": "Caucedo", "ECGYE": "Guayaquil", "ESALG": "Algeciras", "ESVLC": "Valencia",
    "GRPIR": "Piraeus", "JMKIN": "Kingston", "MACAS": "Casablanca", "MAPTM": "Tanger Med",
    "NLRTM": "Rotterdam", "NLVLI": "Vlissingen", "PABLB": "Balboa", "PAMIT": "Manzanillo",
    "PECLL": "Callao", "PEPAI": "Paita", "TRIZM": "Izmir", "TRMER": "Mersin",
}  # fmt: skip

CITIES = {
    "AE": "Dubai", "BE": "Antwerpen", "CL": "Valparaíso", "CN": "Shenzhen", "CO": "Santa Marta",
    "CR": "Limón", "CY": "Limassol", "EC": "Guayaquil", "ES": "Algeciras", "GR": "Piraeus",
    "MA": "Casablanca", "NL": "Rotterdam", "PA": "Panamá", "PE": "Callao", "RU": "Kaliningrad", "TR": "Izmir",
}  # fmt: skip


@dataclass(frozen=True)
class Lane:
    """A way from port to port; `days` to the transhipment (0 where there is none) and to the discharge."""

    loading: str
    transhipment: str
    discharge: str
    days: tuple[int, int]

    @property
    def route(self) -> tuple[str, ...]:
        """The ports in order, without the gap of a direct lane."""
        return tuple(port for port in (self.loading, self.transhipment, self.discharge) if port)


@dataclass(frozen=True)
class Goods:
    """What is carried: HS code, words, kilograms a package, price a kilogram, packages a container."""

    hs_code: str
    words: str
    package_kg: int
    price: float
    packages: int


LANES = (
    Lane("ECGYE", "PABLB", "NLRTM", (4, 15)),
    Lane("ECGYE", "PAMIT", "BEANR", (5, 14)),
    Lane("ECGYE", "", "NLVLI", (0, 17)),
    Lane("ECGYE", "PABLB", "GRPIR", (4, 21)),
    Lane("COSMR", "ESALG", "BEANR", (12, 5)),
    Lane("COSMR", "", "NLVLI", (0, 13)),
    Lane("COTRB", "JMKIN", "NLRTM", (2, 13)),
    Lane("COCTG", "DOCAU", "ESVLC", (3, 11)),
    Lane("COBUN", "PABLB", "NLRTM", (2, 15)),
    Lane("CRPMN", "", "NLVLI", (0, 14)),
    Lane("CRPMN", "PAMIT", "BEANR", (1, 14)),
    Lane("PECLL", "PABLB", "NLRTM", (6, 15)),
    Lane("PEPAI", "PABLB", "ESALG", (4, 14)),
    Lane("CLSAI", "PAMIT", "BEANR", (9, 14)),
    Lane("CLVAP", "", "NLRTM", (0, 26)),
    Lane("CNYTN", "GRPIR", "NLRTM", (23, 9)),
    Lane("CNSHA", "AEJEA", "GRPIR", (17, 13)),
    Lane("CNYTN", "", "BEANR", (0, 32)),
    Lane("TRMER", "GRPIR", "BEANR", (3, 9)),
    Lane("TRIZM", "", "NLRTM", (0, 11)),
    Lane("MACAS", "ESALG", "NLRTM", (2, 5)),
    Lane("MAPTM", "", "ESVLC", (0, 2)),
    Lane("ESVLC", "", "NLRTM", (0, 6)),
    Lane("GRPIR", "CYLMS", "TRMER", (2, 2)),
)

FRUIT = Goods("080390", "Fresh bananas in cartons", 18, 0.74, 1080)
FISH = Goods("030389", "Frozen fish, whole, in cartons", 20, 2.9, 1150)

LATIN = (
    FRUIT,
    FISH,
    Goods("080430", "Fresh pineapples", 12, 0.92, 1500),
    Goods("080440", "Fresh avocados", 4, 2.35, 5280),
    Goods("090111", "Green coffee in bags", 60, 4.1, 320),
    Goods("180100", "Cocoa beans in bags", 65, 5.6, 300),
    Goods("030617", "Frozen shrimps", 20, 6.8, 1100),
)
ASIAN = (
    Goods("392490", "Household articles of plastics", 9, 2.6, 1400),
    Goods("940360", "Wooden furniture", 34, 3.1, 420),
    Goods("850440", "Power adapters", 11, 14.5, 900),
    Goods("640399", "Footwear", 8, 17.0, 1300),
)
LEVANT = (
    Goods("690721", "Ceramic tiles", 28, 0.55, 860),
    Goods("080620", "Raisins in cartons", 12, 2.1, 1600),
    Goods("150920", "Olive oil, extra virgin", 15, 7.4, 1250),
    Goods("610910", "Cotton T-shirts", 10, 12.2, 1200),
)

GOODS = {
    **dict.fromkeys(("CL", "CO", "CR", "EC", "PE"), LATIN),
    "CN": ASIAN,
    **dict.fromkeys(("ES", "GR", "MA", "TR"), LEVANT),
}
