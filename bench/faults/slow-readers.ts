import { connect, type Socket } from 'node:net';

/**
 * Clients in a process of their own that read large answers slowly: `slow-readers PORT COUNT BYTES`. Each asks for another answer on a
 * new connection when it has one whole. Tells that it begins, and how many answers were cut off when it is told to leave; ends with the
 * channel.
 */
const [port = '0', count = '0', bytes = '0'] = process.argv.slice(2);

const readEveryMs = 200;
/** What one of them reads at a time. */
const gulp = 16 * 1024;

const readers = new Set<Socket>();
let cut = 0;
let asked = 0;

function ask(): void {
  const socket = connect({ port: Number(port), host: '127.0.0.1' });
  let got = 0;
  asked += 1;
  socket.write(`GET /${asked.toString(36)}/${bytes}/length HTTP/1.1\r\nHost: www.mango.com\r\nConnection: close\r\n\r\n`);
  const reading = setInterval(() => {
    got += (socket.read(Math.min(gulp, socket.readableLength)) as Buffer | null)?.length ?? 0;
    if (socket.readableLength === 0) socket.read(0);
  }, readEveryMs);
  readers.add(socket);
  socket.on('readable', () => undefined);
  socket.on('error', () => undefined);
  socket.once('close', () => {
    clearInterval(reading);
    readers.delete(socket);
    if (isOver) return;
    if (got < Number(bytes)) cut += 1;
    setTimeout(ask, readEveryMs);
  });
}

let isOver = false;
for (let index = 0; index < Number(count); index += 1) setTimeout(ask, (index * 1000) / Number(count));
process.once('message', () => {
  isOver = true;
  for (const socket of readers) socket.destroy();
  process.send?.(cut, () => process.exit());
});
process.send?.('gathering');
process.on('disconnect', () => process.exit());
process.on('SIGINT', () => undefined);
