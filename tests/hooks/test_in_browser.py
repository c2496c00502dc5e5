"""What runs in the reader's browser is published as one, and offered where it is of use."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from hooks import in_browser, runtime
