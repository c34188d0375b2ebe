"""What the law and a body's own regulation say: pure, on frozen facts, with their reasons."""
