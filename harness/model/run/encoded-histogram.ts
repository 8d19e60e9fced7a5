/** An HDR histogram, usually of microseconds, as compressed base64; the empty string is an empty histogram. */
export type EncodedHistogram = string;
