# The API as a container: `docker build -t fieldgate .`; the local stack: `docker compose up`. See docs/operations.md.

FROM node:22-bookworm-slim AS packages
WORKDIR /app
COPY package.json package-lock.json ./
# No package may run a script of its own here, and none needs to.
RUN npm ci --ignore-scripts --no-audit --no-fund

FROM packages AS build
COPY tsconfig.json tsconfig.build.json ./
COPY src ./src
COPY schema ./schema
COPY resolvers ./resolvers
# What the explorer begins with.
COPY examples ./examples
# Texts of the reference at /docs.
COPY docs/guides ./docs/guides
RUN npm run build

# Everything that `npm start` takes, for a machine without node: the embedded engine, the local Cognito, demo data.
FROM build AS local
RUN mkdir .fieldgate && chown node:node .fieldgate
USER node
ENV HOST=0.0.0.0 PORT=4000
EXPOSE 4000
CMD ["node", "dist/src/local/start.js"]

# Of all that, what the server reaches: no embedded engine, no local Cognito, no demo data, no package that nothing asks for.
FROM build AS files
COPY deploy/image/package.json deploy/image/package-lock.json ./deploy/image/
RUN npm ci --prefix deploy/image --ignore-scripts --no-audit --no-fund
COPY deploy/image/collect.mjs ./deploy/image/
RUN node deploy/image/collect.mjs /files

# Neither shell nor package manager; runs as nobody in particular, and writes no file: start it with --read-only.
FROM gcr.io/distroless/nodejs22-debian12:nonroot AS production
WORKDIR /app
# Packages change less often than the rest: a layer of their own.
COPY --from=files /files/node_modules ./node_modules
COPY --from=files /files/dist ./dist
COPY package.json ./
COPY schema/trusted-documents.json ./schema/trusted-documents.json
COPY docs/guides ./docs/guides
COPY deploy/healthcheck.cjs ./healthcheck.cjs
USER 65532:65532
ENV NODE_ENV=production HOST=0.0.0.0 PORT=4000
EXPOSE 4000
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 CMD ["/nodejs/bin/node", "healthcheck.cjs"]
CMD ["dist/src/main.js"]
