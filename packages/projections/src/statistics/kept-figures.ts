/** Figures of one position that are kept. An answer in groups of buyers can be large; whoever looks at one asks for few. */
const MAX_FIGURES = 64

/**
 * What was reckoned over read models, for as long as they stand at the same place of the log: rows change with the
 * position alone. A figure that many look at is reckoned once for all of them, and anew after the next fact.
 */
export class KeptFigures<F> {
  readonly #figures = new Map<string, F>()
  #position: bigint | undefined

  async at(position: bigint, key: string, reckon: () => Promise<F>): Promise<F> {
    if (position !== this.#position) this.#figures.clear()
    this.#position = position
    const known = this.#figures.get(key)
    if (known !== undefined) return known
    const figure = await reckon()
    // Somebody may have asked for a later position meanwhile.
    if (position === this.#position && this.#figures.size < MAX_FIGURES) this.#figures.set(key, figure)
    return figure
  }
}
