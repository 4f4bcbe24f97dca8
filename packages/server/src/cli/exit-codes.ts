/** Exit codes: part of the contract. */
export const DONE = 0
export const REFUSED = 1
export const UNUSABLE = 2
