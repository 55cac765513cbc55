"""Jobs: rows in the database that workers claim, run and finish exactly once.

A handler is a function named in `settings.JOB_HANDLERS`:

    def render_status_report(*, report_id: int, progress: jobs.Progress) -> None:
        report = StatusReport.objects.get(pk=report_id)
        if not access.can_report(progress.job.requested_by, report.plan):
            raise jobs.JobFailed("forbidden", _("You may no longer make reports of this plan."))
        progress.report(20, _("Collecting figures"))
        facts = queries.status_report_for(report)          # outside any transaction: the lease goes on being extended
        content = pdf.render_pdf(...)
        with jobs.finishing(progress.job):                 # one transaction, only while the lease is ours
            actions.attach_file(report=report, file=files.freeze(...))
"""

from documents.jobs.lease import LeaseLost, finishing
from documents.jobs.queue import claim, enqueue, release, sweep
from documents.jobs.running import JobFailed, Progress, run
from documents.models import Job

__all__ = ["Job", "JobFailed", "LeaseLost", "Progress", "claim", "enqueue", "finishing", "release", "run", "sweep"]
