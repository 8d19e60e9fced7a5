/** The texts of quantities for the JSON Schema: a little wider than what is read, so that no editor refuses what runs. */

const NUMBER = '[0-9.][0-9_,.]*(e[+-]?[0-9]+)?\\s*';
const DURATION =
  '(us|µs|μs|usecs?|microseconds?|ms|msecs?|milliseconds?|s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?)';
const RATE = '[kM]?\\s*((req(uest)?s?)?\\s*(/|per)\\s*1?\\s*(s|sec|second|m|min|minute|h|hr|hour)|[rq]ps|rpm)';

export const UNIT_PATTERNS = {
  duration: `^(${NUMBER}${DURATION}\\s*)+$`,
  rate: `^${NUMBER}${RATE}$`,
  size: `^${NUMBER}(B|bytes?|KiB?|KB|MiB?|MB|GiB?|GB)$`,
  share: `^${NUMBER}(%|percent)$`,
  rateInterval: `^(${NUMBER}(${RATE})?\\s*\\.\\.\\s*)?${NUMBER}${RATE}$`,
  shareInterval: `^(${NUMBER}(%|percent)?\\s*\\.\\.\\s*)?${NUMBER}(%|percent)$`,
  rateOrShare: `^${NUMBER}(%|percent|${RATE})$`,
} as const;
