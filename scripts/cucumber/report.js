'use strict';

// Cucumber loads formatters before anything that it is told to require.
require('ts-node/register/transpile-only');

module.exports = require('./report.ts').default;
