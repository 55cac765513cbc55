"""Settings, URLs and servers of the product."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
