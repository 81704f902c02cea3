import type { Contender } from './contender';

/** No balancer: what the first backend and the load generator can do by themselves. */
export const direct: Contender = {
  name: 'no balancer',
  async start({ backends: [backend] }) {
    return { port: Number(backend?.split(':').at(-1)), pid: undefined };
  },
};
