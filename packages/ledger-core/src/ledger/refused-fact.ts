import type { Refusal } from '../kernel/refusal.ts'

/** The refusal of a command for one of its facts; of several it names the one. */
export const refusedFact = (facts: readonly unknown[], index: number, refusal: Refusal): Refusal =>
  facts.length === 1 ? refusal : { ...refusal, message: `fact ${index}: ${refusal.message}` }
