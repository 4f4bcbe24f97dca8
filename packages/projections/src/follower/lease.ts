/** No lease is longer, so one that ends later was given under a clock that has been set back. */
export const MAX_LEASE_MS = 60_000
