import { join, resolve } from 'node:path';
import { parentPort } from 'node:worker_threads';
import ts from 'typescript';

/** A thread that says whether the compiler takes a file of `src` with another text: such a mutant could never be committed. */

const root = resolve(__dirname, '../..');
const { config } = ts.readConfigFile(join(root, 'tsconfig.build.json'), ts.sys.readFile);
const { options, fileNames } = ts.parseJsonConfigFileContent(config, ts.sys, root);
const others = new Map<string, { readonly text: string; readonly version: number }>();
let versions = 0;

const service = ts.createLanguageService({
  getCompilationSettings: () => options,
  getScriptFileNames: () => fileNames,
  getScriptVersion: (file) => String(others.get(file)?.version ?? 0),
  getScriptSnapshot: (file) => {
    const text = others.get(file)?.text ?? ts.sys.readFile(file);
    return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
  },
  getCurrentDirectory: () => root,
  getDefaultLibFileName: ts.getDefaultLibFilePath,
  fileExists: ts.sys.fileExists,
  readFile: ts.sys.readFile,
  readDirectory: ts.sys.readDirectory,
  directoryExists: ts.sys.directoryExists,
  getDirectories: ts.sys.getDirectories,
});

parentPort?.on('message', ({ file, text }: { readonly file: string; readonly text: string }) => {
  const path = join(root, file);
  versions += 1;
  others.set(path, { text, version: versions });
  const isTaken = service.getSyntacticDiagnostics(path).length === 0 && service.getSemanticDiagnostics(path).length === 0;
  others.delete(path);
  parentPort?.postMessage(isTaken);
});
