import type { BalancerProcess } from './balancer-process';
import type { Fault } from './fault';
import type { IllBackend } from './ill-backend';

/** What a phase can do, and what it tells those who count. */
export interface Scene {
  /** Four of them. */
  readonly backends: readonly [IllBackend, ...IllBackend[]];
  readonly balancer: BalancerProcess;
  /** Lets so much of a phase's usual length pass. */
  last(share: number): Promise<void>;
  /** That backend, or any of them, can answer from now on. */
  expectBack(backend?: IllBackend): void;
  /** Slow readers of large answers, until what is returned is called. */
  crowd(): Promise<() => Promise<void>>;
}

export type Phase = {
  readonly name: string;
  readonly title: string;
  /** What is done, in sentences for the page. */
  readonly what: string;
  readonly run: (scene: Scene) => Promise<void>;
};

const before = 0.1;
const ill = 0.5;
const after = 0.4;

/** In this order: what one phase leaves behind in a balancer's memory, the next one meets. */
export const phases: readonly Phase[] = [
  {
    name: 'quiet',
    title: 'All is well',
    what: 'Nothing is wrong. The figures of this phase are what the others compare with.',
    run: (scene) => scene.last(1),
  },
  {
    name: 'kill',
    title: 'A backend is killed',
    what: 'One of four gets SIGKILL, and is started again later. Its port refuses connections meanwhile.',
    run: async (scene) => {
      const backend = patient(scene, 0);
      await scene.last(before);
      await backend.kill();
      await scene.last(ill);
      await backend.start();
      scene.expectBack(backend);
      await scene.last(after);
    },
  },
  {
    name: 'freeze',
    title: 'A backend freezes',
    what: 'One of four gets SIGSTOP, and SIGCONT later. The kernel goes on accepting connections for it; nothing is answered.',
    run: async (scene) => {
      const backend = patient(scene, 1);
      await scene.last(before);
      backend.freeze();
      await scene.last(ill);
      backend.thaw();
      scene.expectBack(backend);
      await scene.last(after);
    },
  },
  {
    name: 'rolling',
    title: 'All backends are restarted, one after the other',
    what: 'Each gets SIGTERM, finishes what is under way, is gone until its next process has started, and is left alone for a moment.',
    run: async (scene) => {
      await scene.last(before);
      for (const backend of scene.backends) {
        await backend.stop();
        await backend.start();
        scene.expectBack(backend);
        await scene.last(ill / scene.backends.length);
      }
      await scene.last(after);
    },
  },
  {
    name: 'errors',
    title: 'A backend answers 500',
    what: 'One of four answers 500 to every request; its health page says that all is well. A 500 may be the answer to a request that has been carried out, and nobody here repeats one: this phase is about who stops asking that backend.',
    run: (scene) => illness(scene, 2, 'answers 500'),
  },
  {
    name: 'resets',
    title: 'A backend resets connections before it answers',
    what: 'One of four reads each request, works on it, and resets the connection in place of an answer; its health page works. A POST it was given has been carried out and may not be sent again: that much nobody can avoid.',
    run: (scene) => illness(scene, 3, 'resets'),
  },
  {
    name: 'cuts',
    title: 'A backend breaks off in the middle of answers',
    what: 'One of four sends the head and half of the content, and resets the connection; its health page works. Nobody can mend such an answer; what counts is that no client takes it for whole, and that the backend is asked no more.',
    run: (scene) => illness(scene, 0, 'breaks off'),
  },
  {
    name: 'garbage',
    title: 'A backend answers what is not HTTP',
    what: 'One of four answers every request, checks included, with bytes that are no HTTP, and closes.',
    run: (scene) => illness(scene, 1, 'answers garbage'),
  },
  {
    name: 'mute',
    title: 'A backend accepts and never answers',
    what: 'One of four accepts connections, reads requests, and says nothing, to checks neither. It answers those that come later when it is well.',
    run: (scene) => illness(scene, 2, 'is mute'),
  },
  {
    name: 'stalls',
    title: 'A backend stops in the middle of answers',
    what: 'One of four sends the head and half of the content, and then nothing more, with the connection open; its health page works.',
    run: (scene) => illness(scene, 3, 'stalls'),
  },
  {
    name: 'slow',
    title: 'New clients beside 200 slow readers',
    what: 'Over a second, 200 clients ask for 8 MiB each and read 16 KiB of it five times a second. Everybody else is served meanwhile.',
    run: async (scene) => {
      await scene.last(before);
      const disperse = await scene.crowd();
      await scene.last(ill + after);
      await disperse();
    },
  },
  {
    name: 'all-dead',
    title: 'All backends die, and come back',
    what: 'All four get SIGKILL at once, and are started again later. What fails meanwhile must fail; it counts who answers again, and when.',
    run: async (scene) => {
      await scene.last(before);
      await Promise.all(scene.backends.map((backend) => backend.kill()));
      await scene.last(ill / 2);
      await Promise.all(scene.backends.map((backend) => backend.start()));
      scene.expectBack();
      await scene.last(after);
    },
  },
  {
    name: 'reload',
    title: 'The config is loaded again, five times',
    what: 'One backend is taken out of the config and put back, and the balancer told to load it, as its manual says.',
    run: async ({ balancer, backends, last }) => {
      await last(before);
      for (let turn = 0; turn < 5; turn += 1) {
        await balancer.reload(turn % 2 === 0 ? backends.slice(1) : backends);
        await last(ill / 5);
      }
      await balancer.reload(backends);
      await last(after);
    },
  },
  {
    name: 'restart',
    title: 'The balancer is restarted',
    what: 'It is asked to stop gracefully, told to stop at once after 1 s, and started again on the same port. Nobody listens in between.',
    run: async ({ balancer, last, expectBack }) => {
      await last(before);
      await balancer.stop();
      expectBack();
      await balancer.start();
      await last(after);
    },
  },
  {
    name: 'replace',
    title: 'The balancer is replaced',
    what: 'The next process starts beside it, at the same port, and once that listens, it is asked to stop gracefully, and told to stop at once after 1 s.',
    run: async ({ balancer, last, expectBack }) => {
      await last(before);
      await balancer.replace();
      expectBack();
      await last(after);
    },
  },
];

async function illness(scene: Scene, index: number, fault: Fault): Promise<void> {
  const backend = patient(scene, index);
  await scene.last(before);
  await backend.have(fault);
  await scene.last(ill);
  await backend.have('none');
  scene.expectBack(backend);
  await scene.last(after);
}

function patient({ backends }: Scene, index: number): IllBackend {
  return backends[index] ?? backends[0];
}
