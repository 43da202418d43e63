"""`python -m interlink.worlds.harbour OUT_DIR` writes the harbour world."""

from __future__ import annotations

from interlink.worlds.harbour.build import main

if __name__ == "__main__":
    main()
