import { tellWhile } from '../moving-line';
import { againIn, skippedIn } from './closing';
import { type Envelope, Outcomes } from './outcomes';

type Context = { readonly on: (event: 'message', hear: (envelope: Envelope) => void) => void };

/**
 * Tells on a terminal how many scenarios of how many have run, and of each that fails at once; in the end, what was
 * skipped, and how to run alone what failed.
 * The summary of Cucumber tells why they failed. MANGROVE_PASS says what the line calls them, in a suite that has a closing list.
 */
function coordinator({ on }: Context): () => void {
  const outcomes = new Outcomes();
  const { MANGROVE_PASS: pass, MANGROVE_TRANSPORT: transport } = process.env;
  const told = tellWhile(() => inWords(pass ?? 'features', outcomes));
  on('message', (envelope) => {
    const failed = outcomes.update(envelope);
    if (failed !== undefined) told.print(`FAIL  ${failed.place}  ${failed.name}`);
    // Cucumber's summary comes next.
    if (envelope.testRunFinished !== undefined) told.end();
  });
  return () => {
    told.end();
    if (pass !== undefined) return;
    const { failed, total } = outcomes;
    const skipped = skippedIn(outcomes);
    if (total === 0) told.print('\nThere is no such scenario: look at the path, the line, the name and the tags.');
    if (skipped.length > 0) told.print(`\nWhat was skipped:\n\n${skipped.join('\n')}`);
    if (failed.length > 0) told.print(`\nWhat failed, and how to run it alone:\n\n${againIn(failed, transport).join('\n')}`);
  };
}

function inWords(title: string, { counts: { passed, failed, skipped }, total }: Outcomes): string {
  if (total === 0) return `${title}: reading`;
  const done = passed + failed + skipped;
  return `${title}: ${done} of ${total} scenarios${failed > 0 ? `, ${failed} failed` : ''}`;
}

export default { type: 'plugin', coordinator };
