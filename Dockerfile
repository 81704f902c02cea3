# docker build -t mangrove .
# docker run --stop-timeout 40 -p 8080:8080 -v ./mangrove.yaml:/app/mangrove.yaml:ro mangrove

FROM node:26-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
# No install scripts: they would bring a second Node. Types are for those who compile.
RUN npm ci --ignore-scripts --loglevel=error --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json ./
COPY src ./src
RUN node_modules/.bin/tsc --build tsconfig.build.json \
  && npm prune --omit=dev --ignore-scripts --no-audit --no-fund \
  && rm -rf node_modules/@types

FROM node:26-slim
ENV NODE_ENV=production
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY bin ./bin
# The user "node" of the image, as a number: Kubernetes (runAsNonRoot) cannot tell whether a name is root.
USER 1000:1000
# 8080 is for clients. 7070 is the status API, which answers only inside the container unless the config says otherwise.
EXPOSE 8080 7070
HEALTHCHECK --interval=10s --timeout=3s --start-period=5s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + (process.env.ADMIN_PORT || 7070) + '/healthz').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# No shell in between: signals reach node.
ENTRYPOINT ["node", "bin/mangrove.js"]
CMD ["start"]
