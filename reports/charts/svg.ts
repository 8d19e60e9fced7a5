import { visible } from '../../harness/model/visible.js';

/** Text as HTML and SVG have it: nothing in it is markup. */
export function escapeHtml(text: string): string {
  return visible(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

type Attributes = Readonly<Record<string, string | number | undefined>>;

/** An element of SVG; `inner` is markup already. */
export function element(name: string, attributes: Attributes, inner = ''): string {
  const written = Object.entries(attributes).flatMap(([key, value]) => {
    if (value === undefined) return [];
    return [` ${key}="${typeof value === 'number' ? rounded(value) : escapeHtml(value)}"`];
  });
  return inner === '' ? `<${name}${written.join('')}/>` : `<${name}${written.join('')}>${inner}</${name}>`;
}

/** Words in a chart. */
export function label(text: string, x: number, y: number, attributes: Attributes = {}): string {
  return element('text', { x, y, ...attributes }, escapeHtml(text));
}

/** A tenth of a pixel is as much as anybody sees. */
export function rounded(value: number): string {
  return String(Math.round(value * 10) / 10);
}

/** The colours are those of the page, by the place of the series. */
export const colour = (place: number): string => `var(--series-${(place % 6) + 1})`;
