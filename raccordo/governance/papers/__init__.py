"""The papers of a sitting, from its data as they were frozen.

They are official papers: they are written in Italian, whatever the language of who asks for them.
"""
