import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { expect } from 'chai';
import Koa, { type Middleware } from 'koa';
import { type Config, openBalancer, start } from '../../src';
import { until } from '../../step-definitions/support/eventually';
import { patience } from '../../step-definitions/support/patience';
import { StubBackend } from '../../step-definitions/support/stub-backend';
import { install, isBuilt } from './installation';
import { blocksOf } from './page';

// What examples/README.md shows stands here once more, where `make check` reads its types.

declare const config: Config;
declare const yours: () => Middleware;
declare const pages: () => Middleware;

const shown = {
  inAnAppOfYourOwn() {
    const balancer = openBalancer(config); // as loadConfig has read it
    const app = new Koa();
    app.use(yours());
    app.use(balancer.middleware());
    app.use(pages());
    balancer.attach(createServer(), app).listen(8080);
  },

  async inTheRealServer() {
    const running = await start(config, { middleware: [yours()] });
    process.once('SIGTERM', () => running.stop());
  },
};

describe('the code that pages show', () => {
  const compiled = flat(readFileSync(__filename, 'utf8'));
  for (const { line, text } of blocksOf('examples/README.md').filter(({ kind }) => kind === 'ts'))
    it(`compiles: examples/README.md:${line}`, () => {
      expect(compiled.includes(flat(text)), `not among what is compiled (${Object.keys(shown)}):\n${text}`).to.equal(true);
    });
});

function flat(text: string): string {
  return text.replace(/^ +/gm, '').trim();
}

describe('the Node program in README.md', { skip: !isBuilt && 'dist is not built' }, () => {
  const backend = new StubBackend('Kesar');
  let folder = '';
  before(async () => {
    folder = install();
    await backend.start();
  });
  after(async () => {
    rmSync(folder, { recursive: true, force: true });
    await backend.close();
  });

  for (const block of blocksOf('README.md').filter(({ kind }) => kind === 'js'))
    it(`starts, has its middleware, and stops (line ${block.line})`, async () => {
      writeFileSync(join(folder, 'program.mjs'), block.text);
      writeFileSync(
        join(folder, 'mangrove.yaml'),
        `listen: 127.0.0.1:0\nadmin: false\npaths: [{path: /, health: false, servers: ["${backend.address}"]}]\n`,
      );
      const child = spawn(process.execPath, ['program.mjs'], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
      let printed = '';
      for (const stream of [child.stdout, child.stderr])
        stream.setEncoding('utf8').on('data', (text: string) => {
          printed += text;
        });
      const ended = once(child, 'close');
      try {
        const url = () => /"url":"([^"]+)"/.exec(printed)?.[1];
        await until('a line that says "listening"', () => url() !== undefined || child.exitCode !== null, patience.while);
        expect(url(), `README.md:${block.line}  ${printed}`).to.be.a('string');
        await (await fetch(url() ?? '')).text();
        expect(new Map(backend.received[0]?.headers).get('x-floor')).to.equal('3');
        child.kill('SIGTERM');
        expect((await ended)[0], printed).to.equal(0);
      } finally {
        child.kill('SIGKILL');
        await ended;
      }
    });
});
