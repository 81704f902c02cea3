import { misuse } from './arguments';
import { check } from './check';
import type { Command } from './command';
import { printCompletion, shells } from './completion/print-completion';
import { namedFiles, standardInput } from './config-file';
import { printPasswordHash } from './hash-password';
import { helpFor } from './help';
import { printRoutes } from './routes/print-routes';
import type * as Starting from './start';

const start: Command = {
  name: 'start',
  operands: '[FILE]',
  mostOperands: 1,
  offers: 'files',
  options: ['config'],
  summary: 'serve until SIGTERM, SIGINT or SIGQUIT',
  details: 'mangrove start shop.yaml is short for mangrove start --config shop.yaml.\n',
  run(call) {
    const [source] = namedFiles(call);
    if (source?.file === standardInput)
      throw misuse('"start" does not read standard input, which a reload could not read again: write a file', 'start');
    // Loaded only here: the whole server would make every other command, and each new shell, wait for a third of a second.
    const starting: typeof Starting = require('./start');
    return starting.serve(source);
  },
};

const checking: Command = {
  name: 'check',
  operands: '[FILE…]',
  mostOperands: Number.POSITIVE_INFINITY,
  offers: 'files',
  options: ['config', 'strict'],
  summary: 'say whether configs are right, and what in them is surely not meant',
  details: `Starts nothing. Without a FILE it checks what "start" would take; "-" is standard input.
PORT and ADMIN_PORT are checked too, as "start" would find them.
`,
  run: check,
};

const listing: Command = {
  name: 'routes',
  operands: '[FILE]',
  mostOperands: 1,
  offers: 'files',
  options: ['config', 'for', 'header', 'from', 'json'],
  summary: 'print what leads where, or which route takes one request',
  details: `Routes stand in the order in which they are tried: the first whose host, path and conditions fit takes
the request. Starts nothing and asks no server. Without a FILE it reads what "start" would take; "-" is
standard input. On a terminal wide columns are cut; through a pipe all of them is there.

  mangrove routes shop.yaml
  mangrove routes --for http://www.mango.com/cart
  mangrove routes --for "POST http://www.mango.com/cart?step=2" -H "X-Shop: mango" --from 192.0.2.7
`,
  run: printRoutes,
};

const hashing: Command = {
  name: 'hash-password',
  operands: '',
  // One that stands there would be shown where people are told that it is one too many.
  mostOperands: Number.POSITIVE_INFINITY,
  offers: [],
  options: [],
  summary: 'ask for a password, print the line that basic_auth wants for it',
  details: 'A password that comes through a pipe is read from standard input.\n',
  run: ({ operands }) => printPasswordHash(operands.length),
};

const completing: Command = {
  name: 'completion',
  operands: shells.join('|'),
  mostOperands: 1,
  offers: shells,
  options: [],
  summary: 'print a script with which the shell completes commands, options and files',
  details: `  bash: source <(mangrove completion bash)       in ~/.bashrc
  zsh:  source <(mangrove completion zsh)        in ~/.zshrc, after compinit
  fish: mangrove completion fish | source        in ~/.config/fish/config.fish
`,
  run: ({ operands: [shell] }) => printCompletion(shell, commands),
};

const work: readonly Command[] = [start, checking, listing, hashing, completing];

/** All commands, in the order in which help tells of them. */
export const commands: readonly Command[] = [...work, helpFor(work)];
