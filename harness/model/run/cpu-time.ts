/** What a process or several spent. */
export interface CpuTime {
  readonly userUs: number;
  readonly systemUs: number;
}
