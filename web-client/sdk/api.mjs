// The public interface of the SDK in one file, api.txt: whoever changes it sees so in the diff of that file.
//   node sdk/api.mjs           compares with what `npm run build:sdk` made, and fails where they differ
//   node sdk/api.mjs --write   writes it anew
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';

const DIST = join(import.meta.dirname, 'dist');
const REPORT = join(import.meta.dirname, 'api.txt');

/** A declaration file without comments, as statements. */
function statements(file) {
  return readFileSync(join(DIST, file), 'utf8')
    .replace(/\/\*[\s\S]*?\*\//gu, '')
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('//'))
    .join('\n')
    .split(/\n(?=export |import |declare )/u);
}

/** What the index exports: from which file, and which names. */
const exported = statements('index.d.ts').flatMap((statement) => {
  const [, names, path] = /^export (?:type )?\{([^}]+)\} from '\.\/(.+)\.[jt]s';/u.exec(statement) ?? [];
  return names === undefined ? [] : names.split(',').map((name) => ({ name: name.trim(), file: `${path}.d.ts` }));
});

function declaration({ name, file }) {
  const pattern = new RegExp(`^export (?:declare )?(?:abstract )?(?:class|interface|type|const|function) ${name}\\b`, 'u');
  const found = statements(file).filter((statement) => pattern.test(statement));
  if (found.length === 0) {
    throw new Error(`${name} is exported, and not declared in ${file}`);
  }
  return found.join('\n');
}

const names = exported.filter(({ name }) => name !== '');
const report = `${names.sort((a, b) => (a.name < b.name ? -1 : 1)).map(declaration).join('\n\n')}\n`;

if (process.argv.includes('--write')) {
  writeFileSync(REPORT, report);
} else if (readFileSync(REPORT, 'utf8') !== report) {
  process.stderr.write(
    'The public interface of the SDK is not that of sdk/api.txt. If that is meant: npm run api, and say so in CHANGELOG.md.\n',
  );
  process.exit(1);
}
