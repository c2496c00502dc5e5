"""`python -m hooks.pages FOLDER` writes all generated pages and files below a folder."""

import sys
from pathlib import Path

from hooks.pages import write

if __name__ == "__main__":
    write(Path(sys.argv[1]))
