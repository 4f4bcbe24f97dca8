/** Chance that is the same on every machine: the same name gives the same numbers. */

export interface Random {
  /** From 0 up to, not including, 1. */
  readonly next: () => number
  /** Both ends included. */
  readonly int: (min: number, max: number) => number
  readonly chance: (probability: number) => boolean
  readonly pick: <T>(list: readonly T[]) => T
  readonly shuffle: <T>(list: readonly T[]) => T[]
  /** Near 1, never negative, with a long tail upward: how prices and crowds are spread. */
  readonly spread: (sigma: number) => number
}

/**
 * A generator of its own for every name, so that a project more or less does not disturb the others.
 * Source: mulberry32 by Tommy Ettinger (public domain), seeded by FNV-1a.
 */
export function seeded(name: string): Random {
  let state = fnv1a(name)

  function next(): number {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }

  const int = (min: number, max: number) => min + Math.floor(next() * (max - min + 1))

  function pick<T>(list: readonly T[]): T {
    if (list.length === 0) throw new RangeError('nothing to pick from')
    return list[int(0, list.length - 1)] as T
  }

  /** Fisher-Yates, on a copy. */
  function shuffle<T>(list: readonly T[]): T[] {
    const mixed = [...list]
    for (let last = mixed.length - 1; last > 0; last--) {
      const other = int(0, last)
      ;[mixed[last], mixed[other]] = [mixed[other] as T, mixed[last] as T]
    }
    return mixed
  }

  /** The sum of twelve even chances is as good as normal here, and needs no logarithm that engines could round apart. */
  function spread(sigma: number): number {
    let sum = -6
    for (let i = 0; i < 12; i++) sum += next()
    const deviation = sum * sigma
    return deviation >= 0 ? 1 + deviation : 1 / (1 - deviation)
  }

  return { next, int, chance: (probability) => next() < probability, pick, shuffle, spread }
}

function fnv1a(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return hash | 0
}
