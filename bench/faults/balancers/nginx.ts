import { userInfo } from 'node:os';
import type { Balancer, Place } from './balancer';

const scratch = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'] as const;

/** Health is what its clients' requests show: the free version makes no checks. */
export const nginx: Balancer = {
  title: 'nginx',
  version: ['nginx', '-v'],
  configName: 'nginx.conf',
  language: 'nginx',
  gracefully: 'SIGQUIT',
  atOnce: 'SIGTERM',
  start: (file, { folder }) => ['nginx', '-p', folder, '-c', file, '-e', `${folder}/error.log`],
  reload: () => 'SIGHUP',
  config: ({ port, folder, backends }: Place) => `daemon off;
worker_processes auto;
pid ${folder}/nginx.pid;
error_log ${folder}/error.log;
${userInfo().uid === 0 ? 'user root;\n' : ''}\
events { worker_connections 4096; }
http {
  access_log ${folder}/access.log;
${scratch.map((name) => `  ${name}_temp_path ${folder}/${name};\n`).join('')}\
  map $http_upgrade $connection_upgrade { default upgrade; '' ''; }
  upstream shop {
    zone shop 64k;
    keepalive 64;
${backends.map(({ address }) => `    server ${address} max_fails=3 fail_timeout=10s;\n`).join('')}\
  }
  server {
    listen 127.0.0.1:${port} backlog=4096 reuseport;
    location / {
      proxy_pass http://shop;
      proxy_http_version 1.1;
      proxy_set_header Host $http_host;
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection $connection_upgrade;
      proxy_connect_timeout 1s;
      proxy_read_timeout 3s;
      proxy_send_timeout 3s;
      proxy_next_upstream error timeout invalid_header http_502 http_503 http_504;
      proxy_next_upstream_tries 3;
    }
  }
}
`,
};
