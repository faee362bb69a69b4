import { sendMouse } from '@web/test-runner-commands';
import { expect } from 'chai';
import { clear, expectAccessible, html, middle, show, within } from '../testing/page.ts';
import './meter.ts';
import type { Meter } from './meter.ts';

const quiet = { peakL: 0, peakR: 0, rmsL: 0, rmsR: 0 };
/** −12 dBFS and −24 dBFS. */
const music = { ...quiet, peakL: 10 ** (-12 / 20), rmsL: 10 ** (-24 / 20) };
const layer = (meter: Meter, name: string): string => within(meter, `.bar ${name}`).style.transform;
const number = (transform: string): number => Number(/\(([-\d.e]+)/.exec(transform)?.[1]);
/** Where −dB lies on the scale from −60 to +6. */
const place = (dB: number): number => (dB + 60) / 66;

describe('<rw-meter>', () => {
  afterEach(clear);

  it('is accessible', async () => {
    await expectAccessible(await show<Meter>(html`<rw-meter label="Input"></rw-meter>`));
  });

  it('is accessible when upright, as gain reduction, and when it has clipped', async () => {
    const meter = await show<Meter>(html`<rw-meter label="Output" orientation="vertical" style="height: 200px"></rw-meter>`);
    meter.show({ ...quiet, peakR: 1.1 });
    await meter.updateComplete;
    await expectAccessible(meter);
    await expectAccessible(await show<Meter>(html`<rw-meter kind="reduction" orientation="vertical" style="height: 200px"></rw-meter>`));
  });

  it('moves its covers to peak and RMS in dB and renders nothing', async () => {
    const meter = await show<Meter>(html`<rw-meter label="Input"></rw-meter>`);
    const bar = within(meter, '.bar');
    meter.show(music);
    expect(meter.isUpdatePending).to.equal(false);
    expect(number(layer(meter, '.peak'))).to.be.closeTo(1 - place(-12), 1e-6);
    expect(number(layer(meter, '.rms'))).to.be.closeTo(1 - place(-24), 1e-6);
    expect(within(meter, '.bar') === bar).to.equal(true);
  });

  it('holds a peak for a second and a half, then lets it fall', async () => {
    const meter = await show<Meter>(html`<rw-meter label="Input"></rw-meter>`);
    const held = (): number => 1 + number(layer(meter, '.hold')) / 100;
    meter.show(music, 10_000);
    meter.show(quiet, 11_500);
    expect(held()).to.be.closeTo(place(-12), 1e-6);
    meter.show(quiet, 12_500);
    expect(held()).to.be.closeTo(place(-32), 1e-6);
  });

  it('lights the clip lamp above full scale and keeps it lit until it is clicked', async () => {
    const meter = await show<Meter>(html`<rw-meter label="Input"></rw-meter>`);
    const lamp = within<HTMLButtonElement>(meter, '.clip');
    meter.show({ ...quiet, peakL: 1 });
    await meter.updateComplete;
    expect(lamp.disabled).to.equal(true);
    meter.show({ ...quiet, peakL: 1.01 });
    meter.show(quiet);
    await meter.updateComplete;
    expect(lamp.disabled).to.equal(false);
    expect(lamp.getAttribute('aria-label')).to.equal('Input has clipped: clear');
    await sendMouse({ type: 'click', position: middle(lamp) });
    await meter.updateComplete;
    expect(lamp.disabled).to.equal(true);
  });

  it('tells a screen reader the peak at most twice a second', async () => {
    const meter = await show<Meter>(html`<rw-meter label="Input"></rw-meter>`);
    const told = (): string | null => within(meter, '[role=meter]').getAttribute('aria-valuetext');
    meter.show(quiet, 0);
    expect(told()).to.equal('silent');
    meter.show(music, 400);
    expect(told()).to.equal('silent');
    meter.show(music, 500);
    expect(told()).to.equal('−12.0 dBFS');
  });

  it('shows gain reduction from 0 to 24 dB in one bar', async () => {
    const meter = await show<Meter>(html`<rw-meter kind="reduction"></rw-meter>`);
    meter.showReduction(6);
    expect(meter.shadowRoot?.querySelectorAll('.bar').length).to.equal(1);
    expect(number(layer(meter, '.peak'))).to.be.closeTo(0.75, 1e-6);
    expect(within(meter, '[role=meter]').getAttribute('aria-valuetext')).to.equal('6.0 dB');
  });
});
