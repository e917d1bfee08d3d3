# One image for all services: which one runs is said by the command (`-m services.route`).
#
# BASE is any Debian-like image with Python 3.11 to 3.13 and its venv. Behind a mirror or a proxy with a certificate of its own, hand
# pip its settings as build secrets, of which nothing stays in the image:
#   docker build --secret id=pip,src=pip.conf --secret id=ca,src=ca.pem .
ARG BASE=python:3.11-slim-bookworm

FROM ${BASE} AS build
WORKDIR /build
COPY deploy/image_requirements.py requirements.lock ./
RUN python3 image_requirements.py requirements.lock > image.lock && python3 -m venv /opt/venv
RUN --mount=type=secret,id=pip,target=/run/secrets/pip.conf --mount=type=secret,id=ca,target=/run/secrets/ca.pem \
    PIP_CONFIG_FILE=/run/secrets/pip.conf /opt/venv/bin/python -m pip install --no-cache-dir --disable-pip-version-check --no-deps --require-hashes -r image.lock \
    && /opt/venv/bin/python -m pip uninstall --quiet --yes pip setuptools
COPY pyproject.toml ./
RUN python3 image_requirements.py --version-of pyproject.toml /opt/venv/lib/python3*/site-packages

FROM ${BASE}
# Volumes take the owner of the folder that they are first mounted on.
RUN groupadd --system --gid 10001 klantstroom \
    && useradd --system --uid 10001 --gid 10001 --no-create-home --home-dir /tmp --shell /usr/sbin/nologin klantstroom \
    && install -d -o 10001 -g 10001 -m 0755 /secrets /secrets/database /secrets/grafana \
    && install -d -o 10001 -g 10001 -m 0700 /secrets/ingest /secrets/route /secrets/rewards /secrets/keys /secrets/operator /run/secrets /run/keys
COPY --from=build /opt/venv /opt/venv
WORKDIR /app
COPY schemas schemas
COPY runtime runtime
COPY services services
COPY local local
COPY policy policy
COPY rewards rewards
COPY deploy/generate_secrets.py deploy/generate_secrets.py
# Compiled now: whoever runs it cannot write here.
RUN /opt/venv/bin/python -m compileall -q schemas runtime services local deploy
ENV PATH=/opt/venv/bin:$PATH PYTHONPATH=/app PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
USER 10001:10001
STOPSIGNAL SIGTERM
ENTRYPOINT ["python"]
CMD ["-m", "local.cli", "--help"]
