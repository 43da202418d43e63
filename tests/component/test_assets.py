from __future__ import annotations

import tomllib
from hashlib import sha256
from importlib import resources
from pathlib import Path

import pytest
import pyvis
from streamlit.components.v2.manifest_scanner import ComponentConfig

PACKAGE = Path(str(resources.files("interlink")))
ASSETS = PACKAGE / "component" / "assets"
SCRIPTS = sorted(file.name for file in ASSETS.glob("*.js") if not file.name.startswith("vis-network"))


def test_the_vis_network_served_is_the_one_that_pyvis_carries() -> None:
    theirs = Path(pyvis.__file__).parent / "lib" / "vis-9.1.2" / "vis-network.min.js"

    ours = ASSETS / "vis-network.min.js"

    assert sha256(ours.read_bytes()).hexdigest() == sha256(theirs.read_bytes()).hexdigest()


def test_the_assets_are_small_and_carry_their_licence_notice() -> None:
    files = [file for file in ASSETS.iterdir() if file.is_file()]

    assert sum(file.stat().st_size for file in files) < 1_000_000
    assert "vis-network 9.1.2" in (ASSETS / "NOTICE.txt").read_text(encoding="utf-8")


def test_streamlit_finds_the_assets_through_the_package_pyproject() -> None:
    manifest = tomllib.loads((PACKAGE / "pyproject.toml").read_text(encoding="utf-8"))

    (component,) = manifest["tool"]["streamlit"]["component"]["components"]

    assert (manifest["project"]["name"], component["name"]) == ("interlink", "network")
    assert ComponentConfig.from_dict(component).resolve_asset_root(PACKAGE) == ASSETS.resolve()


@pytest.mark.parametrize("name", SCRIPTS)
@pytest.mark.parametrize(
    "forbidden", ["innerHTML", "insertAdjacent", "eval(", "Function(", "fetch(", "http:", "https:"]
)
def test_our_scripts_write_no_markup_and_ask_for_nothing(name: str, forbidden: str) -> None:
    text = (ASSETS / name).read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")

    assert forbidden not in text
