import { join } from 'node:path';
import type { Balancer, Place } from './balancer';

const command = join(__dirname, '..', '..', '..', 'bin', 'mangrove.js');

/** The defaults, an HTTP check, the time limits that all have here, and retries of all that is safe to repeat. */
export const mangrove: Balancer = {
  title: 'Mangrove',
  version: [process.execPath, command, '--version'],
  configName: 'mangrove.yaml',
  language: 'yaml',
  gracefully: 'SIGTERM',
  atOnce: 'SIGTERM',
  start: (file) => [process.execPath, command, 'start', '--config', file],
  reload: () => 'SIGHUP',
  config: ({ port, backends }: Place) => `listen: 127.0.0.1:${port}
reuse_port: true
admin: false
paths:
  - path: /
    servers:
${backends.map(({ name, address }) => `      - {name: ${name}, address: "${address}"}\n`).join('')}\
    health: {path: /healthz, interval: 2s, timeout: 1s}
    timeouts: {connect: 1s, first_byte: 3s, idle: 3s}
    retry_on: [connect_failed, reset, bad_answer, first_byte_timeout, 502, 503, 504]
`,
};
