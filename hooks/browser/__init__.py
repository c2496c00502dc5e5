"""Python and JupyterLite in the reader's browser: assembled first, then published with the site."""
