"""The papers of participation: the table of answers, and the receipt of what was taken in."""
