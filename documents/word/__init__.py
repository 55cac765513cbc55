"""Word documents in and out: `reader.read_document(…)` gives the tables of an uploaded one with merged cells resolved, and
the text between them; `writer.WordDocument` writes one.

Nothing is imported here: the child process that reads uploads is started inside this package, and must not load Django.
"""
