"""Invented words that firms, ships and streets are called by."""

from __future__ import annotations

__all__ = ["STEMS"]

STEMS = (
    "Quellanta", "Verdonia", "Marluque", "Tresondas", "Brumavel", "Noordkade", "Zilvermeer", "Halvemaan",
    "Kastoria", "Pelagion", "Asteriona", "Lumbrera", "Cantarral", "Orovigo", "Palmarejo", "Rioseco",
    "Solterrana", "Vallehondo", "Ventisca", "Yacaranda", "Duinrande", "Eikenhorst", "Grevelmond", "Kromstaal",
    "Lindewater", "Oeverlo", "Rozenkamp", "Schelpduin", "Tolhaven", "Westerdiep", "Akropella", "Delphara",
    "Ionessa", "Kyklathos", "Meltemira", "Thalassos", "Anadolin", "Bogazkent", "Ciragan", "Denizhan",
    "Korfezli", "Marmarin", "Barakatain", "Fanarmar", "Jisrabad", "Maydanat", "Najmasur", "Qamarine",
    "Saharvan", "Beihailong", "Donghewan", "Fenglinhe", "Jinshuwan", "Lantianhe", "Nanyuelin", "Xihaitang",
    "Belorechka", "Dvinaport", "Ladozhye", "Onegaris", "Pechoryan", "Volkhovets", "Zapadnoye", "Altamarisma",
)  # fmt: skip
