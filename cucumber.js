/**
 * How the features run. MANGROVE_URL points the black-box scenarios at an instance that is already running, one at a time;
 * MANGROVE_TRANSPORT=koa-proxies runs those that must hold on any transport; MANGROVE_ORDER=defined|random:SEED fixes the order.
 * `npx cucumber-js features/routing/hosts.feature` runs what is named, and nothing else.
 */
const { MANGROVE_URL, MANGROVE_TRANSPORT, MANGROVE_ORDER } = process.env;

const suffix = MANGROVE_TRANSPORT ? `-${MANGROVE_TRANSPORT.replace(/\W/g, '-')}` : '';
const tags = ['not @skip'];
if (MANGROVE_TRANSPORT) tags.push('@any-transport');
if (MANGROVE_URL) tags.push('@black-box');

/** What is named on the command line is added to `paths`, and would not stand for itself. */
const isNamed = process.argv.slice(2).some((word) => /^@|\.feature(:\d+)*$|(^|\/)features(\/|$)/.test(word));

module.exports = {
  default: {
    paths: isNamed ? [] : ['features/**/*.feature'],
    requireModule: ['ts-node/register/transpile-only'],
    require: ['step-definitions/*.ts'],
    plugin: ['./scripts/cucumber/plugin.js'],
    format: ['summary', `./scripts/cucumber/report.js:reports/cucumber${suffix}.html`, `message:reports/cucumber${suffix}.ndjson`],
    tags: tags.join(' and '),
    order: MANGROVE_ORDER || 'random',
    parallel: MANGROVE_URL ? 0 : 2,
    publish: false,
  },
};
