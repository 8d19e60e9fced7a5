import type { Guard } from '../run/guard.js';

/** Why a block is not valid: data, whose words are made in reports. */
export type BlockFault =
  /** It could not be measured to its end. */
  | { readonly kind: 'lost'; readonly reason: string }
  | { readonly kind: 'missing'; readonly arm: string }
  | { readonly kind: 'guard'; readonly arm: string; readonly guard: Guard }
  | {
      readonly kind: 'empty';
      readonly arm: string;
      readonly why: Emptiness;
      readonly count: number;
      readonly of: number;
    };

/**
 * Why a slot measured nothing of its arm, and what `count` and `of` are:
 * - `limit`: requests that met a limit of this machine, of those planned
 * - `nothing-planned`: requests of the lead-in that were never answered
 * - `nothing-completed`: none of those planned
 * - `lead-in-lost`: requests of the lead-in that were never answered, of all of it
 */
export type Emptiness = 'limit' | 'nothing-planned' | 'nothing-completed' | 'lead-in-lost';
