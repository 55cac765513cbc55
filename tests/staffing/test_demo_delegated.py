"""The example lists of delegated decisions: a quarter and its correction, marked, and loaded once."""

from __future__ import annotations

import pytest
from django.utils import timezone

from staffing import delegated_decision_queries as queries
from staffing import demo, demo_deciding, demo_delegated, demo_hires, loading
from staffing.delegated_decisions import ChangeKind
from staffing.models import DelegationList
from tests.documents import pdf_structure


@pytest.mark.django_db
def test_the_example_lists() -> None:
    loading.load()
    demo.load_divisions()
    demo.load_accounts()
    demo_deciding.load(timezone.localdate())
    demo_hires.load(timezone.now())
    assert demo_delegated.load(timezone.localtime()) == 2
    assert demo_delegated.load(timezone.localtime()) == 0
    one, two = DelegationList.objects.select_related("file").order_by("number")
    assert one.is_example
    assert two.is_example
    assert two.correction.startswith("Exempeldata")
    # What the second version adds is the one decision that the first one lacked.
    added = {row.number for row in queries.data_of(two).decisions} - {
        row.number for row in queries.data_of(one).decisions
    }
    assert [(change.kind, change.number) for change in queries.data_of(two).changes] == [(ChangeKind.ADDED, *added)]
    assert two.file is not None
    assert pdf_structure.faults(bytes(two.file.content)) == []
