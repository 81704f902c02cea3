/**
 * A gplint rule for what gplint's own rules do not see, scenarios inside a `Rule`: every scenario has a title of its own, few
 * steps, one `When` at most and known tags; every Background is short and holds only Givens.
 */

type Options = { readonly maxSteps?: number; readonly maxBackgroundSteps?: number; readonly tags?: readonly string[] };
type Location = { readonly line: number; readonly column?: number };
type Step = { readonly keywordType?: string; readonly location: Location };
type Tag = { readonly name: string; readonly location: Location };
type Background = { readonly steps: readonly Step[]; readonly location: Location };
type Scenario = Background & { readonly name: string; readonly tags: readonly Tag[] };
type Rule = { readonly name: string; readonly tags: readonly Tag[]; readonly children: readonly Child[]; readonly location: Location };
type Child = { readonly background?: Background; readonly scenario?: Scenario; readonly rule?: Rule };
type Subject = { readonly feature?: { readonly tags: readonly Tag[]; readonly children: readonly Child[] } };
type Finding = { readonly message: string; readonly rule: string; readonly line: number; readonly column: number };

export const name = 'scenario-shape';

export const availableConfigs = { maxSteps: 8, maxBackgroundSteps: 4, tags: [] } satisfies Options;

/** What is wrong with the scenarios of one feature file. */
export function run({ feature }: Subject, options: Options): Finding[] {
  if (!feature) return [];
  const limits = { ...availableConfigs, ...options };
  const children = feature.children.flatMap((child) => (child.rule ? [child, ...child.rule.children] : [child]));
  const titles = new Set<string>();
  const findings = children.flatMap(({ rule, background, scenario }) => {
    if (rule) return rule.name === '' ? [finding(rule, 'a Rule needs a sentence')] : [];
    if (background) return problemsOfBackground(background, limits.maxBackgroundSteps);
    return scenario ? problemsOfScenario(scenario, limits.maxSteps, titles) : [];
  });
  const tags = [feature, ...children.flatMap(({ rule, scenario }) => rule ?? scenario ?? [])].flatMap((tagged) => tagged.tags);
  return [
    ...findings,
    ...tags.filter((tag) => !limits.tags.includes(tag.name)).map((tag) => finding(tag, `${tag.name} is not a tag we use`)),
  ];
}

function problemsOfBackground({ steps, location }: Background, most: number): Finding[] {
  const findings = steps
    .filter((step) => isAction(step) || step.keywordType === 'Outcome')
    .map((step) => finding(step, 'a Background holds Givens only'));
  return steps.length > most
    ? [...findings, finding({ location }, `a Background has at most ${most} steps, not ${steps.length}`)]
    : findings;
}

function problemsOfScenario(scenario: Scenario, most: number, titles: Set<string>): Finding[] {
  const { name: title, steps } = scenario;
  // The rows of an outline give its title a name of its own.
  const isTwin = !title.includes('<') && titles.has(title);
  titles.add(title);
  const problems = [
    title === '' && 'a scenario needs a title',
    /^(tests?|checks?|verify|ensure) that\b/i.test(title) && 'a title states the case, not that it is tested',
    isTwin && `"${title}" is the title of another scenario in this feature`,
    steps.length === 0 && `"${title}" has no steps`,
    steps.length > most && `a scenario has at most ${most} steps, not ${steps.length}`,
    steps.filter(isAction).length > 1 && `"${title}" has more than one When: it shows more than one behaviour`,
  ];
  return problems.filter((problem) => problem !== false).map((problem) => finding(scenario, problem));
}

/** A `When`; the `And`s that follow belong to it. */
function isAction(step: Step): boolean {
  return step.keywordType === 'Action';
}

function finding(node: { readonly location: Location }, message: string): Finding {
  return { message, rule: name, line: node.location.line, column: node.location.column ?? 1 };
}
