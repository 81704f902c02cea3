import type { Trial } from './examination';
import { expectAgreement } from './requests';

/** Templates of heads by the name of their mutation; a template ends before the empty line. */
export type SmugglerConfigs = { readonly configs: Readonly<Record<string, Readonly<Record<string, string>>>> };

/**
 * Three contents for each mutation: one on which both framings agree, one that hides a request behind a last chunk, and one that
 * hides it in a chunk behind a short Content-Length. Another request follows each.
 */
const hidden = 'GET /hidden HTTP/1.1\r\nHost: smuggler.test\r\n\r\n';
const contents: readonly { readonly name: string; readonly content: string; readonly length: number }[] = [
  { name: 'agreeing', content: '5\r\nhello\r\n0\r\n\r\n', length: 15 },
  { name: 'CL.TE', content: `0\r\n\r\n${hidden}`, length: 5 + hidden.length },
  { name: 'TE.CL', content: `${hidden.length.toString(16)}\r\n${hidden}\r\n0\r\n\r\n`, length: 4 },
];

const follower = 'GET /behind HTTP/1.1\r\nHost: smuggler.test\r\n\r\n';

/** Every mutation once, however many configs hold it. */
export function smugglerTrials({ configs }: SmugglerConfigs): Trial[] {
  const mutations = new Map<string, string>();
  for (const [config, templates] of Object.entries(configs))
    for (const [name, template] of Object.entries(templates)) if (!mutations.has(template)) mutations.set(template, `${config} ${name}`);
  return [...mutations].flatMap(([template, name]) =>
    contents.map(({ name: kind, content, length }) => {
      const head = template
        .replace('__METHOD__', 'POST')
        .replace('__ENDPOINT__', '/mutation')
        .replace('__RANDOM__', '1')
        .replace('__HOST__', 'smuggler.test')
        .replace('__REPLACE_CL__', String(length));
      const bytes = Buffer.from(`${head}\r\n${content}${follower}`, 'latin1');
      return {
        name: `${name}, ${kind}: ${JSON.stringify(
          head
            .split('\r\n')
            .filter((line) => /encod|chunk/i.test(line))
            .join('\r\n'),
        )}`,
        run: (arena, client) => expectAgreement(arena, client, [bytes], kind === 'TE.CL' ? 3 : 2),
      };
    }),
  );
}
