/**
 * The state of what is kept of one enterprise or one expert (诚信档案): what deciding needs, and no more. There are no
 * phases: whatever the table of its kind has may be stated at any time, and the first fact begins it.
 */
export interface Dossier {
  readonly kind: 'party' | 'expert'
  readonly id: string
  hotlineCases: Set<string>
  /** Each penalty that a decision imposed, as `<kind> <decisionNo>`. */
  penalties: Set<string>
}

export const emptyDossier = (kind: Dossier['kind'], id: string): Dossier => ({
  kind,
  id,
  hotlineCases: new Set(),
  penalties: new Set(),
})
