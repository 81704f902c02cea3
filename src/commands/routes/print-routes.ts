import type { Config } from '../../config/schema';
import { compileRouter, type Router } from '../../routing/router';
import { askedRequest } from './asked';
import { columns } from './columns';
import { misuse } from '../arguments';
import type { Call } from '../command';
import { namedFiles } from '../config-file';
import { print } from '../print';
import { readAnyConfig, usualConfig } from '../read-config';
import { answerFor, answerJson } from './route-for';
import { turnJson } from './json';
import { conditionWords, destinationWords, hostWords, pathWords, type Pools, type Written } from './words';
import { shownJson } from '../shown';

type Compiled = { readonly config: Config; readonly router: Router };

/** Prints what leads where, as the compiled routes have it; or which of them takes one request. */
export async function printRoutes(call: Call): Promise<void> {
  const asked = askedRequest(call);
  const [source = usualConfig()] = namedFiles(call);
  const { config, written = new Map<string, string>() } = await readAnyConfig(source);
  const { url: most } = config.limits;
  if (asked !== undefined && asked.url.length > most)
    throw misuse(`the URL has ${asked.url.length} bytes and ${most} are allowed: such a request is answered 414`, 'routes');
  const compiled = { config, router: compileRouter(config) };
  const isJson = call.given.has('json');
  if (asked === undefined) return print(isJson ? listJson(compiled, written) : list(compiled, written));
  return print(isJson ? shownJson(answerJson(asked, compiled)) : answerFor(asked, compiled));
}

function list(pools: Compiled & Pools, written: Written): string {
  const rows = Array.from(pools.router.turns(), (turn) => [
    hostWords(turn),
    pathWords(turn),
    conditionWords(turn, written),
    destinationWords(turn.route, pools),
  ]);
  const all = [['HOST', 'PATH', 'WHEN', 'LEADS TO'], ...rows];
  const hasConditions = rows.some(([, , when]) => when !== '');
  // A file or another program gets all of it, and so does a terminal that does not know its width.
  const width = process.stdout.columns || undefined;
  return columns(hasConditions ? all : all.map(([host = '', path = '', , to = '']) => [host, path, to]), width);
}

function listJson(pools: Compiled & Pools, written: Written): string {
  return shownJson(Array.from(pools.router.turns(), (turn) => turnJson(turn, pools, written)));
}
