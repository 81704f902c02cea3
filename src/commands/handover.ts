import type { HandedIn } from '../server';
import type { Log } from '../log';
import { Exit, exit } from './exit';

/** What came of asking for such sockets. `not ours`: there are some, for another process; `mistake`: nobody could tell which. */
type Handover =
  | { readonly kind: 'none' }
  | { readonly kind: 'not ours'; readonly why: string }
  | { readonly kind: 'mistake'; readonly why: string }
  | ({ readonly kind: 'sockets' } & HandedIn);

const variables = ['LISTEN_PID', 'LISTEN_FDS', 'LISTEN_FDNAMES'] as const;
type Environment = { [name in (typeof variables)[number]]?: string | undefined };

/** Behind standard input, output and error. */
const firstDescriptor = 3;
/** More can only be a misunderstanding. */
const mostSockets = 1000;
const adminName = 'admin';

/** Reads which sockets were handed in, by the protocol of systemd (sd_listen_fds(3)). The one called `admin` is for the status API. */
export function readHandover({ LISTEN_PID: pid, LISTEN_FDS: fds = '', LISTEN_FDNAMES: names }: Environment, ownPid: number): Handover {
  if (fds === '') return { kind: 'none' };
  if (pid === undefined || pid === '')
    return { kind: 'not ours', why: 'LISTEN_FDS is set without LISTEN_PID, which says for which process the sockets are' };
  if (!/^\d{1,10}$/.test(pid)) return mistake(`LISTEN_PID is ${JSON.stringify(pid)}: expected the number of a process`);
  if (Number(pid) !== ownPid)
    return {
      kind: 'not ours',
      why: `LISTEN_PID is ${pid}, and this is process ${ownPid}: npm, make and shells stand between; start node bin/mangrove.js itself`,
    };
  const count = Number(fds);
  if (!/^\d{1,4}$/.test(fds) || count > mostSockets)
    return mistake(`LISTEN_FDS is ${JSON.stringify(fds)}: expected how many sockets were handed in, such as 1`);
  if (count === 0) return { kind: 'none' };
  const named = names === undefined || names === '' ? [] : names.split(':');
  if (named.length > 0 && named.length !== count)
    return mistake(
      `LISTEN_FDNAMES is ${JSON.stringify(names)}, which names ${named.length} of ${count} sockets: expected a name for each, with colons between them`,
    );
  const descriptors = Array.from({ length: count }, (_, index) => firstDescriptor + index);
  const isAdmin = (fd: number) => named[fd - firstDescriptor] === adminName;
  const [admin, ...more] = descriptors.filter(isAdmin);
  if (more.length > 0) return mistake(`${more.length + 1} sockets are called ${adminName}: expected one, for the status API`);
  return { kind: 'sockets', clients: descriptors.filter((fd) => !isAdmin(fd)), admin };
}

function mistake(why: string): Handover {
  return { kind: 'mistake', why };
}

/** The sockets that a service manager has handed to this process; the log tells of those that are for another one. */
export function socketsHandedIn(log: Log): HandedIn | undefined {
  const handover = readHandover(process.env, process.pid);
  // No process that is started from here shall take the word of it for its own.
  for (const name of variables) Reflect.deleteProperty(process.env, name);
  if (handover.kind === 'mistake') throw new Exit(exit.misuse, handover.why);
  if (handover.kind === 'not ours') log.warn({ detail: handover.why }, 'the sockets that were handed in are not taken');
  return handover.kind === 'sockets' ? handover : undefined;
}
