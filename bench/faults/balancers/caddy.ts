import type { Balancer, Place } from './balancer';

/** Checks beside passive health, and retries for as long as a client may be kept waiting for a connection. */
export const caddy: Balancer = {
  title: 'Caddy',
  version: ['caddy', 'version'],
  configName: 'Caddyfile',
  language: 'caddyfile',
  gracefully: 'SIGTERM',
  atOnce: 'SIGQUIT',
  start: (file) => ['caddy', 'run', '--config', file, '--adapter', 'caddyfile'],
  reload: (file, { adminPort }) => [
    ...(['caddy', 'reload', '--config', file, '--adapter', 'caddyfile', '--address'] as const),
    `127.0.0.1:${adminPort}`,
  ],
  config: ({ port, adminPort, folder, backends }: Place) => `{
	admin 127.0.0.1:${adminPort}
	auto_https off
}

:${port} {
	bind 127.0.0.1
	log {
		output file ${folder}/access.log
	}
	reverse_proxy ${backends.map(({ address }) => address).join(' ')} {
		lb_policy round_robin
		lb_try_duration 3s
		lb_try_interval 100ms
		health_uri /healthz
		health_interval 2s
		health_timeout 1s
		fail_duration 10s
		max_fails 3
		unhealthy_status 500 502 503 504
		transport http {
			dial_timeout 1s
			response_header_timeout 3s
			read_timeout 3s
			write_timeout 3s
			keepalive 60s
		}
	}
}
`,
};
