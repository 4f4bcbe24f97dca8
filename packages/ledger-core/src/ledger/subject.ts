import { Id } from '../kernel/ids.ts'
import type { SubjectKind } from '../procurement/lifecycle.ts'

/**
 * What somebody states facts of: a project by its id, an enterprise, or an expert. Each has a stream of its own. Ids of
 * enterprises and experts are pseudonyms or public registration numbers: they stand in leaves for ever.
 */
export type Subject = string | { readonly party: string } | { readonly expert: string }

/** A subject taken apart. */
export interface Addressed {
  readonly kind: SubjectKind
  readonly id: string
}

/** The subject, or undefined with the place of what is wrong with it: callers without types may give anything. */
export function parseSubject(subject: Subject): Addressed | { readonly kind: undefined; readonly path: string } {
  const { kind, id } = takeApart(subject)
  const parsed = Id.safeParse(id)
  if (parsed.success) return { kind, id: parsed.data }
  return { kind: undefined, path: kind === 'project' ? '/projectId' : `/${kind}` }
}

function takeApart(subject: Subject): { readonly kind: SubjectKind; readonly id: unknown } {
  if (typeof subject !== 'object' || subject === null) return { kind: 'project', id: subject }
  return 'party' in subject ? { kind: 'party', id: subject.party } : { kind: 'expert', id: subject.expert }
}

/** The stream of a subject, whatever its id is: a reader finds nothing under one that cannot be. */
export function subjectStream(subject: Subject): string {
  const { kind, id } = takeApart(subject)
  return streamOf({ kind, id: String(id) })
}

export const streamOf = ({ kind, id }: Addressed): string => `${kind}-${id}`

const KINDS: readonly SubjectKind[] = ['project', 'party', 'expert']

/** The subject of a stream; undefined for the ledger's own. */
export function addressed(stream: string): Addressed | undefined {
  const kind = KINDS.find((one) => stream.startsWith(`${one}-`))
  return kind && { kind, id: stream.slice(kind.length + 1) }
}
