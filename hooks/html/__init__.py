"""Changes to a page once it is HTML, and the files that are made from that HTML."""
