/** How a secret may be written by those who were sent it, and which secrets a value holds. */

/** Of the form of a value in base64, which stands in the middle of another text. */
const SHORTEST_ENCODED = 6;

/** The value, and what a reader of it takes out: without its percents, its scheme, its base64 or the rest of its URL. */
export function valuesWithin(value: string): readonly string[] {
  const credential = /^(?:basic|bearer|token|digest|apikey)\s+(\S+)$/i.exec(value)?.[1];
  const bare = credential === undefined ? [value] : [value, credential];
  const read = bare.flatMap((one) => [one, ...decoded(one), ...pairOf(one)]);
  return [...new Set([...read, ...passwordOf(value)])];
}

function decoded(value: string): readonly string[] {
  if (!/[%+]/.test(value)) return [];
  try {
    return [value.replaceAll('+', ' '), value].map((text) => decodeURIComponent(text));
  } catch {
    // A percent that is only a percent.
    return [];
  }
}

/** What HTTP's Basic sends: `user:password` in base64; a server that refuses it may name either. */
function pairOf(value: string): readonly string[] {
  const bytes = Buffer.from(value, 'base64');
  if (bytes.toString('base64') !== value) return [];
  const pair = bytes.toString('utf8');
  const colon = pair.indexOf(':');
  const isText = !/[\p{Cc}\uFFFD]/u.test(pair);
  return isText && colon > 0 ? [pair, pair.slice(colon + 1)] : [];
}

function passwordOf(value: string): readonly string[] {
  const password = URL.canParse(value) ? new URL(value).password : '';
  return password === '' ? [] : [password, ...decoded(password)];
}

/** A value as it is, and as JSON, URLs and HTML of several languages have it. */
export function spellingsOf(value: string): readonly string[] {
  const inUrl = [encodeURIComponent(value), encodeURI(value)];
  const all = [
    value,
    ...inJson(value),
    ...inUrl,
    ...inUrl.map((form) => form.replaceAll('%20', '+')),
    ...inHtml(value),
  ];
  return [...new Set(all)];
}

/** As JavaScript, PHP, Go and Python write it. */
function inJson(value: string): readonly string[] {
  const text = JSON.stringify(value).slice(1, -1);
  const hex = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return [text, text.replaceAll('/', '\\/'), text.replace(/[<>&]/g, hex), text.replace(/[\u0080-\uffff]/g, hex)];
}

const IN_HTML = [
  { '"': '&quot;', "'": '&#39;' },
  { '"': '&quot;', "'": '&#x27;' },
  { '"': '&#34;', "'": '&#39;' },
  { '"': '&quot;', "'": '&apos;' },
  { '"': '"', "'": "'" },
] as const;

function inHtml(value: string): readonly string[] {
  const outside = value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return IN_HTML.map((quotes) => outside.replaceAll('"', quotes['"']).replaceAll("'", quotes["'"]));
}

/** The characters that are the same whatever stands before and behind, for each of the three places in a group. */
export function base64Of(value: string): readonly string[] {
  return [0, 1, 2].flatMap((before) => {
    const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(value)]);
    const end = Math.floor((bytes.length * 8) / 6);
    const standard = bytes.toString('base64').slice([0, 2, 3][before], end);
    if (standard.length < SHORTEST_ENCODED) return [];
    return [standard, standard.replaceAll('+', '-').replaceAll('/', '_')];
  });
}
