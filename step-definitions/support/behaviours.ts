import type { Clock, Timer } from '../../src/clock';
import type { Gate } from './gate';
import type { HeaderList } from './header-list';
import type { Behaviour, Exchange } from './stub-backend';

export type StubAnswer = { readonly status?: number; readonly headers?: HeaderList; readonly body?: string | Buffer };

/** Gives a whole answer, with the name of the backend in X-Backend, once the whole request is here. */
export const answering =
  ({ status = 200, headers = [], body = '' }: StubAnswer): Behaviour =>
  ({ backend, request, response }) => {
    const speak = () => response.writeHead(status, [['X-Backend', backend], ...headers].flat()).end(body);
    if (request.readableEnded) speak();
    else request.once('end', speak);
  };

/** Waits for the gate before doing what `then` does. */
export const waitingFor =
  (gate: Gate, then: Behaviour): Behaviour =>
  (exchange) => {
    void gate.passed.then(() => then(exchange));
  };

/** Does what `then` does, so many milliseconds later by `clock`. */
export const delaying =
  (clock: Clock, ms: number, then: Behaviour): Behaviour =>
  (exchange) => {
    const timer = clock.setTimeout(() => then(exchange), ms).unref();
    exchange.response.once('close', () => clock.clearTimeout(timer));
  };

/** Answers with so many pieces, one every `apartMs` by `clock`. */
export const dripping =
  (clock: Clock, count: number, piece: string, apartMs: number): Behaviour =>
  ({ response }) => {
    let sent = 0;
    response.write(piece);
    const timer = clock.setInterval(() => {
      sent += 1;
      if (sent < count) response.write(piece);
      else response.end();
    }, apartMs);
    response.once('close', () => clock.clearInterval(timer));
  };

/** Does what `first` does to so many requests, and what `then` does to all after them. */
export function firstThen(count: number, first: Behaviour, then: Behaviour): Behaviour {
  let seen = 0;
  return (exchange) => {
    seen += 1;
    (seen <= count ? first : then)(exchange);
  };
}

/** Does what `then` does once the whole request is here. */
export const onceWhole =
  (then: Behaviour): Behaviour =>
  (exchange) =>
    void exchange.request.once('end', () => then(exchange));

/** Takes the request and never says a word. */
export const silent: Behaviour = () => undefined;

/** Sends the head only; the pieces of the body are written to the exchange when somebody says so. */
export const opening =
  (status = 200, headers: HeaderList = [['Content-Type', 'text/plain']]): Behaviour =>
  ({ response }) => {
    response.writeHead(status, headers.flat());
    response.flushHeaders();
  };

/** Breaks the connection with a TCP reset as soon as the head of a request is here. */
export const resetting: Behaviour = (exchange) => reset(exchange);

/** Breaks the connection with a TCP reset. */
export function reset({ request }: Exchange): void {
  request.socket.resetAndDestroy();
}

/** Has a lot to send, and resets the connection when nothing of it has been taken for `ms` by `clock`. */
export const losingPatience =
  (clock: Clock, ms: number): Behaviour =>
  (exchange) => {
    const { response } = exchange;
    const piece = Buffer.alloc(65_536, 'm');
    const wait = resettingAfter(clock, ms, exchange);
    const pour = (): void => {
      wait();
      while (!response.destroyed && response.write(piece));
    };
    response.writeHead(200, { 'Content-Length': 64 * 1024 * 1024 });
    response.on('drain', pour);
    pour();
  };

/** Resets the connection when nothing of a request's content has come for `ms` by `clock`. */
export const losingPatienceWithContent =
  (clock: Clock, ms: number): Behaviour =>
  (exchange) => {
    const wait = resettingAfter(clock, ms, exchange);
    exchange.request.on('data', wait);
    wait();
  };

/** Resets the connection when what this gives has not been called for `ms`. */
function resettingAfter(clock: Clock, ms: number, exchange: Exchange): () => void {
  let timer: Timer | undefined;
  exchange.response.once('close', () => clock.clearTimeout(timer));
  return () => {
    clock.clearTimeout(timer);
    timer = clock.setTimeout(() => reset(exchange), ms).unref();
  };
}

/** Promises `promised` bytes, sends fewer and closes the connection. */
export const dyingAfter =
  (sent: string, promised: number): Behaviour =>
  ({ request, response }) => {
    response.writeHead(200, { 'Content-Length': promised });
    response.write(sent, () => request.socket.destroy());
  };

/** Answers these bytes, whatever they are, and then closes the connection. */
export const bytes =
  (raw: Buffer): Behaviour =>
  ({ request }) => {
    request.socket.write(raw);
    request.socket.end();
  };

/** Answers these bytes, one in a turn of the event loop and so in a packet, and keeps the connection. */
export const byteByByte =
  (raw: Buffer): Behaviour =>
  ({ request: { socket } }) => {
    let sent = 0;
    const send = (): void => {
      if (sent === raw.length || socket.destroyed) return;
      socket.write(raw.subarray(sent, sent + 1));
      sent += 1;
      setImmediate(send);
    };
    socket.setNoDelay(true);
    send();
  };

/** Leaves the body of the request unread, so that its sender has to wait. */
export const unreading: Behaviour = Object.assign(() => undefined, { reads: false });

/** What a backend does once it has interrupted an upload. */
export type Afterwards = 'closes' | 'resets' | 'stops' | 'reads-on';

/** Answers as soon as the first content is here. */
export const interrupting = (status: number, then: Afterwards, body: string | Buffer = 'so be it'): Behaviour =>
  Object.assign(
    ({ request }: Exchange): void => {
      const { socket } = request;
      request.once('data', () => {
        if (then === 'reads-on') request.resume();
        else request.pause();
        socket.write(`HTTP/1.1 ${status} So Be It\r\nContent-Length: ${body.length}\r\n\r\n`);
        socket.write(body, () => {
          if (then === 'closes') socket.destroy();
          else if (then === 'resets') socket.resetAndDestroy();
        });
      });
    },
    { reads: false },
  );

/** Answers at once, and has not asked for the content by then. */
export const answeringUnasked = (status: number, body: string): Behaviour =>
  unasking(({ response }) => {
    response.writeHead(status, { 'Content-Length': Buffer.byteLength(body) }).end(body);
  });

/** Does what `then` does, and does not ask a client for its content that waits for that. */
export const unasking = (then: Behaviour): Behaviour => Object.assign((exchange: Exchange) => then(exchange), { asks: false });

/** Answers with the body of the request as it comes. */
export const echoing: Behaviour = Object.assign(({ request, response }: Exchange) => void request.pipe(response), { reads: true });

/** Sends `total` bytes as fast as the other side takes them; `sent` is told the sum after each piece. */
export const pouring =
  (total: number, sent: (bytes: number) => void): Behaviour =>
  ({ response }) => {
    const piece = Buffer.alloc(64 * 1024, 'm');
    let done = 0;
    response.writeHead(200, { 'Content-Length': total });
    const pour = (): void => {
      while (done < total) {
        const next = piece.subarray(0, Math.min(piece.length, total - done));
        done += next.length;
        const goOn = response.write(next);
        sent(done);
        if (!goOn) {
          response.once('drain', pour);
          return;
        }
      }
      response.end();
    };
    pour();
  };
