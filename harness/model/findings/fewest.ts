/** The fewest completed requests with a finite upper 97.5 % limit of the 99th percentile: of fewer none is told. */
export const FEWEST_FOR_P99 = 368;
