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

FROM node:22-bookworm-slim AS production-packages
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --omit=optional --ignore-scripts --no-audit --no-fund

# Neither shell nor package manager; runs as nobody in particular, and writes no file: start it with --read-only.
FROM gcr.io/distroless/nodejs22-debian12:nonroot AS production
WORKDIR /app
COPY --from=production-packages /app/node_modules ./node_modules
COPY --from=build /app/dist/src ./dist/src
COPY --from=build /app/dist/schema ./dist/schema
COPY --from=build /app/dist/resolvers ./dist/resolvers
COPY --from=build /app/dist/browser ./dist/browser
COPY --from=build /app/dist/rule-places.json ./dist/rule-places.json
COPY package.json ./
COPY schema/trusted-documents.json ./schema/trusted-documents.json
COPY docs/guides ./docs/guides
COPY deploy/healthcheck.cjs ./healthcheck.cjs
USER 65532:65532
ENV NODE_ENV=production HOST=0.0.0.0 PORT=4000
EXPOSE 4000
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 CMD ["/nodejs/bin/node", "healthcheck.cjs"]
CMD ["dist/src/server/main.js"]
