"""What happens to a page once it is HTML, and what is made from that HTML."""
