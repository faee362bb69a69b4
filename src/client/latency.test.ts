import { expect } from 'chai';
import { LatencyMonitor } from './latency.ts';

describe('latency monitor', () => {
  it('is all zeros before the first reply', () => {
    expect(new LatencyMonitor().figures).to.deep.equal({ replies: 0, errors: 0, average: 0, p50: 0, p99: 0, longest: 0, slow: 0 });
  });

  it('gives the average, and the values that half and 99 of 100 replies do not exceed', () => {
    const monitor = new LatencyMonitor();
    // 1…100 in a scattered order: 37 and 100 have no common divisor.
    for (let index = 0; index < 100; index += 1) monitor.add('PING', `${index}`, ((index * 37) % 100) + 1, false);
    expect(monitor.figures).to.include({ replies: 100, average: 50.5, p50: 50, p99: 99, longest: 100 });
  });

  it('speaks of the last thousand, and gives the latest in their order', () => {
    const monitor = new LatencyMonitor();
    for (let index = 0; index < 1500; index += 1) monitor.add('PING', '', index < 500 ? 9000 : index - 500, false);
    expect(monitor.figures).to.include({ replies: 1500, longest: 999, p50: 499 });
    expect(monitor.recent(3)).to.deep.equal([997, 998, 999]);
    expect(monitor.recent(5000).length).to.equal(1000);
  });

  it('keeps the last fifty slow messages', () => {
    const monitor = new LatencyMonitor();
    monitor.add('PING', 'in time', 200, false);
    for (let index = 0; index < 60; index += 1) monitor.add('PING', `${index}`, 201, false);
    expect(monitor.figures.slow).to.equal(60);
    expect(monitor.slowMessages.map(({ id }) => id)).to.deep.equal(Array.from({ length: 50 }, (_, index) => `${index + 10}`));
  });
});
