"""Good examples, and their way into the national trend report."""

from django.urls import URLPattern, path

from plans.views import examples, trend_examples

urlpatterns: list[URLPattern] = [
    path("exempel/", examples.ExampleList.as_view(), name="example_list"),
    path("exempel/export/<str:file_format>/", examples.example_export, name="example_export"),
    path("exempel/region/<str:code>/nytt/", examples.example_create, name="example_create"),
    path("exempel/<int:pk>/", examples.example_detail, name="example_detail"),
    path("exempel/<int:pk>/andra/", examples.ExampleEdit.as_view(), name="example_edit"),
    path("exempel/<int:pk>/dela/", examples.example_share, name="example_share"),
    path("exempel/<int:pk>/dra-tillbaka/", examples.example_withdraw, name="example_withdraw"),
    path("aktiviteter/<int:pk>/exempel/", examples.activity_share_example, name="activity_share_example"),
    path("riket/bemanningstrend/<int:pk>/exempel/", trend_examples.trend_report_examples, name="trend_report_examples"),
]
