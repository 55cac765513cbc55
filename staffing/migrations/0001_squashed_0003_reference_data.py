import django.db.models.deletion
import documents.new_tables
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('staffing', '0001_initial'), ('staffing', '0002_role_assignment_version'), ('staffing', '0003_reference_data')]

    initial = True

    dependencies = [
    ]

    operations = [
        documents.new_tables.CreateTables(
            models=[migrations.CreateModel(
                name='User',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('password', models.CharField(max_length=128, verbose_name='password')),
                    ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                    ('email', models.EmailField(max_length=254, unique=True, verbose_name='e-mail')),
                    ('name', models.CharField(max_length=120, verbose_name='name')),
                    ('is_active', models.BooleanField(default=True, verbose_name='active')),
                    ('language', models.CharField(choices=[('sv', 'svenska'), ('en', 'English')], default='sv', max_length=2, verbose_name='language')),
                    ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                    ('version', models.PositiveIntegerField(default=1, editable=False)),
                ],
                options={
                    'verbose_name': 'user',
                    'verbose_name_plural': 'users',
                    'ordering': ['name'],
                },
            ), migrations.CreateModel(
                name='CareArea',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.SlugField(max_length=20, unique=True, verbose_name='code')),
                    ('name_sv', models.CharField(max_length=60, verbose_name='name in Swedish')),
                    ('name_en', models.CharField(max_length=60, verbose_name='name in English')),
                    ('order', models.PositiveSmallIntegerField(default=0, verbose_name='order')),
                    ('version', models.PositiveIntegerField(default=1, editable=False)),
                ],
                options={
                    'verbose_name': 'care area',
                    'verbose_name_plural': 'care areas',
                    'ordering': ['order', 'code'],
                },
            ), migrations.CreateModel(
                name='Profession',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.SlugField(max_length=20, unique=True, verbose_name='code')),
                    ('name_sv', models.CharField(max_length=60, verbose_name='name in Swedish')),
                    ('name_en', models.CharField(max_length=60, verbose_name='name in English')),
                    ('has_care_area', models.BooleanField(default=True, verbose_name='reported by care area')),
                    ('order', models.PositiveSmallIntegerField(default=0, verbose_name='order')),
                    ('is_retired', models.BooleanField(default=False, verbose_name='retired')),
                    ('version', models.PositiveIntegerField(default=1, editable=False)),
                ],
                options={
                    'verbose_name': 'profession',
                    'verbose_name_plural': 'professions',
                    'ordering': ['order', 'code'],
                },
            ), migrations.CreateModel(
                name='Region',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.CharField(max_length=2, unique=True, verbose_name='county code')),
                    ('short_name', models.CharField(max_length=60, unique=True, verbose_name='short name')),
                    ('healthcare_region', models.CharField(max_length=60, verbose_name='healthcare region')),
                ],
                options={
                    'verbose_name': 'region',
                    'verbose_name_plural': 'regions',
                    'ordering': ['code'],
                },
            ), migrations.CreateModel(
                name='HistoricalCareArea',
                fields=[
                    ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                    ('code', models.SlugField(max_length=20, verbose_name='code')),
                    ('name_sv', models.CharField(max_length=60, verbose_name='name in Swedish')),
                    ('name_en', models.CharField(max_length=60, verbose_name='name in English')),
                    ('order', models.PositiveSmallIntegerField(default=0, verbose_name='order')),
                    ('version', models.PositiveIntegerField(default=1, editable=False)),
                    ('history_id', models.AutoField(primary_key=True, serialize=False)),
                    ('history_date', models.DateTimeField(db_index=True)),
                    ('history_change_reason', models.CharField(max_length=100, null=True)),
                    ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                    ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'historical care area',
                    'verbose_name_plural': 'historical care areas',
                    'ordering': ('-history_date', '-history_id'),
                    'get_latest_by': ('history_date', 'history_id'),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ), migrations.CreateModel(
                name='HistoricalProfession',
                fields=[
                    ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                    ('code', models.SlugField(max_length=20, verbose_name='code')),
                    ('name_sv', models.CharField(max_length=60, verbose_name='name in Swedish')),
                    ('name_en', models.CharField(max_length=60, verbose_name='name in English')),
                    ('has_care_area', models.BooleanField(default=True, verbose_name='reported by care area')),
                    ('order', models.PositiveSmallIntegerField(default=0, verbose_name='order')),
                    ('is_retired', models.BooleanField(default=False, verbose_name='retired')),
                    ('version', models.PositiveIntegerField(default=1, editable=False)),
                    ('history_id', models.AutoField(primary_key=True, serialize=False)),
                    ('history_date', models.DateTimeField(db_index=True)),
                    ('history_change_reason', models.CharField(max_length=100, null=True)),
                    ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                    ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'historical profession',
                    'verbose_name_plural': 'historical professions',
                    'ordering': ('-history_date', '-history_id'),
                    'get_latest_by': ('history_date', 'history_id'),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ), migrations.CreateModel(
                name='HistoricalUser',
                fields=[
                    ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                    ('email', models.EmailField(db_index=True, max_length=254, verbose_name='e-mail')),
                    ('name', models.CharField(max_length=120, verbose_name='name')),
                    ('is_active', models.BooleanField(default=True, verbose_name='active')),
                    ('language', models.CharField(choices=[('sv', 'svenska'), ('en', 'English')], default='sv', max_length=2, verbose_name='language')),
                    ('created_at', models.DateTimeField(blank=True, editable=False, verbose_name='created')),
                    ('version', models.PositiveIntegerField(default=1, editable=False)),
                    ('history_id', models.AutoField(primary_key=True, serialize=False)),
                    ('history_date', models.DateTimeField(db_index=True)),
                    ('history_change_reason', models.CharField(max_length=100, null=True)),
                    ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                    ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'historical user',
                    'verbose_name_plural': 'historical users',
                    'ordering': ('-history_date', '-history_id'),
                    'get_latest_by': ('history_date', 'history_id'),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ), migrations.CreateModel(
                name='Organisation',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('level', models.CharField(choices=[('region', 'region'), ('division', 'division'), ('department', 'department'), ('unit', 'unit')], max_length=12, verbose_name='level')),
                    ('code', models.CharField(help_text='The unit code used in files, unique in the region.', max_length=40, verbose_name='code')),
                    ('name', models.CharField(max_length=120, verbose_name='name')),
                    ('valid_from', models.DateField(verbose_name='valid from')),
                    ('valid_to', models.DateField(blank=True, null=True, verbose_name='valid to')),
                    ('version', models.PositiveIntegerField(default=1, editable=False)),
                    ('order', models.PositiveIntegerField(default=0, verbose_name='order')),
                    ('care_area', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='staffing.carearea', verbose_name='default care area')),
                    ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='children', to='staffing.organisation', verbose_name='parent')),
                    ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='organisations', to='staffing.region')),
                ],
                options={
                    'verbose_name': 'organisation',
                    'verbose_name_plural': 'organisations',
                    'ordering': ['region', 'order', 'name'],
                    'constraints': [models.UniqueConstraint(fields=('region', 'code'), name='organisation_code_once_in_region'), models.UniqueConstraint(condition=models.Q(('level', 'region')), fields=('region',), name='organisation_one_root_a_region'), models.CheckConstraint(condition=models.Q(models.Q(('level', 'region'), ('parent__isnull', True)), models.Q(models.Q(('level', 'region'), _negated=True), ('parent__isnull', False)), _connector='OR'), name='organisation_root_is_the_region', violation_error_message='Only the region itself stands without an organisation above it.'), models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='organisation_valid_in_order', violation_error_message='The last day is before the first.')],
                },
            ), migrations.CreateModel(
                name='HistoricalRoleAssignment',
                fields=[
                    ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                    ('role', models.CharField(choices=[('process_leader', 'process leader'), ('manager', 'manager'), ('controller', 'controller'), ('decision_maker', 'decision maker'), ('steering_group', 'steering group'), ('national_coordinator', 'national coordinator'), ('auditor', 'auditor'), ('administrator', 'administrator')], max_length=24, verbose_name='role')),
                    ('valid_from', models.DateField(verbose_name='valid from')),
                    ('valid_to', models.DateField(blank=True, null=True, verbose_name='valid to')),
                    ('history_id', models.AutoField(primary_key=True, serialize=False)),
                    ('history_date', models.DateTimeField(db_index=True)),
                    ('history_change_reason', models.CharField(max_length=100, null=True)),
                    ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                    ('version', models.PositiveIntegerField(default=1, editable=False)),
                    ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('user', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('organisation', models.ForeignKey(blank=True, db_constraint=False, help_text='Empty means the nation.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='staffing.organisation', verbose_name='organisation')),
                ],
                options={
                    'verbose_name': 'historical role assignment',
                    'verbose_name_plural': 'historical role assignments',
                    'ordering': ('-history_date', '-history_id'),
                    'get_latest_by': ('history_date', 'history_id'),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ), migrations.CreateModel(
                name='HistoricalResponsibleRole',
                fields=[
                    ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                    ('title', models.CharField(max_length=200, verbose_name='title')),
                    ('title_key', models.CharField(editable=False, max_length=200)),
                    ('version', models.PositiveIntegerField(default=1, editable=False)),
                    ('history_id', models.AutoField(primary_key=True, serialize=False)),
                    ('history_date', models.DateTimeField(db_index=True)),
                    ('history_change_reason', models.CharField(max_length=100, null=True)),
                    ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                    ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('holder', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='holder')),
                    ('organisation', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='staffing.organisation', verbose_name='organisation')),
                ],
                options={
                    'verbose_name': 'historical responsible role',
                    'verbose_name_plural': 'historical responsible roles',
                    'ordering': ('-history_date', '-history_id'),
                    'get_latest_by': ('history_date', 'history_id'),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ), migrations.CreateModel(
                name='HistoricalRegionName',
                fields=[
                    ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                    ('name', models.CharField(max_length=100, verbose_name='name')),
                    ('valid_from', models.DateField(verbose_name='valid from')),
                    ('valid_to', models.DateField(blank=True, null=True, verbose_name='valid to')),
                    ('version', models.PositiveIntegerField(default=1, editable=False)),
                    ('history_id', models.AutoField(primary_key=True, serialize=False)),
                    ('history_date', models.DateTimeField(db_index=True)),
                    ('history_change_reason', models.CharField(max_length=100, null=True)),
                    ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                    ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('region', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='staffing.region')),
                ],
                options={
                    'verbose_name': 'historical region name',
                    'verbose_name_plural': 'historical region names',
                    'ordering': ('-history_date', '-history_id'),
                    'get_latest_by': ('history_date', 'history_id'),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ), migrations.CreateModel(
                name='HistoricalPopulation',
                fields=[
                    ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                    ('date', models.DateField(verbose_name='date')),
                    ('inhabitants', models.PositiveIntegerField(verbose_name='inhabitants')),
                    ('source', models.CharField(blank=True, max_length=200, verbose_name='source')),
                    ('version', models.PositiveIntegerField(default=1, editable=False)),
                    ('history_id', models.AutoField(primary_key=True, serialize=False)),
                    ('history_date', models.DateTimeField(db_index=True)),
                    ('history_change_reason', models.CharField(max_length=100, null=True)),
                    ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                    ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('region', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='staffing.region', verbose_name='region')),
                ],
                options={
                    'verbose_name': 'historical population',
                    'verbose_name_plural': 'historical populations',
                    'ordering': ('-history_date', '-history_id'),
                    'get_latest_by': ('history_date', 'history_id'),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ), migrations.CreateModel(
                name='HistoricalOrganisation',
                fields=[
                    ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                    ('level', models.CharField(choices=[('region', 'region'), ('division', 'division'), ('department', 'department'), ('unit', 'unit')], max_length=12, verbose_name='level')),
                    ('code', models.CharField(help_text='The unit code used in files, unique in the region.', max_length=40, verbose_name='code')),
                    ('name', models.CharField(max_length=120, verbose_name='name')),
                    ('valid_from', models.DateField(verbose_name='valid from')),
                    ('valid_to', models.DateField(blank=True, null=True, verbose_name='valid to')),
                    ('version', models.PositiveIntegerField(default=1, editable=False)),
                    ('order', models.PositiveIntegerField(default=0, verbose_name='order')),
                    ('history_id', models.AutoField(primary_key=True, serialize=False)),
                    ('history_date', models.DateTimeField(db_index=True)),
                    ('history_change_reason', models.CharField(max_length=100, null=True)),
                    ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                    ('care_area', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='staffing.carearea', verbose_name='default care area')),
                    ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('parent', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='staffing.organisation', verbose_name='parent')),
                    ('region', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='staffing.region')),
                ],
                options={
                    'verbose_name': 'historical organisation',
                    'verbose_name_plural': 'historical organisations',
                    'ordering': ('-history_date', '-history_id'),
                    'get_latest_by': ('history_date', 'history_id'),
                },
                bases=(simple_history.models.HistoricalChanges, models.Model),
            ), migrations.CreateModel(
                name='RegionName',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=100, verbose_name='name')),
                    ('valid_from', models.DateField(verbose_name='valid from')),
                    ('valid_to', models.DateField(blank=True, null=True, verbose_name='valid to')),
                    ('version', models.PositiveIntegerField(default=1, editable=False)),
                    ('region', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='names', to='staffing.region')),
                ],
                options={
                    'ordering': ['region', 'valid_from'],
                    'constraints': [models.UniqueConstraint(fields=('region', 'valid_from'), name='region_name_starts_once'), models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='region_name_valid_in_order', violation_error_message='The last day is before the first.')],
                },
            ), migrations.CreateModel(
                name='ResponsibleRole',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('title', models.CharField(max_length=200, verbose_name='title')),
                    ('title_key', models.CharField(editable=False, max_length=200)),
                    ('version', models.PositiveIntegerField(default=1, editable=False)),
                    ('holder', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='responsible_roles', to=settings.AUTH_USER_MODEL, verbose_name='holder')),
                    ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='responsible_roles', to='staffing.organisation', verbose_name='organisation')),
                ],
                options={
                    'verbose_name': 'responsible role',
                    'verbose_name_plural': 'responsible roles',
                    'ordering': ['title'],
                    'constraints': [models.UniqueConstraint(fields=('organisation', 'title_key'), name='responsible_role_once')],
                },
            ), migrations.CreateModel(
                name='RoleAssignment',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('role', models.CharField(choices=[('process_leader', 'process leader'), ('manager', 'manager'), ('controller', 'controller'), ('decision_maker', 'decision maker'), ('steering_group', 'steering group'), ('national_coordinator', 'national coordinator'), ('auditor', 'auditor'), ('administrator', 'administrator')], max_length=24, verbose_name='role')),
                    ('valid_from', models.DateField(verbose_name='valid from')),
                    ('valid_to', models.DateField(blank=True, null=True, verbose_name='valid to')),
                    ('version', models.PositiveIntegerField(default=1, editable=False)),
                    ('organisation', models.ForeignKey(blank=True, help_text='Empty means the nation.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='role_assignments', to='staffing.organisation', verbose_name='organisation')),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='role_assignments', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'role assignment',
                    'verbose_name_plural': 'role assignments',
                    'ordering': ['user', 'role'],
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('organisation__isnull', True), ('role__in', ('national_coordinator', 'administrator'))), ('role__in', ('auditor',)), models.Q(models.Q(('role__in', ['national_coordinator', 'administrator', 'auditor']), _negated=True), ('organisation__isnull', False)), _connector='OR'), name='role_assignment_has_its_scope', violation_error_message='National roles have no organisation; the others need one.'), models.UniqueConstraint(fields=('user', 'role', 'organisation', 'valid_from'), name='role_assignment_once'), models.UniqueConstraint(condition=models.Q(('organisation__isnull', True)), fields=('user', 'role', 'valid_from'), name='role_assignment_once_in_the_nation'), models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='role_assignment_valid_in_order', violation_error_message='The last day is before the first.')],
                },
            ), migrations.CreateModel(
                name='Population',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('date', models.DateField(verbose_name='date')),
                    ('inhabitants', models.PositiveIntegerField(verbose_name='inhabitants')),
                    ('source', models.CharField(blank=True, max_length=200, verbose_name='source')),
                    ('version', models.PositiveIntegerField(default=1, editable=False)),
                    ('region', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='populations', to='staffing.region', verbose_name='region')),
                ],
                options={
                    'ordering': ['region', 'date'],
                    'constraints': [models.UniqueConstraint(fields=('region', 'date'), name='population_once_a_date', violation_error_message='The region has a population of that date already. Correct that one.'), models.CheckConstraint(condition=models.Q(('inhabitants__gt', 0)), name='population_is_positive', violation_error_message='A region has at least one inhabitant.')],
                },
            )],
        ),
    ]
