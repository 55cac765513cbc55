"""Take in Word documents: `reader.read_document(…)` gives their tables with merged cells resolved, and the text between them.

Nothing is imported here: the child process that reads uploads is started inside this package, and must not load Django.
"""
