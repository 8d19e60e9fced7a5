/** A share as a percentage to two significant digits unless told otherwise, so that 0.6 % does not print as 1 %. */
export function percent(share: number, digits = 2): string {
  return `${Number((100 * share).toPrecision(digits))} %`;
}
