import { readFileSync } from 'node:fs';
import { mistake } from '../model/mistake.js';

/** Reads a PEM file; a missing one, or one that is no PEM, is the user's mistake. */
export function readCertificate(path: string): string {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw mistake(`the certificate ${path} cannot be read: ${(error as Error).message}`, 'check target.ca');
  }
  if (!text.includes('-----BEGIN CERTIFICATE-----')) {
    throw mistake(`${path} is not a PEM certificate`, 'target.ca names a file with -----BEGIN CERTIFICATE----- in it');
  }
  return text;
}
