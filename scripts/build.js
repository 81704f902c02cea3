/**
 * Compiles src to dist when something changed since the last time. An install without development packages has no compiler
 * and brings its dist along, so there is nothing to do then.
 */
const { spawnSync } = require('node:child_process');
const path = require('node:path');

const root = path.join(__dirname, '..');
const compiler = findCompiler();
if (compiler) {
  const { status } = spawnSync(process.execPath, [compiler, '--build', path.join(root, 'tsconfig.build.json')], { stdio: 'inherit' });
  process.exitCode = status === null ? 1 : status;
}

function findCompiler() {
  try {
    return path.join(path.dirname(require.resolve('typescript/package.json', { paths: [root] })), 'bin', 'tsc');
  } catch {
    return undefined;
  }
}
