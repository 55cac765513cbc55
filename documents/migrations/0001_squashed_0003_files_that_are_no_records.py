from importlib import import_module

import django.db.models.deletion
import django.utils.timezone
import documents.new_tables
import uuid
from django.conf import settings
from django.db import migrations, models

earlier = import_module("documents.migrations.0002_frozen_files_refuse_change")
last = import_module("documents.migrations.0003_files_that_are_no_records")


class Migration(migrations.Migration):

    replaces = [('documents', '0001_jobs_and_files'), ('documents', '0002_frozen_files_refuse_change'), ('documents', '0003_files_that_are_no_records')]

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        documents.new_tables.CreateTables(
            models=[migrations.CreateModel(
                name='Job',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('kind', models.CharField(max_length=100, verbose_name='kind')),
                    ('payload', models.JSONField(blank=True, default=dict, verbose_name='payload')),
                    ('unique_key', models.CharField(max_length=200, verbose_name='unique key')),
                    ('language', models.CharField(max_length=10, verbose_name='language')),
                    ('state', models.CharField(choices=[('queued', 'Queued'), ('running', 'In progress'), ('done', 'Done'), ('failed', 'Failed')], default='queued', max_length=10, verbose_name='state')),
                    ('progress_percent', models.PositiveSmallIntegerField(default=0, verbose_name='progress (%)')),
                    ('progress_text', models.CharField(blank=True, max_length=200, verbose_name='progress')),
                    ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='attempts')),
                    ('lease_until', models.DateTimeField(blank=True, null=True, verbose_name='lease until')),
                    ('worker', models.CharField(blank=True, max_length=200, verbose_name='worker')),
                    ('run_after', models.DateTimeField(default=django.utils.timezone.now, verbose_name='run after')),
                    ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='created at')),
                    ('started_at', models.DateTimeField(blank=True, null=True, verbose_name='started at')),
                    ('finished_at', models.DateTimeField(blank=True, null=True, verbose_name='finished at')),
                    ('failure_code', models.CharField(blank=True, max_length=50, verbose_name='failure code')),
                    ('failure_text', models.TextField(blank=True, verbose_name='failure')),
                    ('requested_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='jobs', to=settings.AUTH_USER_MODEL, verbose_name='requested by')),
                ],
                options={
                    'verbose_name': 'job',
                    'verbose_name_plural': 'jobs',
                    'ordering': ['-created_at'],
                    'indexes': [models.Index(condition=models.Q(('state__in', ['queued', 'running'])), fields=['requested_by', 'created_at'], name='job_turn'), models.Index(condition=models.Q(('state', 'running')), fields=['state', 'lease_until'], name='job_lease'), models.Index(condition=models.Q(('state', 'queued')), fields=['state', 'run_after'], name='job_waiting'), models.Index(fields=['started_at'], name='job_started'), models.Index(fields=['kind', '-created_at'], name='job_kind_latest')],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ['queued', 'running'])), fields=('unique_key',), name='job_unfinished_key_unique', violation_error_message='The same job is already queued or in progress.'), models.CheckConstraint(condition=models.Q(('state__in', ['queued', 'running', 'done', 'failed'])), name='job_state_known', violation_error_message='The state of the job is unknown.'), models.CheckConstraint(condition=models.Q(models.Q(('attempts__gte', 1), ('lease_until__isnull', False), ('started_at__isnull', False), ('state', 'running'), models.Q(('worker', ''), _negated=True)), models.Q(models.Q(('state', 'running'), _negated=True), ('lease_until__isnull', True)), _connector='OR'), name='job_running_has_lease', violation_error_message='A job in progress has a worker and a lease, and no other job has a lease.'), models.CheckConstraint(condition=models.Q(models.Q(('finished_at__isnull', False), ('state__in', ['done', 'failed'])), models.Q(('finished_at__isnull', True), ('state__in', ['queued', 'running'])), _connector='OR'), name='job_finished_has_time', violation_error_message='A job has a time of finishing exactly when it is finished.'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'failed'), models.Q(('failure_code', ''), _negated=True), models.Q(('failure_text', ''), _negated=True)), models.Q(models.Q(('state', 'failed'), _negated=True), ('failure_code', ''), ('failure_text', '')), _connector='OR'), name='job_failed_has_words', violation_error_message='A job has words about a failure exactly when it has failed.'), models.CheckConstraint(condition=models.Q(('progress_percent__lte', 100)), name='job_progress_within_100', violation_error_message='Progress is between 0 and 100 percent.')],
                },
            ), migrations.CreateModel(
                name='ScheduledRun',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=100, verbose_name='name')),
                    ('date', models.DateField(verbose_name='date')),
                    ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='created at')),
                    ('job', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='scheduled_runs', to='documents.job', verbose_name='job')),
                ],
                options={
                    'verbose_name': 'scheduled run',
                    'verbose_name_plural': 'scheduled runs',
                    'ordering': ['-date', 'name'],
                    'constraints': [models.UniqueConstraint(fields=('name', 'date'), name='scheduled_run_once_a_day', violation_error_message='This has already been started for the date.')],
                },
            ), migrations.CreateModel(
                name='FrozenFile',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('kind', models.CharField(max_length=100, verbose_name='kind')),
                    ('name', models.CharField(max_length=200, verbose_name='file name')),
                    ('content_type', models.CharField(max_length=100, verbose_name='content type')),
                    ('snapshot', models.TextField(verbose_name='snapshot')),
                    ('snapshot_sha256', models.CharField(max_length=64, verbose_name='SHA-256 of the snapshot')),
                    ('content', models.BinaryField(verbose_name='content')),
                    ('sha256', models.CharField(max_length=64, verbose_name='SHA-256 of the content')),
                    ('size_bytes', models.PositiveBigIntegerField(verbose_name='size (bytes)')),
                    ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='created at')),
                    ('created_by_name', models.CharField(blank=True, max_length=300, verbose_name='created by (name)')),
                    ('is_disposable', models.BooleanField(default=False, editable=False, verbose_name='may be deleted')),
                    ('created_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='frozen_files', to=settings.AUTH_USER_MODEL, verbose_name='created by')),
                ],
                options={
                    'verbose_name': 'frozen file',
                    'verbose_name_plural': 'frozen files',
                    'ordering': ['-created_at'],
                    'indexes': [models.Index(fields=['kind', '-created_at'], name='frozen_file_kind_latest')],
                },
            )],
        ),
        # What a frozen file refuses, as the last of the replaced ones left it.
        migrations.RunPython(last.install, earlier.remove),
    ]
