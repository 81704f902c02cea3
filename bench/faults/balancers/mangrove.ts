import { join } from 'node:path';
import type { Balancer, Place } from './balancer';

const command = join(__dirname, '..', '..', '..', 'bin', 'mangrove.js');

/** The defaults, an HTTP check, and the time limits that all have here. */
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
admin: false
paths:
  - path: /
    servers:
${backends.map(({ name, address }) => `      - {name: ${name}, address: "${address}"}\n`).join('')}\
    health: {path: /healthz, interval: 2s, timeout: 1s}
    timeouts: {connect: 1s, first_byte: 3s, idle: 3s}
`,
};
