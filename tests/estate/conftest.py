import os

os.environ["RISKSCAN_CACHE"] = "off"  # before any module reads an estate
