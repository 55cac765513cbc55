"""The product's own settings with leases of seconds, for processes that are killed."""

from config.settings import *  # noqa: F403

JOB_LEASE_SECONDS = 2.0
JOB_RETRY_SECONDS = 0
NIGHTLY: list[tuple[str, str, int, int]] = []
