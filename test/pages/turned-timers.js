// Loaded into a process before all else: its clock goes at a tenth of the pace, and on by as much as somebody says at a socket of its
// own. So what a page shows within seconds comes in the same order on a machine that is busy, and whoever waits 15 s waits no time.
'use strict';

const { createServer } = require('node:http');
const { isMainThread } = require('node:worker_threads');

const pace = 0.1;

if (isMainThread && /mangrove(\.js)?$/.test(process.argv[1] ?? '')) turn();

function turn() {
  const real = { setTimeout, clearTimeout, setInterval, setImmediate, now: performance.now.bind(performance), date: Date.now };
  const began = real.now();
  const beganAt = real.date();
  const due = new Set();
  let turned = 0;
  let waiting;

  const now = () => (real.now() - began) * pace + turned;
  const first = () => [...due].sort((one, other) => one.at - other.at)[0];

  class Timer {
    constructor(run, ms, repeats) {
      Object.assign(this, { run, ms: Math.max(1, Number(ms) || 1), repeats, isReferred: true });
      this.refresh();
    }
    refresh() {
      this.at = now() + this.ms;
      due.add(this);
      plan();
      return this;
    }
    ref() {
      this.isReferred = true;
      plan();
      return this;
    }
    unref() {
      this.isReferred = false;
      plan();
      return this;
    }
    hasRef() {
      return this.isReferred;
    }
    close() {
      due.delete(this);
      plan();
    }
    [Symbol.dispose]() {
      this.close();
    }
    fire() {
      if (this.repeats) this.at += this.ms;
      else due.delete(this);
      this.run();
    }
  }

  function plan() {
    real.clearTimeout(waiting);
    const next = first();
    if (next === undefined) return;
    waiting = real.setTimeout(fireThoseDue, Math.max(0, next.at - now()) / pace);
    if (![...due].some((timer) => timer.isReferred)) waiting.unref();
  }

  function fireThoseDue() {
    for (let next = first(); next !== undefined && next.at <= now(); next = first()) next.fire();
    plan();
  }

  /** On by so much: timers in their order, with time for sockets between them. */
  async function goOn(ms) {
    const end = now() + ms;
    for (let next = first(); next !== undefined && next.at <= end; next = first()) {
      turned += Math.max(0, next.at - now());
      fireThoseDue();
      for (let turns = 0; turns < 10; turns += 1) await new Promise(real.setImmediate);
    }
    turned += Math.max(0, end - now());
  }

  // Whoever reads the page may be ended without a word: then nobody would end this process.
  real
    .setInterval(() => {
      try {
        process.kill(Number(process.env.STORY_READER), 0);
      } catch {
        process.exit(1);
      }
    }, 1000)
    .unref();

  const clear = (timer) => timer?.close?.();
  globalThis.setTimeout = (run, ms, ...rest) => new Timer(() => run(...rest), ms, false);
  globalThis.setInterval = (run, ms, ...rest) => new Timer(() => run(...rest), ms, true);
  globalThis.clearTimeout = clear;
  globalThis.clearInterval = clear;
  performance.now = now;
  Date.now = () => Math.round(beganAt + now());

  // `curl --unix-socket SOCKET http://clock/1.5` is a second and a half.
  createServer((request, response) => {
    void goOn(Number(request.url.slice(1)) * 1000).then(() => response.end());
  })
    .listen(`${process.env.STORY_CLOCKS}/${process.pid}`)
    .unref();
}
