import html from '@cucumber/cucumber/lib/formatter/builtin/html';
import { forReaders, type Message } from './for-readers';

type Hear = (message: Message) => void;
type Context = { readonly on: (event: 'message', hear: Hear) => void; readonly write: (chunk: string) => void };
type Formatter = { readonly formatter: (context: Context) => () => Promise<void> };

/** What the page is called where Cucumber's is called "Cucumber". */
const title = 'Mangrove: what it does, and whether it does';

/** Cucumber's report as a page, of what a reader of the specification looks for. */
function formatter(context: Context): () => Promise<void> {
  const all: Message[] = [];
  context.on('message', (message) => all.push(message));
  let hear: Hear = () => undefined;
  const end = (html as unknown as Formatter).formatter({
    ...context,
    on: (_event, given) => {
      hear = given;
    },
    write: (chunk) => context.write(String(chunk) === 'Cucumber' ? title : chunk),
  });
  return () => {
    for (const message of forReaders(all)) hear(message);
    return end();
  };
}

export default { type: 'formatter', formatter, optionsKey: 'html' };
