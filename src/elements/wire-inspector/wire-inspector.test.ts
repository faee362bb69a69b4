import { sendKeys } from '@web/test-runner-commands';
import { expect } from 'chai';
import { localSession } from '../../client/local-session.ts';
import type { Session } from '../../client/session.ts';
import { german } from '../locales/de.ts';
import { setLocale, setTranslations } from '../localise.ts';
import { clear, expectAccessible, html, middle, show, within } from '../testing/page.ts';
import type { FrameTable } from './frame-table.ts';
import './wire-inspector.ts';
import { sendMouse } from '@web/test-runner-commands';
import type { WireInspector } from './wire-inspector.ts';

const HOSTILE = '<img src=x onerror=alert(1)>';

async function until(done: () => unknown, what: string): Promise<void> {
  for (let turn = 0; turn < 250; turn += 1) {
    if (done()) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`waited in vain until ${what}`);
}

describe('<wire-inspector>', () => {
  let inspector: WireInspector;
  let session: Session;
  let release: () => void;

  const table = () => within<FrameTable>(inspector, 'rw-frame-table');
  const scroller = () => within(table(), '.scroller');
  const rows = () => [...(table().shadowRoot?.querySelectorAll<HTMLElement>('.rows [role=row]') ?? [])];
  const types = () => table().entries.map(({ type }) => type);
  const button = (words: string) =>
    [...(inspector.shadowRoot?.querySelectorAll('button') ?? [])].find(({ textContent }) => textContent === words) ?? expect.fail(words);
  const select = (label: string, value: string) => {
    const field = within<HTMLSelectElement>(inspector, `select[aria-label="${label}"]`);
    field.value = value;
    field.dispatchEvent(new Event('change'));
  };
  const details = () => within(inspector, '.details').textContent ?? '';
  const count = () => within(inspector, '.count').textContent?.trim().replace(/\s+/g, ' ');

  async function open(width = 1000): Promise<void> {
    const name = `inspector-test-${crypto.randomUUID()}`;
    ({ session, release } = localSession(name));
    inspector = await show<WireInspector>(html`<wire-inspector session=${name}></wire-inspector>`, width);
    await session.ready;
    await until(() => types().includes('PRESENCE'), 'the first frames are shown');
    // Who comes first is answered last.
    await until(() => types().filter((type) => type === 'PRESENCE').length === 2, 'presence is answered');
    await inspector.updateComplete;
  }
  const ping = async (times: number) => {
    for (let index = 0; index < times; index += 1) await session.request('PING', undefined);
    const last = table();
    await until(() => last.entries.at(-1)?.type === 'PONG', 'they are shown');
    await last.updateComplete;
  };
  const press = async (...keys: string[]) => {
    for (const key of keys) await sendKeys({ press: key });
    await inspector.updateComplete;
    await table().updateComplete;
  };

  afterEach(() => {
    clear();
    release();
    setLocale('en');
  });

  for (const width of [360, 700, 1600]) {
    it(`is accessible and no wider than its place at ${width} px`, async () => {
      await open(width - 80);
      await ping(20);
      table().focus();
      await press('End', 'ArrowUp');
      await expectAccessible(inspector);
      expect(within(inspector, '.case').scrollWidth).to.be.at.most(within(inspector, '.case').clientWidth + 1);
    });
  }

  it('shows what goes both ways, live', async () => {
    await open();
    expect(types()).to.include.members(['SESSION_STATE_GET', 'PRESET_LIST', 'PRESENCE']);
    await session.request('PLUGIN_ADD', { track_id: 'main', name: 'Room', plugin_path: 'reverb' });
    await until(() => types().includes('PLUGIN_STATE_UPDATE'), 'the broadcast is shown');
    await table().updateComplete;
    const words = rows().map((row) => row.textContent?.replace(/\s+/g, ' ').trim() ?? '');
    expect(
      words.some((row) => /^\d\d:\d\d:\d\d\.\d\d\d → ?sent PLUGIN_ADD/.test(row)),
      words.join('\n'),
    ).to.equal(true);
    expect(
      words.some((row) => /← ?received PLUGIN_ADD .* ms$/.test(row)),
      words.join('\n'),
    ).to.equal(true);
  });

  it('costs nothing once it is gone', async () => {
    await open();
    const { client } = session;
    let taps = 0;
    const tap = client.tap.bind(client);
    client.tap = (...args) => {
      taps += 1;
      return tap(...args);
    };
    inspector.remove();
    const again = document.createElement('wire-inspector');
    again.session = client.session;
    document.body.append(again);
    await until(() => taps === 1, 'it logs anew');
    again.remove();
    const { logOf } = await import('../../client/inspector/frame-log.ts');
    expect(logOf(client).on).to.equal(false);
  });

  it('renders only the rows in view, of a thousand', async () => {
    await open();
    await ping(510);
    await until(() => table().entries.length === 1000, 'the log is full');
    expect(rows().length).to.be.below(40);
    expect(scroller().getAttribute('aria-rowcount')).to.equal('1001');
    const last = rows().find((row) => row.getAttribute('aria-rowindex') === '1001');
    expect(last?.textContent).to.contain('PONG');
    // It follows the end.
    const bottom = scroller().getBoundingClientRect().bottom;
    expect(last?.getBoundingClientRect().bottom).to.be.closeTo(bottom, 8);
  });

  it('stays where one reads while more comes, and follows again at the end', async () => {
    await open();
    await ping(520);
    await until(() => table().entries.length === 1000, 'the log is full');
    scroller().scrollTop = 5000;
    await new Promise((resolve) => setTimeout(resolve, 60));
    const seen = () => {
      const { top } = scroller().getBoundingClientRect();
      return rows().find((row) => row.getBoundingClientRect().top >= top + 30)?.dataset.number;
    };
    const before = seen();
    await ping(20);
    await until(() => count()?.startsWith('1000'), 'still full');
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(seen()).to.equal(before);
    scroller().scrollTop = scroller().scrollHeight;
    await new Promise((resolve) => setTimeout(resolve, 60));
    await ping(3);
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(scroller().scrollHeight - scroller().scrollTop - scroller().clientHeight).to.be.below(4);
  });

  it('is read by keyboard alone: rows by arrows, Page and ends, the frame by Enter, and back by Escape', async () => {
    await open();
    await ping(30);
    table().focus();
    expect(table().shadowRoot?.activeElement).to.equal(scroller());
    await press('ArrowUp');
    const active = () => table().shadowRoot?.getElementById(scroller().getAttribute('aria-activedescendant') ?? '');
    expect(active()?.getAttribute('aria-rowindex')).to.equal(String(table().entries.length + 1));
    await press('Home');
    expect(active()?.getAttribute('aria-rowindex')).to.equal('2');
    expect(active()?.getAttribute('aria-selected')).to.equal('true');
    await until(() => scroller().scrollTop === 0, 'the first row is in view');
    await press('PageDown', 'ArrowDown', 'ArrowUp', 'PageUp', 'ArrowDown');
    expect(active()?.getAttribute('aria-rowindex')).to.equal('3');
    await press('Enter');
    await until(() => inspector.shadowRoot?.activeElement?.localName === 'pre', 'the frame has the focus');
    expect(details()).to.contain(`"type": "${table().entries[1]?.type}"`);
    await press('Escape');
    expect(inspector.shadowRoot?.activeElement).to.equal(table());
  });

  it('shows a chosen frame as text, whatever is in it', async () => {
    await open();
    await session.request('PLUGIN_ADD', { track_id: 'main', name: HOSTILE, plugin_path: 'reverb' });
    await until(() => types().includes('PLUGIN_ADD'), 'it is shown');
    await table().updateComplete;
    const row = rows().find(({ textContent }) => textContent?.includes('PLUGIN_ADD'));
    await sendMouse({ type: 'click', position: middle(row ?? expect.fail('no row')) });
    await inspector.updateComplete;
    expect(details()).to.contain(`"name": "${HOSTILE}"`);
    expect(inspector.shadowRoot?.querySelector('img')).to.equal(null);
  });

  it('narrows by words, direction and type', async () => {
    await open();
    await ping(3);
    select('Type', 'PONG');
    await inspector.updateComplete;
    expect(new Set(types())).to.deep.equal(new Set(['PONG']));
    expect(count()).to.match(/^3 of \d+ frames$/);
    select('Type', '');
    select('Direction', 'sent');
    await inspector.updateComplete;
    expect(new Set(table().entries.map(({ direction }) => direction))).to.deep.equal(new Set(['sent']));
    const search = within<HTMLInputElement>(inspector, 'input');
    search.value = 'preset_li';
    search.dispatchEvent(new Event('input'));
    await inspector.updateComplete;
    expect(types()).to.deep.equal(['PRESET_LIST']);
  });

  it('holds still while paused, says what has come since, and goes on', async () => {
    await open();
    button('Pause').click();
    await inspector.updateComplete;
    const before = types().length;
    for (let index = 0; index < 4; index += 1) await session.request('PING', undefined);
    await until(() => count()?.endsWith('8 new'), 'what is new is counted');
    expect(types().length).to.equal(before);
    expect(button('Pause').getAttribute('aria-pressed')).to.equal('true');
    button('Pause').click();
    await inspector.updateComplete;
    expect(types().length).to.equal(before + 8);
  });

  it('clears, and exports what is seen', async () => {
    await open();
    button('Clear').click();
    await inspector.updateComplete;
    expect(types()).to.deep.equal([]);
    await ping(2);
    select('Type', 'PONG');
    await inspector.updateComplete;
    const files: Blob[] = [];
    const names: string[] = [];
    const native = URL.createObjectURL;
    URL.createObjectURL = (file) => {
      files.push(file as Blob);
      return native(file);
    };
    const stop = (event: Event) => {
      names.push((event.target as HTMLAnchorElement).download);
      event.preventDefault();
    };
    const click = HTMLAnchorElement.prototype.click;
    HTMLAnchorElement.prototype.click = function () {
      this.addEventListener('click', stop);
      click.call(this);
    };
    button('Export').click();
    URL.createObjectURL = native;
    HTMLAnchorElement.prototype.click = click;
    expect(names[0]).to.match(/^rackwire-frames-.*\.json$/);
    const list = JSON.parse((await files[0]?.text()) ?? '');
    expect(list.map(({ frame }: { frame: { type: string } }) => frame.type)).to.deep.equal(['PONG', 'PONG']);
  });

  it('shows how long replies take, as figures and as a line', async () => {
    await open();
    await ping(10);
    await inspector.updateComplete;
    const { p50 } = session.latency.figures;
    expect(p50).to.be.above(0);
    expect(within(inspector, '.latency').textContent?.replace(/\s+/g, ' ')).to.match(/average ?[\d.]+ ms median ?[\d.]+ ms/);
    const points = within(inspector, 'polyline').getAttribute('points')?.split(' ') ?? [];
    expect(points.length).to.equal(Math.min(60, session.latency.figures.replies));
    expect(within(inspector, '.sparkline').getAttribute('aria-label')).to.contain(`Last ${points.length} replies`);
  });

  it('looks at a connection of the page’s own', async () => {
    await open();
    const { session: other, release: letGo } = localSession(`inspector-own-${crypto.randomUUID()}`, 'bob');
    inspector.source = other;
    await inspector.updateComplete;
    await until(
      () => types().length > 0 && table().entries.every(({ user_id }) => user_id === 'bob' || user_id === ''),
      'its frames are shown',
    );
    letGo();
  });

  it('speaks German in full', async () => {
    setTranslations('de', german);
    setLocale('de');
    await open();
    await ping(1);
    const words = [inspector, table()].flatMap(({ shadowRoot }) => [
      ...[...(shadowRoot?.querySelectorAll('button, h2, dt, [role=columnheader], .count, option[value=""], .hint') ?? [])].map(
        (e) => e.textContent,
      ),
      ...[...(shadowRoot?.querySelectorAll('[aria-label]') ?? [])].map((e) => e.getAttribute('aria-label')),
      ...[...(shadowRoot?.querySelectorAll('[placeholder]') ?? [])].map((e) => e.getAttribute('placeholder')),
    ]);
    const english = words.filter((word) =>
      /\b(frames?|wire|time|direction|type|user|session|length|took|search|all|pause|clear|average|slow|replies|filter|choose)\b/i.test(
        word?.replace(/inspector-test\S+/g, '') ?? '',
      ),
    );
    expect(english).to.deep.equal([]);
  });
});
