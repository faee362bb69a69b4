import { type Arena, native, rackwire } from '../contenders.ts';
import { fetchCases } from './fetch-cases.ts';
import { xhrCases } from './xhr-cases.ts';

for (const contender of [native, rackwire]) {
  for (const [name, cases] of [
    ['fetch', fetchCases],
    ['XMLHttpRequest', xhrCases],
  ] as const) {
    describe(`${name}: ${contender.name}`, () => {
      let arena: Arena;
      before(async () => {
        arena = await contender.start();
      });
      after(() => arena.stop());
      for (const each of cases) it(each.name, () => each.run(arena.base.replace('ws', 'http')));
    });
  }
}
