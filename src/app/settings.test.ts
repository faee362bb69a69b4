import { expect } from 'chai';
import { Settings } from './settings.ts';

const KEY = 'rackwire.view';

describe('Settings', () => {
  afterEach(() => localStorage.removeItem(KEY));

  it('has defaults', () => {
    localStorage.removeItem(KEY);
    const { theme, source, loop, volume, address } = new Settings().view;
    expect([theme, source, loop, volume, address]).to.deep.equal(['auto', 'loop', true, 0, '']);
  });

  it('keeps what is changed', () => {
    new Settings().change({ theme: 'dark', volume: -12 });
    const { theme, volume, loop } = new Settings().view;
    expect([theme, volume, loop]).to.deep.equal(['dark', -12, true]);
  });

  it('replaces only the settings that make no sense', () => {
    localStorage.setItem(KEY, JSON.stringify({ theme: 'purple', volume: 900, loop: false, source: null, __proto__: { address: 1 } }));
    const { theme, volume, loop, source, address } = new Settings().view;
    expect([theme, volume, loop, source, address]).to.deep.equal(['auto', 0, false, 'loop', '']);
  });

  it('starts anew when what is stored is no JSON or no object', () => {
    for (const nonsense of ['{', 'null', '7', '[]', '"x"']) {
      localStorage.setItem(KEY, nonsense);
      expect(new Settings().view.theme, nonsense).to.equal('auto');
    }
  });

  it('holds for the visit where nothing can be stored', () => {
    const { setItem } = Storage.prototype;
    Storage.prototype.setItem = () => {
      throw new DOMException('full', 'QuotaExceededError');
    };
    try {
      const settings = new Settings();
      settings.change({ volume: -3 });
      expect(settings.view.volume).to.equal(-3);
    } finally {
      Storage.prototype.setItem = setItem;
    }
  });
});
