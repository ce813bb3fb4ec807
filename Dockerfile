# Serves on port 8000, with the hashed keys of its callers (`extractor serve --new-key NAME` makes one):
#   docker run --rm --read-only -p 8000:8000 -e EXTRACTOR_KEYS=portal:HASH extractor
# Reads one report:  docker run --rm -i extractor extract - < report.txt
FROM python:3.12-slim-bookworm AS build
WORKDIR /source
# for the modules that mypyc compiles; the last stage is without it
RUN apt-get update \
    && apt-get install --yes --no-install-recommends gcc libc6-dev \
    && rm -rf /var/lib/apt/lists/*
RUN python -m venv /opt/extractor && python -m venv /opt/compile
COPY requirements.lock ./
RUN /opt/extractor/bin/pip install --no-cache-dir --require-hashes --only-binary :all: --requirement requirements.lock
COPY compile.lock ./
RUN /opt/compile/bin/pip install --no-cache-dir --require-hashes --only-binary :all: --requirement compile.lock
COPY pyproject.toml setup.py README.md ./
COPY extractor extractor
COPY models models
RUN /opt/compile/bin/pip wheel --no-cache-dir --no-deps --no-build-isolation --wheel-dir dist . \
    && /opt/extractor/bin/pip install --no-cache-dir --no-deps ./dist/*.whl \
    && /opt/extractor/bin/pip uninstall --yes pip \
    && find /opt/extractor -name "*.pyi" -delete

FROM python:3.12-slim-bookworm
LABEL org.opencontainers.image.title="extractor" org.opencontainers.image.licenses="MIT"
RUN useradd --no-create-home --uid 10001 --shell /usr/sbin/nologin extractor
COPY --from=build /opt/extractor /opt/extractor
ENV PATH=/opt/extractor/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
USER 10001:10001
WORKDIR /
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/readyz', timeout=2)"]
ENTRYPOINT ["extractor"]
CMD ["serve", "--host", "0.0.0.0"]
