/** One of Cucumber's messages: what is in it stands under the name of its kind. */
export type Message = {
  readonly source?: Placed;
  readonly gherkinDocument?: Placed & { readonly feature?: { readonly name: string } };
  readonly pickle?: Placed & { readonly id: string };
  readonly hook?: { readonly id: string };
  readonly testCase?: { readonly id: string; readonly pickleId: string; readonly testSteps: readonly Step[] };
  readonly testStepStarted?: { readonly testStepId: string };
  readonly testStepFinished?: { readonly testStepId: string; readonly testStepResult: Result };
  readonly testRunHookStarted?: { readonly id: string };
  readonly testRunHookFinished?: { readonly testRunHookStartedId: string; readonly result: Result };
  readonly attachment?: { readonly testStepId?: string };
};

type Placed = { readonly uri?: string };
type Step = { readonly id: string; readonly hookId?: string };
type Result = { readonly status: string };

/**
 * What readers of the specification want of a run: features by their titles, chapter by chapter, and of each what was run; no hooks
 * but those that failed, for it is they who say why.
 */
export function forReaders(all: readonly Message[]): Message[] {
  const hidden = hiddenIn(all);
  const titles = titlesOf(all);
  const shown = all
    .filter((one) => !hidden.has(idOf(one)))
    .filter((one) => uriOf(one) === undefined || titles.has(uriOf(one) ?? ''))
    .map((one) => entitled(withoutSteps(one, hidden), titles));
  const isDocument = ({ gherkinDocument }: Message) => gherkinDocument !== undefined;
  const title = ({ gherkinDocument }: Message) => gherkinDocument?.uri ?? '';
  const documents = shown.filter(isDocument).sort((one, other) => title(one).localeCompare(title(other), 'en'));
  const begin = shown.findIndex(isDocument);
  const others = shown.filter((one) => !isDocument(one));
  return [...others.slice(0, begin), ...documents, ...others.slice(begin)];
}

/** The hooks that went well, and their steps. */
function hiddenIn(all: readonly Message[]): ReadonlySet<string | undefined> {
  const isBad = ({ status }: Result) => status !== 'PASSED' && status !== 'SKIPPED';
  const bad = new Set<string>();
  for (const { testStepFinished, testRunHookFinished } of all) {
    if (testStepFinished && isBad(testStepFinished.testStepResult)) bad.add(testStepFinished.testStepId);
    if (testRunHookFinished && isBad(testRunHookFinished.result)) bad.add(testRunHookFinished.testRunHookStartedId);
  }
  const hidden = new Set<string>();
  for (const { testCase, testRunHookStarted } of all) {
    for (const { id, hookId } of testCase?.testSteps ?? []) if (hookId !== undefined && !bad.has(id)) hidden.add(id);
    if (testRunHookStarted && !bad.has(testRunHookStarted.id)) hidden.add(testRunHookStarted.id);
  }
  return hidden;
}

/** Of a step or a hook that may be hidden. */
function idOf({ testStepStarted, testStepFinished, testRunHookStarted, testRunHookFinished, attachment }: Message): string | undefined {
  const step = testStepStarted ?? testStepFinished ?? attachment;
  return step?.testStepId ?? testRunHookStarted?.id ?? testRunHookFinished?.testRunHookStartedId;
}

function uriOf({ source, gherkinDocument, pickle }: Message): string | undefined {
  return (source ?? gherkinDocument ?? pickle)?.uri;
}

/** What a file of which something was run is called: `Balancing: Servers for the worst case`. */
function titlesOf(all: readonly Message[]): ReadonlyMap<string, string> {
  const run = new Set(all.map(({ testCase }) => testCase?.pickleId));
  const uris = new Set(all.filter(({ pickle }) => run.has(pickle?.id) && pickle).map(({ pickle }) => pickle?.uri));
  const titles = new Map<string, string>();
  for (const { gherkinDocument: { uri = '', feature } = {} } of all) {
    if (!uris.has(uri)) continue;
    const [folder = ''] = uri.split(/[\\/]/).slice(-2);
    titles.set(uri, `${folder.charAt(0).toUpperCase()}${folder.slice(1)}: ${feature?.name ?? uri}`);
  }
  return titles;
}

function withoutSteps(message: Message, hidden: ReadonlySet<string | undefined>): Message {
  const { testCase } = message;
  if (testCase === undefined) return message;
  return { ...message, testCase: { ...testCase, testSteps: testCase.testSteps.filter(({ id }) => !hidden.has(id)) } };
}

function entitled(message: Message, titles: ReadonlyMap<string, string>): Message {
  const rename = <One extends Placed>(one: One): One => ({ ...one, uri: titles.get(one.uri ?? '') });
  const { source, gherkinDocument, pickle } = message;
  if (source) return { ...message, source: rename(source) };
  if (gherkinDocument) return { ...message, gherkinDocument: rename(gherkinDocument) };
  return pickle ? { ...message, pickle: rename(pickle) } : message;
}
