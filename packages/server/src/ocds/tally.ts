/** Counts by several words, kept in the order of their first occurrence. */
export class Tally<Key extends string> {
  readonly #counts = new Map<string, { readonly words: Readonly<Record<Key, string>>; count: number }>()

  add(words: Readonly<Record<Key, string>>, by = 1): void {
    const key = JSON.stringify(Object.values(words))
    const entry = this.#counts.get(key)
    if (entry === undefined) this.#counts.set(key, { words, count: by })
    else entry.count += by
  }

  addAll(other: Tally<Key>): void {
    for (const { words, count } of other.#counts.values()) this.add(words, count)
  }

  /** Most frequent first; of one count, in alphabetical order. */
  entries(): (Readonly<Record<Key, string>> & { readonly count: number })[] {
    return [...this.#counts.values()]
      .map(({ words, count }) => ({ ...words, count }))
      .sort((a, b) => b.count - a.count || (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
  }
}
