"""`python -m interlink.worlds.harbour OUT_DIR` writes the harbour world."""

from __future__ import annotations

from interlink.worlds.harbour.build import main

main()
