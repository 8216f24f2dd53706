# docker build -t riskscan . && docker run --rm --network none -v "$PWD:/work:ro" riskscan scan fix.sql
FROM python:3.12-slim AS build
COPY . /source
RUN pip install --no-cache-dir --prefix=/install "/source[pdf]"

FROM python:3.12-slim
COPY --from=build /install /usr/local
RUN useradd --create-home reader
USER reader
WORKDIR /work
ENV RISKSCAN_CACHE=off PYTHONUNBUFFERED=1
ENTRYPOINT ["riskscan"]
CMD ["--help"]
