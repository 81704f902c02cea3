'use strict';

// Cucumber loads its plugins before anything that it is told to require.
require('ts-node/register/transpile-only');

module.exports = require('./tell.ts').default;
