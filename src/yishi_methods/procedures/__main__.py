"""Write the page of every procedure into a folder: `python -m yishi_methods.procedures docs/reference`."""

import sys
from pathlib import Path

from yishi_methods.procedures import PROCEDURES
from yishi_methods.procedures.page import file_name, to_markdown

if len(sys.argv) != 2:
    sys.exit("usage: python -m yishi_methods.procedures FOLDER")
for procedure in PROCEDURES:
    (Path(sys.argv[1]) / file_name(procedure)).write_text(to_markdown(procedure), encoding="utf-8")
