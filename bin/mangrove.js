#!/usr/bin/env node
// Plain old JavaScript: the Nodes this file turns away must be able to read it.
'use strict';

var fs = require('fs');
var os = require('os');
var path = require('path');

var oldest = [22, 19];
var cli = path.join(__dirname, '..', 'dist', 'src', 'cli.js');

if (isTooOld(process.versions.node)) {
  refuse(
    ['mangrove needs Node', oldest.join('.'), 'or newer: this is', process.versions.node + '.'].join(' ') +
      ' Older versions are past their end of life or lack fixes to HTTP.'
  );
} else if (!fs.existsSync(cli)) {
  refuse('mangrove is not built yet: run "make build" in ' + path.dirname(__dirname) + '.');
} else {
  // To the first process of a container a signal does nothing that nobody listens for: `docker stop` would wait, and kill it.
  if (process.pid === 1) {
    ['SIGTERM', 'SIGINT', 'SIGQUIT'].forEach(function (signal) {
      process.on(signal, function () {
        process.exit(128 + os.constants.signals[signal]);
      });
    });
  }
  // Who signals too early must not end the process (SIGHUP, SIGUSR2) or open its debugger (SIGUSR1): cli.js listens in its turn.
  ['SIGHUP', 'SIGUSR1', 'SIGUSR2'].forEach(function (signal) {
    process.on(signal, function () {});
  });
  require(cli);
}

function isTooOld(version) {
  var parts = version.split('.').map(Number);
  return parts[0] < oldest[0] || (parts[0] === oldest[0] && parts[1] < oldest[1]);
}

function refuse(sentence) {
  console.error(sentence);
  process.exit(2);
}
