import type { Balancer, Place } from './balancer';

/** Checks that hurry once one has failed, retries of all that is safe to repeat, and health that looks at answers too. */
export const haproxy: Balancer = {
  title: 'HAProxy',
  version: ['haproxy', '-v'],
  configName: 'haproxy.cfg',
  language: 'haproxy',
  gracefully: 'SIGUSR1',
  atOnce: 'SIGTERM',
  start: (file) => ['haproxy', '-W', '-f', file],
  reload: () => 'SIGUSR2',
  config: ({ port, backends }: Place) => `global
  log stdout format raw local0
  maxconn 8000

defaults
  mode http
  log global
  option httplog
  option redispatch 1
  retries 3
  retry-on conn-failure empty-response junk-response response-timeout 502 503 504
  timeout connect 1s
  timeout server 3s
  timeout client 60s
  timeout http-request 10s
  timeout http-keep-alive 75s
  timeout queue 3s
  timeout tunnel 1h
  default-server check inter 2s fall 3 rise 2 fastinter 500ms observe layer7 error-limit 10 on-error mark-down

frontend shop
  bind 127.0.0.1:${port} backlog 4096
  default_backend shop

backend shop
  balance roundrobin
  option httpchk GET /healthz
  timeout check 1s
  http-request disable-l7-retry if METH_POST
${backends.map(({ name, address }) => `  server ${name} ${address}\n`).join('')}`,
};
