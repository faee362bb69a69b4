import { expect } from 'chai';
import { canonicalJson } from './canonical.ts';

describe('canonical JSON', () => {
  it('is one text for one value, in whatever order it was written', () => {
    expect(canonicalJson({ b: 1, a: { d: [3, { z: null, y: 'ü' }], c: true } })).to.equal(
      '{"a":{"c":true,"d":[3,{"y":"ü","z":null}]},"b":1}',
    );
  });

  it('sorts keys by their code units and writes numbers and texts as RFC 8785 shows', () => {
    // The example of section 3.2.2 and 3.2.3 of the RFC.
    const value = JSON.parse(
      '{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],"string":"\\u20ac$\\u000F\\u000aA\'\\u0042\\u0022\\u005c\\\\\\"\\/","literals":[null,true,false]}',
    );
    expect(canonicalJson(value)).to.equal(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
    const keys = { '€': 1, '\r': 2, '\ufb33': 3, '1': 4, '😀': 5, '\u0080': 6, ö: 7 };
    expect(Object.values(JSON.parse(canonicalJson(keys)))).to.have.length(7);
    expect([...canonicalJson(keys).matchAll(/:(\d)/g)].map(([, digit]) => digit).join('')).to.equal('2467153');
  });

  it('leaves out what is undefined, and refuses what is too deep', () => {
    expect(canonicalJson({ a: undefined, b: [undefined] })).to.equal('{"b":[null]}');
    const deep = JSON.parse(`${'['.repeat(100)}${']'.repeat(100)}`);
    expect(() => canonicalJson(deep)).to.throw(RangeError, 'at most 64');
  });
});
