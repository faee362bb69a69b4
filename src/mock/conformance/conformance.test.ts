import { cases, runCase } from './cases/index.ts';
import { type Arena, native, rackwire } from './contenders.ts';

// What the browser's own WebSocket does with a real server shows that the cases are right.
for (const contender of [native, rackwire]) {
  describe(`WebSocket: ${contender.name}`, () => {
    let arena: Arena;
    before(async () => {
      arena = await contender.start();
    });
    after(() => arena.stop());
    for (const each of cases) it(each.name, () => runCase(each, arena));
  });
}
