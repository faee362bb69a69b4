/**
 * How often a test does something: `sample` times in `npm test`, `all` times in `npm run test:long`. The same test
 * either way, so that what the long run does is known to work.
 */
export const times = (sample: number, all: number): number => (isLong() ? all : sample);

/** Whether this is the long run: the test runner writes it into the page. */
export const isLong = (): boolean => document.documentElement.dataset.long === 'yes';
