import { expect } from 'chai';
import { partUrl } from '../files/files.ts';
import { loadEngine, supportedBuild } from './engine-module.ts';

describe('engine module', () => {
  it('takes the relaxed build exactly where the platform accepts it', async () => {
    const bytes = await (await fetch(partUrl('rackwire-engine-relaxed.wasm'))).arrayBuffer();
    expect(supportedBuild()).to.equal(WebAssembly.validate(bytes) ? 'relaxed' : 'simd');
  });

  it('fetches and compiles each build once', async () => {
    const [first, again] = await Promise.all([loadEngine('simd'), loadEngine('simd')]);
    expect(first === again).to.equal(true);
    expect(first.build).to.equal('simd');
    expect((await loadEngine()).build).to.equal(supportedBuild());
  });
});
