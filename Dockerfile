# Reads a report from standard input:  docker run -i extractor < report.txt
FROM python:3.12-slim AS build
WORKDIR /source
RUN python -m venv /opt/extractor
COPY requirements.lock ./
RUN /opt/extractor/bin/pip install --no-cache-dir --require-hashes --requirement requirements.lock
COPY pyproject.toml README.md ./
COPY extractor extractor
COPY models models
RUN /opt/extractor/bin/pip install --no-cache-dir --no-deps .

FROM python:3.12-slim
RUN useradd --system --create-home --uid 10001 extractor
COPY --from=build /opt/extractor /opt/extractor
ENV PATH=/opt/extractor/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
USER extractor
WORKDIR /home/extractor
ENTRYPOINT ["extractor"]
CMD ["extract", "-"]
