import { PLACEHOLDER_EXAMPLE } from '../../model/workload/filled.js';
import { DYNAMODB_OPERATIONS } from '../../model/workload/workload.js';
import { readAttributes } from '../readers/attributes.js';
import { readAnyText, readBody, readRequestPath } from '../readers/texts.js';
import { DEFAULTS } from './defaults.js';
import { anything, choice, mapping, named, value } from './shapes.js';
import { exactlyOne, positive, text } from './values.js';

export const METHODS = ['get', 'head', 'post', 'put', 'patch', 'delete'] as const;

/** What says what a request is: exactly one of them. */
export const REQUEST_KINDS = [...METHODS, 'dynamodb'] as const;

const path = (method: string) =>
  value(readRequestPath, { type: 'string', pattern: '^/' }, `Sends ${method} to this path.`).optional();

const ATTRIBUTES = { type: 'object', additionalProperties: { type: 'object', minProperties: 1, maxProperties: 1 } };

/** One row of `requests`. */
export const request = mapping({
  name: text('Name in reports; the method and the path if left out.').optional(),
  weight: positive(1_000_000, 'How often it is sent, relative to the other requests.').prefault(DEFAULTS.weight),
  get: path('GET'),
  head: path('HEAD'),
  post: path('POST'),
  put: path('PUT'),
  patch: path('PATCH'),
  delete: path('DELETE'),
  dynamodb: choice(DYNAMODB_OPERATIONS).describe('Sends this operation, with a client of an AWS SDK.').optional(),
  table: text('Table of getItem and putItem.').optional(),
  key: value(readAttributes, ATTRIBUTES, 'Key of getItem, in typed attributes such as { id: { S: "42" } }.').optional(),
  item: value(readAttributes, ATTRIBUTES, 'Item of putItem, in typed attributes.').optional(),
  headers: named(
    value(readAnyText, { type: 'string' }, 'Value of the header.'),
    `Headers by name; ${PLACEHOLDER_EXAMPLE} is filled in when the request is sent.`,
  ).optional(),
  json: anything().describe('A body that is sent as JSON.').optional(),
  body: value(readBody, { type: 'string' }, 'A body that is sent as it is.').optional(),
}).meta(exactlyOne(...REQUEST_KINDS));
