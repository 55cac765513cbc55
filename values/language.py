"""Tell which of the two languages a text is to be written in."""


def is_english(language: str) -> bool:
    """Return whether `language` (a tag such as `sv`, `en` or `en-GB`) asks for English; all else gets Swedish."""
    return language.lower().partition("-")[0] == "en"
