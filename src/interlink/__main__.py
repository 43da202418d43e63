"""`python -m interlink` is `interlink`."""

from interlink.cli import main

main()
