/**
 * @typedef {object} Row
 * @property {string} name what was measured.
 * @property {string} against what it was measured against: a peer, or `budget`.
 * @property {number} ours
 * @property {number} theirs
 * @property {string} unit smaller is better in every unit used here.
 *
 * @typedef {object} Measured what a measurement gives.
 * @property {Row[]} rows
 * @property {string[]} [notes] how it was done, in words.
 * @property {string[]} [failures] what could not be measured, and why.
 */

import { targetOf } from './targets.js';

/** With the ratio: how many times the peer's cost is ours. */
export const withRatio = ({ name, against, ours, theirs, unit }) => ({ name, against, ours, theirs, unit, ratio: theirs / ours });

const number = (value) => {
  if (!Number.isFinite(value)) return '–';
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en');
  return value.toFixed(Math.abs(value) >= 10 ? 1 : 2);
};

/**
 * @param {Row[]} rows
 * @param {{ judged?: boolean }} options `judged`, the default, adds whether each target is reached.
 */
export function formatTable(rows, { judged = true } = {}) {
  const cells = rows.map((row) => {
    const { ratio } = withRatio(row);
    const target = judged ? targetOf(row) : undefined;
    const verdict = target === undefined ? '' : `${ratio >= target ? 'pass' : 'miss'} (≥ ${target.toFixed(2)})`;
    return [row.name, row.against, number(row.ours), number(row.theirs), row.unit, `${number(ratio)}×`, verdict];
  });
  const heading = ['what', 'against', 'ours', 'theirs', 'unit', 'ratio', 'target'];
  const widths = heading.map((text, column) => Math.max(text.length, ...cells.map((line) => line[column].length)));
  const line = (texts) =>
    texts
      .map((text, column) => ([2, 3, 5].includes(column) ? text.padStart(widths[column]) : text.padEnd(widths[column])))
      .join('  ')
      .trimEnd();
  return [line(heading), line(widths.map((width) => '─'.repeat(width))), ...cells.map(line)].join('\n');
}
