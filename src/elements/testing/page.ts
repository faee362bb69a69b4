/** Helpers for the elements' tests: a place on the page, real input, recorded events and an accessibility audit. */
import { resetMouse, sendKeys, sendMouse } from '@web/test-runner-commands';
import 'axe-core';
import type { AxeResults, RunOptions } from 'axe-core';
import { expect } from 'chai';
import { html, render, type TemplateResult } from 'lit';
import type { ElementEventDetails, ElementEventName } from '../events.ts';

// The package is a script that leaves its global behind; it has no module exports in a browser.
const { axe } = window as unknown as { axe: { run(element: Element, options: RunOptions): Promise<AxeResults> } };

let place: HTMLElement | undefined;

/** Renders `template` into an empty page and gives its first element once that has rendered. */
export async function show<E extends HTMLElement>(template: TemplateResult, width = 600): Promise<E> {
  clear();
  place = document.createElement('main');
  place.style.cssText = `width: ${width}px; padding: 40px;`;
  document.body.append(place);
  render(template, place);
  const element = place.firstElementChild as E & { updateComplete?: Promise<boolean> };
  await element.updateComplete;
  return element;
}

/** Empties the page. */
export function clear(): void {
  place?.remove();
  document.documentElement.style.colorScheme = '';
  document.body.style.background = '';
}

/** Fails with axe's words unless `element` passes its audit, contrast included, on a light and on a dark page. */
export async function expectAccessible(element: HTMLElement): Promise<void> {
  for (const scheme of ['light', 'dark']) {
    document.documentElement.style.colorScheme = scheme;
    document.body.style.background = scheme === 'dark' ? '#26272a' : '#e8e6df';
    const { violations } = await axe.run(element, { resultTypes: ['violations'] });
    const words = violations.flatMap(({ id, nodes }) =>
      nodes.map((node) => `${scheme} ${id}: ${node.target.join(' ')}: ${node.failureSummary}`),
    );
    expect(words, words.join('\n')).to.deep.equal([]);
  }
}

export interface Heard {
  readonly type: string;
  readonly detail: unknown;
}

/** Records the events of these names that reach the document. */
export function listen(...names: ElementEventName[]): Heard[] {
  const heard: Heard[] = [];
  const host = place ?? document.body;
  for (const name of names) {
    host.addEventListener(name, (event) => heard.push({ type: name, detail: event.detail }));
  }
  return heard;
}

/** The details of those events of `name` that were heard. */
export const details = <Name extends ElementEventName>(heard: readonly Heard[], name: Name): ElementEventDetails[Name][] =>
  heard.filter(({ type }) => type === name).map(({ detail }) => detail as ElementEventDetails[Name]);

/** The first match for `selector` in the shadow root of `element`. */
export function within<E extends Element = HTMLElement>(element: Element, selector: string): E {
  const found = element.shadowRoot?.querySelector<E>(selector);
  if (!found) throw new Error(`${element.localName} shows no ${selector}`);
  return found;
}

/** The middle of `element` in page pixels, whole as the mouse needs them. */
export function middle(element: Element): [number, number] {
  const { x, y, width, height } = element.getBoundingClientRect();
  return [Math.round(x + width / 2), Math.round(y + height / 2)];
}

/** Presses on `element`, moves by `[x, y]` pixels in steps, and lets go. */
export async function drag(element: Element, [x, y]: readonly [number, number]): Promise<void> {
  const [fromX, fromY] = middle(element);
  await sendMouse({ type: 'move', position: [fromX, fromY] });
  await sendMouse({ type: 'down' });
  for (const part of [0.5, 1]) await sendMouse({ type: 'move', position: [Math.round(fromX + x * part), Math.round(fromY + y * part)] });
  await sendMouse({ type: 'up' });
  await resetMouse();
}

/** Presses `key` while Shift is down. */
export async function shift(key: string): Promise<void> {
  await sendKeys({ down: 'Shift' });
  await sendKeys({ press: key });
  await sendKeys({ up: 'Shift' });
}

export { html };
