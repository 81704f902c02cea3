import { z } from 'zod';
import { cidr } from './values';

/** Who tells the addresses of its clients at the beginning of a connection. */
export const proxyProtocol = z
  .strictObject({
    from: z
      .array(cidr)
      .min(1, 'at least one address')
      .describe(
        'The proxies whose connections begin with a PROXY header, version 1 or 2, each of them. From anybody else such a header is no HTTP: 400.',
      ),
  })
  .describe('Takes the client’s address from a PROXY header, as proxies for any protocol send it (HAProxy’s `send-proxy`).')
  .meta({ id: 'proxy_protocol' })
  .optional()
  .describe('Takes the client’s address from a PROXY header, as proxies for any protocol send it (HAProxy’s `send-proxy`).');

/** The header that connections to backends begin with. */
export const sendProxy = z
  .enum(['v1', 'v2'])
  .optional()
  .describe(
    'Begins each connection to a backend with a PROXY header, `v1` (text) or `v2` (binary), that tells the client’s address. A connection then serves one client only.',
  );
