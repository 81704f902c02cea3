import type { Socket } from 'node:net';
import type { HeaderList } from './header-list';
import type { Behaviour, Exchange } from './stub-backend';

/** What is known of the connections of one backend: who was asked a riddle, and who is logged in. */
type Logins = { readonly asked: WeakSet<Socket>; readonly users: WeakMap<Socket, string> };

/**
 * Logs in a connection, as NTLM does: `hello` is answered with a riddle, `I am alice` is believed on the connection that was asked the
 * riddle, and `ticket of alice` everywhere. From then on all that comes on the connection comes from alice.
 */
export function loggingIn(name: string, challenges: readonly string[] = ['NTLM']): Behaviour {
  const logins: Logins = { asked: new WeakSet(), users: new WeakMap() };
  return (exchange) => {
    const said = exchange.request.headers.authorization?.replace(/^\w+ /, '');
    const { socket } = exchange.request;
    const user = believed(said, socket, logins);
    if (user !== undefined) logins.users.set(socket, user);
    const current = user ?? (said === undefined ? logins.users.get(socket) : undefined);
    if (current !== undefined) answer(exchange, name, 200, `hello ${current}`, []);
    else {
      if (said === 'hello') logins.asked.add(socket);
      const fields = said === 'hello' ? challenges.map((challenge) => `${challenge} riddle`) : challenges;
      answer(exchange, name, 401, 'who are you?', fields);
    }
  };
}

function believed(said: string | undefined, socket: Socket, { asked }: Logins): string | undefined {
  const [, how, user] = /^(I am|ticket of) (\w+)$/.exec(said ?? '') ?? [];
  return how === 'ticket of' || asked.has(socket) ? user : undefined;
}

function answer({ response }: Exchange, name: string, status: number, body: string, challenges: readonly string[]): void {
  const fields: HeaderList = [['X-Backend', name], ...challenges.map((challenge) => ['WWW-Authenticate', challenge] as const)];
  response.writeHead(status, fields.flat()).end(body);
}
