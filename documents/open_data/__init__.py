"""How lists leave as open data: paged JSON, CSV with its units beside it, and only parameters that are known."""

from documents.open_data.columns import OpenColumn, csvw
from documents.open_data.pages import Pages
from documents.open_data.views import OpenList, OpenObject, OpenView

__all__ = ["OpenColumn", "OpenList", "OpenObject", "OpenView", "Pages", "csvw"]
