"""How participation decides: what may be received, when an answer is late, what joins what."""
