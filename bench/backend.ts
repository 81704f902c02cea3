import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A backend process: one kilobyte for every request. Says its port, and ends with the process that started it. */
const page = Buffer.alloc(1024, 'mango ');

const server = createServer((request, response) => {
  request.resume();
  response.writeHead(200, { 'Content-Type': 'text/plain; charset=utf-8', 'Content-Length': page.length, 'Cache-Control': 'max-age=60' });
  response.end(page);
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
process.once('disconnect', () => process.exit());
