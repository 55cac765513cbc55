"""What acts said in one language is read in the other; what people wrote is left alone."""

from __future__ import annotations

import pytest
from django.utils import translation

from plans import change_reasons


@pytest.mark.parametrize(
    ("stored", "swedish", "english"),
    [
        ("Fastställd som revision 2", "Fastställd som revision 2", "Adopted as revision 2"),
        ("Adopted in revision 12", "Fastställd i revision 12", "Adopted in revision 12"),
        ("Skickad på samråd", "Skickad på samråd", "Sent for consultation"),
        ("Återremitteras: Planen (del 1)", "Återremitteras: Planen (del 1)", "Sent back: Planen (del 1)"),
        ("Exempeldata", "Exempeldata", "Exempeldata"),
        ("Jag är nöjd med 100 % av det", "Jag är nöjd med 100 % av det", "Jag är nöjd med 100 % av det"),
    ],
)
def test_a_reason_is_said_in_the_readers_language(stored, swedish, english):
    for language, words in (("sv", swedish), ("en", english)):
        with translation.override(language):
            assert change_reasons.in_own_words(stored) == words
