import { UsageError } from './stores.ts'

/** The enterprise or the expert whose stream is named: `party-X`, `expert-X`. Its id is judged where it is used. */
export function subjectOf(stream: string): { readonly party: string } | { readonly expert: string } {
  const [, kind, id] = /^(party|expert)-(.*)$/s.exec(stream) ?? []
  if (kind === undefined || id === undefined)
    throw new UsageError(`"${stream}" names no stream of an enterprise or an expert; write party-X or expert-X`)
  return kind === 'party' ? { party: id } : { expert: id }
}
