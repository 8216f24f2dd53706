"""``python -m riskscan``."""

from riskscan.cli.main import main

main()
