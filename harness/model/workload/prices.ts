/** What the user pays, as a file of the user's says it: nothing costs anything unless it stands there. */
export interface Prices {
  readonly currency: string;
  /** The day of the prices, as it was written. */
  readonly dated: string;
  readonly source: string;
  /** One container for an hour; null where it is not told, as are the others. */
  readonly containerHour: number | null;
  readonly capacityUnitHour: number | null;
}
