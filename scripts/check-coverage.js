// Checks that each test that docs/coverage names is there, and that each promise names one.
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));
const folder = join(root, 'docs/coverage');
const LINK = /\[((?:[^\]\\]|\\.)+)\]\(([^)]+)\)/g;
const TITLE = /\b(?:it|test|describe)\(\s*(['"`])((?:\\.|(?!\1)[^\\])*)\1/g;

/**
 * The titles of the tests in a file, as they stand there: `${…}` stays what it is.
 *
 * @param {string} source
 */
const titlesIn = (source) => [...source.matchAll(TITLE)].map(([, , title]) => title.replace(/\\(.)/g, '$1'));

/** Whether a test of that title stands under this one: `${type} is answered` covers "PING is answered". */
function covers(pattern, title) {
  if (pattern === title) return true;
  const parts = pattern.split(/\$\{[^}]*\}/);
  // What is all placeholders would cover anything.
  if (parts.length === 1 || parts.join('').length < 10) return false;
  return new RegExp(`^${parts.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('.+')}$`).test(title);
}

const titles = new Map();
async function titlesOf(path) {
  if (!titles.has(path)) titles.set(path, await readFile(path, 'utf8').then(titlesIn, () => undefined));
  return titles.get(path);
}

/** What is wrong with the rows of one page, in words. */
async function problemsOf(file) {
  const problems = [];
  let rows = 0;
  let links = 0;
  for (const [index, line] of (await readFile(file, 'utf8')).split('\n').entries()) {
    if (!line.startsWith('|') || /^\|[\s|:-]+\|$/.test(line) || /^\| *promise *\|/.test(line)) continue;
    rows += 1;
    const where = `${relative(root, file)}:${index + 1}`;
    const named = [...line.matchAll(LINK)];
    if (named.length === 0) problems.push(`${where}: expected a test for this promise, or its place under "Not covered"`);
    for (const [, title, target] of named) {
      links += 1;
      const found = await titlesOf(resolve(dirname(file), target));
      if (!found) problems.push(`${where}: ${target} is not there`);
      else if (!found.some((pattern) => covers(pattern, title))) problems.push(`${where}: ${target} has no test "${title}"`);
    }
  }
  return { problems, rows, links };
}

const pages = (await readdir(folder)).filter((name) => name.endsWith('.md'));
const results = await Promise.all(pages.map((name) => problemsOf(join(folder, name))));
const problems = results.flatMap((result) => result.problems);
const sum = (key) => results.reduce((total, result) => total + result[key], 0);
for (const problem of problems) console.error(problem);
console.log(`${sum('rows')} promises, ${sum('links')} tests named, ${problems.length} problems`);
if (problems.length > 0 || sum('links') === 0) process.exitCode = 1;
