"""`python -m hooks.pages FOLDER` writes all generated pages and files below a folder."""

import sys
from pathlib import Path

from hooks.pages import write

if __name__ == "__main__":
    if len(sys.argv) != 2:  # noqa: PLR2004 - the module and the folder
        sys.exit("usage: python -m hooks.pages FOLDER")
    write(Path(sys.argv[1]))
