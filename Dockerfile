# Two images of one binary:
#   docker build -t plimsoll .                       nothing but the binary: for Kubernetes, and to run by hand
#   docker build -t plimsoll:shell --target shell .  with a shell: for CI servers that run a script in the image
# Both run without root, write nowhere but to what is mounted and TMPDIR, and take a read-only root file system. Tags
# name one version of each base; where images are built for others to use, pin their digests too.

FROM rust:1.95-slim-trixie AS build
WORKDIR /src
# What the build reads, and nothing else: a change of the documents or the tests builds nothing anew. Cargo wants to see
# the benchmark that Cargo.toml names.
COPY Cargo.toml Cargo.lock build.rs ./
COPY benches benches
COPY controls controls
COPY frameworks frameworks
COPY testdata/acme testdata/acme
COPY src src
RUN cargo build --locked --profile dist --bin plimsoll

FROM debian:trixie-slim AS shell
# The roots of the public certificate authorities, by which AWS is known.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends ca-certificates \
    && rm -rf /var/lib/apt/lists/*
COPY --from=build /src/target/dist/plimsoll /usr/local/bin/plimsoll
# By number, as Kubernetes' runAsNonRoot cannot look up a name. No home: nothing is looked for in one.
USER 65532:65532
WORKDIR /work

# Of the same release of Debian, with libc and the certificate authorities, and without a shell and a package manager.
FROM gcr.io/distroless/cc-debian13:nonroot
COPY --from=build /src/target/dist/plimsoll /usr/local/bin/plimsoll
USER 65532:65532
WORKDIR /work
ENTRYPOINT ["/usr/local/bin/plimsoll"]
