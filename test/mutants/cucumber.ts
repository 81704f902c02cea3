import { givenPlan } from './plan';

/** How the features run in a compiled copy of the project: as always, but compiled, in the order of a plan, and by themselves. */

const { default: usual } = require('../../cucumber') as { default: Readonly<Record<string, unknown>> };

module.exports = {
  default: {
    ...usual,
    paths: givenPlan().features,
    requireModule: [],
    require: [...(process.env.MUTANTS_COUNT === undefined ? [] : ['test/mutants/scenario-hooks.js']), 'step-definitions/*.js'],
    plugin: ['./test/mutants/plan.js'],
    format: ['summary:/dev/null'],
    order: 'defined',
    parallel: 0,
    publish: false,
  },
};
