import { openSync, writeSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { goods } from './goods';
import { patience, patientNow } from './patience';

/** What can be wrong with a backend that still runs. */
export type Fault = 'none' | '500' | 'silent' | 'reset_before_head' | 'reset_after_head' | 'byte_a_second';

/**
 * A backend in a process of its own: `faulty-backend NAME PORT FILE`, port 0 for any. It tells its port over the process channel,
 * takes faults from there and confirms them, and ends with the channel. Each order (POST) it sees is a line in the file before
 * anything is done about it, so that the file tells the truth however the process ends.
 */
const [name = '', port = '0', file = ''] = process.argv.slice(2);
const orders = openSync(file, 'a');
let fault: Fault = 'none';

const server = createServer((request, response) => {
  request.on('error', () => undefined);
  response.on('error', () => undefined);
  const { method = '', url = '' } = request;
  if (method === 'POST') writeSync(orders, `${url}\n`);
  // An order takes a moment, so that a backend can die between having it and saying so.
  request.resume().once('end', () => setTimeout(() => answer(request, response), method === 'POST' ? 10 : 0));
});

function answer(request: IncomingMessage, response: ServerResponse): void {
  const { method = '', url = '' } = request;
  const body = Buffer.from(goods(method, url));
  switch (fault) {
    case 'silent':
      return;
    case 'reset_before_head':
      request.socket.resetAndDestroy();
      return;
    case '500':
      response.writeHead(500).end('out of mangoes');
      return;
    case 'reset_after_head':
      response.writeHead(200, { 'Content-Length': body.length });
      response.write(body.subarray(0, body.length / 2), () => request.socket.resetAndDestroy());
      return;
    case 'byte_a_second':
      response.writeHead(200, { 'Content-Length': body.length });
      drip(response, body);
      return;
    case 'none':
      response.writeHead(200, { 'Content-Length': body.length, 'X-Backend': name }).end(body);
  }
}

function drip(response: ServerResponse, body: Buffer): void {
  let sent = 1;
  response.write(body.subarray(0, 1));
  const timer = setInterval(() => {
    response.write(body.subarray(sent, sent + 1));
    sent += 1;
  }, 1_000);
  response.once('close', () => clearInterval(timer));
}

/** The port of a process that has just been killed may be in use for another moment. */
function listen(until: number): void {
  server.once('error', (error) => {
    if (patientNow() > until) throw error;
    setTimeout(() => listen(until), 20);
  });
  server.listen(Number(port), '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
}

process.on('message', (next: Fault) => {
  fault = next;
  process.send?.(fault);
});
process.on('disconnect', () => process.exit());
listen(patientNow() + patience.moment);
