import { isIP, type LookupFunction } from 'node:net';
import { type Addresses, LookupError } from './found';

/** A look-up as Node's own functions take one (`net.connect({lookup})`), by whatever finds the addresses of a name. */
export function nodeLookup(find: (name: string) => Addresses | Promise<Addresses>): LookupFunction {
  return (name, { all }, callback) => {
    void Promise.resolve(find(name)).then((found) => {
      if (found instanceof LookupError) {
        callback(found, []);
        return;
      }
      const addresses = found.map((address) => ({ address, family: isIP(address) }));
      if (all === true) callback(null, addresses);
      else callback(null, addresses[0]?.address ?? '', addresses[0]?.family ?? 0);
    });
  };
}
