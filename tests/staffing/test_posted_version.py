"""The version that a form carries: digits alone, or the request is refused."""

from __future__ import annotations

import pytest
from django.core.exceptions import BadRequest
from django.test import RequestFactory

from staffing import editing


def posted(**data):
    return editing.posted_version(RequestFactory().post("/", data))


def test_the_version_is_read():
    assert posted(version="12") == 12


@pytest.mark.parametrize("text", ["", "-1", "1.0", "²", "１", "1234567890", "ett"])
def test_what_is_no_version_is_refused(text):
    with pytest.raises(BadRequest):
        posted(version=text)


def test_none_at_all_is_refused():
    with pytest.raises(BadRequest):
        posted()
