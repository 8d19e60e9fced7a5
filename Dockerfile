# The pods of `export --to kubernetes`, and whoever runs holdline in a container:
#   docker build -t holdline:$(node -p "require('./package.json').version") .
ARG NODE=24
FROM node:${NODE}-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY . .
RUN npm run build && npm prune --omit=dev && find dist -name '*.test.js' -delete

FROM node:${NODE}-slim
ENV NODE_ENV=production
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY --from=build /app/workloads workloads
# Nothing is written beside what is named with --out: the root file system may be read-only.
USER node
WORKDIR /tmp
STOPSIGNAL SIGTERM
ENTRYPOINT ["node", "/app/dist/harness/cli.js"]
CMD ["--help"]
