"""Addresses of the app `indicators`."""

from django.urls import path

from indicators.views import index

urlpatterns = [
    # The index
    path("riket/", index.nation_index, name="nation_index"),
    path("riket/tabell.<str:file_type>", index.index_export, name="index_export"),
    path("kostnader/<str:code>/", index.region_index, name="region_index"),
    # The returns
]
