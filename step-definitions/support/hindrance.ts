import { constants } from 'node:os';

type Connect = (this: object, request: object, address: string, port: number) => number;

type Wrap = { readonly TCP: { readonly prototype: { connect: Connect; connect6: Connect } } };

/** What connections to a port fail with, by the port, and how often that has been. */
const hindered = new Map<number, { readonly error: number; times: number }>();
let isInPlace = false;

/** From now on the system answers attempts of this process to connect to the port with an error, such as EADDRNOTAVAIL. */
export function hinder(port: number, code: string): void {
  const number = new Map(Object.entries(constants.errno)).get(code);
  if (number === undefined) throw new Error(`${code} is no error of the system`);
  putInPlace();
  hindered.set(port, { error: -number, times: 0 });
}

/** How often it has answered so. */
export function timesHindered(port: number): number {
  return hindered.get(port)?.times ?? 0;
}

export function hinderNoMore(port: number): void {
  hindered.delete(port);
}

/** Node's own calls into libuv: what stands above them is the same as when the system itself says no. */
function putInPlace(): void {
  if (isInPlace) return;
  isInPlace = true;
  const { prototype } = (process as unknown as { binding(name: string): Wrap }).binding('tcp_wrap').TCP;
  for (const name of ['connect', 'connect6'] as const) {
    const connect = prototype[name];
    prototype[name] = function (request, address, port) {
      const hindrance = hindered.get(port);
      if (hindrance === undefined) return connect.call(this, request, address, port);
      hindrance.times += 1;
      return hindrance.error;
    };
  }
}
