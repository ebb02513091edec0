#!/usr/bin/env python3
"""Writes vietnam.tsv: the provinces and communes of Vietnam since July 2025.

How to run, from this folder:
    python3 -m venv venv && venv/bin/pip install vietnam-provinces==2025.10.1
    venv/bin/python generate.py && rm -r venv

The package carries the list of the General Statistics Office (34 provinces, 3,321 communes).
A line of the output is a province (code of 2 digits, kind, name) or a commune of the province above it
(code of 5 digits, name with its kind). Both stand in the order of the Vietnamese alphabet.
"""

import re
import unicodedata
from pathlib import Path

import vietnam_provinces
from vietnam_provinces.lookup import PROVINCE_MAPPING, WARD_MAPPING

ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
TONES = "\u0300\u0309\u0303\u0301\u0323"  # huyền, hỏi, ngã, sắc, nặng: the order of Vietnamese dictionaries
KINDS = ("Phường", "Xã", "Đặc khu")


def letters_and_tones(word: str) -> tuple:
    letters, tones = [], []
    for sign in word.lower():
        base = "".join(c for c in unicodedata.normalize("NFD", sign) if c not in TONES)
        marks = [TONES.index(c) + 1 for c in unicodedata.normalize("NFD", sign) if c in TONES]
        base = unicodedata.normalize("NFC", base)
        letters.append(ALPHABET.index(base) + 100 if base in ALPHABET else ord(base) % 100)
        tones.append(marks[0] if marks else 0)
    return tuple(letters), tuple(tones)


def order(name: str) -> list:
    """Word by word: first the letters, then the tones; numbers by their value."""
    key = []
    for word in re.findall(r"\w+", name):
        key.append((0, int(word)) if word.isdigit() else (1, letters_and_tones(word)))
    return key


def without_kind(name: str) -> str:
    return next((name[len(kind) + 1:] for kind in KINDS if name.startswith(kind + " ")), name)


def main() -> None:
    lines = [
        f"# Provinces and communes of Vietnam; data of {vietnam_provinces.__data_version__} from the package",
        f"# vietnam-provinces {vietnam_provinces.__version__}, written by generate.py.",
    ]
    wards = {}
    for ward in WARD_MAPPING.values():
        wards.setdefault(int(ward.province_code), []).append(ward)
    provinces = []
    for province in PROVINCE_MAPPING.values():
        name = unicodedata.normalize("NFC", province.name).removeprefix("Thành phố ")
        kind = "Thành phố" if province.name.startswith("Thành phố ") else "Tỉnh"
        provinces.append((name, kind, int(province.code)))
    for name, kind, code in sorted(provinces, key=lambda entry: order(entry[0])):
        lines.append(f"{code:02}\t{kind}\t{name}")
        of_it = [(unicodedata.normalize("NFC", w.name), int(w.code)) for w in wards[code]]
        for ward, number in sorted(of_it, key=lambda entry: (order(without_kind(entry[0])), entry)):
            if not ward.startswith(KINDS):
                raise SystemExit(f"{ward}: neither of {KINDS}")
            lines.append(f"{number:05}\t{ward}")
    Path(__file__).with_name("vietnam.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(provinces)} provinces, {sum(map(len, wards.values()))} communes")


if __name__ == "__main__":
    main()
