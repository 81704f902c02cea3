import { z } from 'zod';
import { timeSpan } from './units';
import { clientField, fieldName, names, urlPath } from './values';

const forwardAuthMap = z
  .strictObject({
    pool: z.string('the name of a pool').min(1).describe('The name of an entry under `pools`: who is asked.'),
    path: urlPath.prefault('/').describe('What is asked for, with `GET`.'),
    request_headers: names(fieldName)
      .optional()
      .describe('The headers of the client that are sent along. Absent: all but those of the connection, of the content and of a cache.'),
    copy_headers: names(clientField)
      .prefault([])
      .describe('Headers of a 2xx answer that the backend gets. A client’s own of these names are always removed.'),
    timeout: timeSpan.prefault('2s').describe('For the whole question; 503 after it.'),
  })
  .describe(
    'Asks another service about each request, with `X-Forwarded-Method`, `-Proto`, `-Host`, `-Uri` and `-For`. A 2xx answer lets it pass; any other is what the client gets. Without an answer: 503.',
  )
  .meta({ id: 'forward_auth' });

export const forwardAuth = z
  .union([z.literal(false), forwardAuthMap], 'false, or a map such as {pool: auth, path: /verify}')
  .optional()
  .describe('Asks another service whether a request may pass. `false`: nobody is asked.');
