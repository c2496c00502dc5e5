"""What the site needs beyond MkDocs and its plugins, as plain functions that any builder can call.

`model` walks the models and collects facts about them, `pages` makes pages and files from the code,
`html` works on finished HTML, `browser` is for Python in the reader's browser, `site` knows
addresses and sources, and `templates` holds what mkdocstrings renders. `mkdocs_hooks.py` connects
them to MkDocs.
"""
