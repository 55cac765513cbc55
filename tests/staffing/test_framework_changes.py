"""What differs between two versions of an agreement."""

from __future__ import annotations

from staffing.framework_changes import Difference, Group, differences


def test_what_is_new_gone_and_another_is_told_by_group() -> None:
    before = {(Group.PRICES, "läkare"): "1 000", (Group.TERMS, "Namn"): "A", (Group.PRICES, "övrig"): "400"}
    after = {(Group.PRICES, "läkare"): "1 100", (Group.TERMS, "Namn"): "A", (Group.PRICES, "sjuksköterska"): "650"}
    assert differences(before, after) == [
        Difference(Group.PRICES, "läkare", "1 000", "1 100"),
        Difference(Group.PRICES, "sjuksköterska", None, "650"),
        Difference(Group.PRICES, "övrig", "400", None),
    ]
    assert differences(after, after) == []
