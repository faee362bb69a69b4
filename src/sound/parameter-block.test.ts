import { expect } from 'chai';
import type { ToProcessor } from '../../worklets/messages.ts';
import { BLOCK_FLOATS, COUNTER, HEADER_BYTES, slotRow } from '../effects/block-layout.ts';
import { PortParameterBlock, SharedParameterBlock } from './parameter-block.ts';

describe('parameter block', () => {
  it('shares values and counts flushes that changed something', () => {
    const block = new SharedParameterBlock();
    const counter = new Int32Array(block.shared);
    const rows = new Float32Array(block.shared, HEADER_BYTES, BLOCK_FLOATS);
    block.write(slotRow(3) + 2, 0.5);
    expect(counter[COUNTER]).to.equal(0);
    block.flush();
    expect([counter[COUNTER], rows[slotRow(3) + 2]]).to.deep.equal([1, 0.5]);
    block.write(slotRow(3) + 2, 0.5);
    block.flush();
    expect(counter[COUNTER], 'the same value is no change').to.equal(1);
  });

  it('sends by port what changed since the last flush, together and once', () => {
    const sent: number[][] = [];
    const block = new PortParameterBlock((message: ToProcessor) => message.type === 'values' && sent.push([...message.entries]));
    block.write(7, 0.25);
    block.write(9, 0.5);
    block.write(7, 0.75);
    block.flush();
    block.flush();
    block.write(9, 1);
    block.flush();
    expect(sent).to.deep.equal([
      [7, 0.75, 9, 0.5],
      [9, 1],
    ]);
  });
});
