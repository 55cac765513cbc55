# The product's image: one for web, worker, beat and migrate. Built from the lock file, runs as a user of its own.
FROM python:3.11-slim-bookworm AS base
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN apt-get update \
    && apt-get install --no-install-recommends -y libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /srv/oberoende
COPY requirements.lock .
RUN pip install --require-hashes -r requirements.lock
COPY . .
RUN pybabel --quiet compile --domain django --directory locale \
    && HASHED_STATIC=true VAR_DIR=/srv/var python manage.py collectstatic --noinput \
    && rm -f /srv/var/secret_key \
    && useradd --system --uid 10001 --home-dir /srv/var oberoende \
    && chown -R oberoende /srv/var
USER oberoende
ENV VAR_DIR=/srv/var HASHED_STATIC=true PRODUCTION=true
EXPOSE 8000
CMD ["gunicorn", "config.wsgi", "--bind", "0.0.0.0:8000", "--workers", "3", "--threads", "4", "--timeout", "60", "--max-requests", "2000", "--max-requests-jitter", "200"]
